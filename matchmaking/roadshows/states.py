"""The life of a session, of a registration, and of somebody's part in a session."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

DRAFT, ANNOUNCED, LIVE, ENDED, CANCELLED = "draft", "announced", "live", "ended", "cancelled"
# The host desk can take its last step back: what was opened or closed by mistake goes on as before.
ROADSHOW_STATES = States(
    {
        DRAFT: (ANNOUNCED, CANCELLED),
        ANNOUNCED: (LIVE, ENDED, CANCELLED),
        LIVE: (ENDED, ANNOUNCED),
        ENDED: (LIVE,),
    }
)
# Everybody reads about these; of a cancelled session only when it had been announced.
PUBLIC_STATES = (ANNOUNCED, LIVE, ENDED)
STATE_NAMES = {
    DRAFT: _l("草稿"),
    ANNOUNCED: _l("已发布"),
    LIVE: _l("直播中"),
    ENDED: _l("已结束"),
    CANCELLED: _l("已取消"),
}

REGISTERED, WAITING, LEFT, PRESENT = "registered", "waiting", "cancelled", "present"
REGISTRATION_STATES = States(
    {
        REGISTERED: (PRESENT, LEFT, WAITING),
        WAITING: (REGISTERED, LEFT),
        PRESENT: (REGISTERED,),
        LEFT: (REGISTERED, WAITING),
    }
)
# These hold a seat.
SEATED = (REGISTERED, PRESENT)
REGISTRATION_NAMES = {
    REGISTERED: _l("已预约"),
    WAITING: _l("候补中"),
    LEFT: _l("已取消预约"),
    PRESENT: _l("已到场"),
}

ASKED, ACCEPTED, DECLINED, WITHDRAWN = "asked", "accepted", "declined", "withdrawn"
ENGAGEMENT_STATES = States({ASKED: (ACCEPTED, DECLINED, WITHDRAWN), ACCEPTED: (DECLINED, WITHDRAWN)})
ENGAGEMENT_NAMES = {
    ASKED: _l("待确认"),
    ACCEPTED: _l("已确认"),
    DECLINED: _l("已谢绝"),
    WITHDRAWN: _l("已收回邀请"),
}
