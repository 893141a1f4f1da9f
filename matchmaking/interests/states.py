"""The life of an interest and of a next step, and their words."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

FOLLOW, MATERIAL, TALK = "follow", "material", "talk"
KINDS = {FOLLOW: _l("关注"), MATERIAL: _l("索取资料"), TALK: _l("约谈")}

# Open: the team has not answered. Answered: there is an answer, and what comes next is agreed. Closed: nothing is open.
OPEN, ANSWERED, DECLINED, WITHDRAWN, CLOSED = "open", "answered", "declined", "withdrawn", "closed"
INTEREST_STATES = States(
    {
        OPEN: (ANSWERED, DECLINED, WITHDRAWN, CLOSED),
        ANSWERED: (CLOSED, WITHDRAWN),
    }
)
STATE_WORDS = {
    OPEN: _l("等待答复"),
    ANSWERED: _l("跟进中"),
    DECLINED: _l("谢绝"),
    WITHDRAWN: _l("已撤回"),
    CLOSED: _l("已结束"),
}
REASONS = {
    "early": _l("项目还没到这一步"),
    "field": _l("不是我们在做的方向"),
    "conflict": _l("与正在合作的单位有冲突"),
    "secret": _l("资料现在还不能给出"),
    "other": _l("其他原因，见说明"),
}
RESULTS = {
    "agreed": _l("谈成了，进入合作"),
    "later": _l("双方暂缓，以后再说"),
    "none": _l("没有谈成"),
    "mistaken": _l("不需要跟进"),
}
# How it ended by itself: nobody chooses that.
GONE = "gone"
ENDINGS = {**RESULTS, GONE: _l("项目已不再展出，没有答复")}

STEP_OPEN, STEP_DONE, STEP_DROPPED = "open", "done", "dropped"
STEP_STATES = States({STEP_OPEN: (STEP_DONE, STEP_DROPPED), STEP_DONE: (STEP_OPEN,), STEP_DROPPED: (STEP_OPEN,)})
# Whose step it is.
TEAM, ASKER, BROKER = "team", "asker", "broker"
SIDES = {TEAM: _l("项目方"), ASKER: _l("感兴趣的一方"), BROKER: _l("技术经理人")}
