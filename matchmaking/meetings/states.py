"""The life of a meeting, and the words of its reasons, forms and outcomes."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

# Asked: the side that was asked answers. Proposed: another time lies before the side that asked.
ASKED, PROPOSED, ACCEPTED = "asked", "proposed", "accepted"
DECLINED, WITHDRAWN, EXPIRED, CANCELLED = "declined", "withdrawn", "expired", "cancelled"
# Its time has passed and both sides are asked what came of it; closed: nothing is asked any more.
OVER, CLOSED = "over", "closed"
MEETING_STATES = States(
    {
        ASKED: (ACCEPTED, PROPOSED, DECLINED, WITHDRAWN, EXPIRED),
        PROPOSED: (ACCEPTED, ASKED, PROPOSED, DECLINED, WITHDRAWN, EXPIRED),
        ACCEPTED: (PROPOSED, ASKED, CANCELLED, OVER),
        OVER: (CLOSED,),
    }
)
WAITING = (ASKED, PROPOSED)
# A slot is taken while one of these holds it.
HOLDING = (ASKED, PROPOSED, ACCEPTED)

# Both sides have said yes to a time, whatever came of it.
AGREED = (ACCEPTED, OVER, CLOSED)
# Nothing is arranged any more; another one may be.
ENDED = (DECLINED, WITHDRAWN, EXPIRED, CANCELLED, OVER, CLOSED)

ONLINE, ONSITE = "online", "onsite"
FORMS = {ONLINE: _l("线上"), ONSITE: _l("当面")}
OPEN, SHUT = "open", "shut"

REASONS = {
    "busy": _l("这段时间安排不开"),
    "field": _l("不是我们在做的方向"),
    "early": _l("项目还没到这一步"),
    "conflict": _l("与正在合作的单位有冲突"),
    "other": _l("其他原因，见说明"),
}
# What either side says afterwards.
HELD, OTHER_ABSENT, OWN_ABSENT, PUT_OFF = "held", "other_absent", "own_absent", "put_off"
OUTCOMES = {
    HELD: _l("谈过了"),
    OTHER_ABSENT: _l("对方没有来"),
    OWN_ABSENT: _l("我们没能参加"),
    PUT_OFF: _l("双方改期，没有谈"),
}
OWNER_SIDE, ASKER_SIDE = "owner", "asker"
