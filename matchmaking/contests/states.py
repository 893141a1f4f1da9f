"""The life of a contest, of a round, of an entry, and the steps of landing."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

DRAFT, OPEN, RUNNING, FINISHED, CANCELLED = "draft", "open", "running", "finished", "cancelled"
CONTEST_STATES = States({
    DRAFT: (OPEN, CANCELLED),
    OPEN: (RUNNING, CANCELLED),
    RUNNING: (FINISHED, CANCELLED),
})  # fmt: skip
CONTEST_NAMES = {
    DRAFT: _l("草稿"),
    OPEN: _l("报名中"),
    RUNNING: _l("比赛中"),
    FINISHED: _l("已颁奖"),
    CANCELLED: _l("已取消"),
}

PREPARING, SCORING, CLOSED = "preparing", "scoring", "closed"
ROUND_STATES = States({PREPARING: (SCORING,), SCORING: (CLOSED,)})
ROUND_NAMES = {PREPARING: _l("未开始"), SCORING: _l("评分中"), CLOSED: _l("已公布名次")}

SUBMITTED, STANDING, OUT, REFUSED, WITHDRAWN = "submitted", "standing", "out", "refused", "withdrawn"
ENTRY_STATES = States({
    SUBMITTED: (STANDING, REFUSED, WITHDRAWN),
    STANDING: (OUT, WITHDRAWN),
    REFUSED: (SUBMITTED,),
    WITHDRAWN: (SUBMITTED,),
})  # fmt: skip
ENTRY_NAMES = {
    SUBMITTED: _l("待审核"),
    STANDING: _l("参赛中"),
    OUT: _l("止步"),
    REFUSED: _l("未通过审核"),
    WITHDRAWN: _l("已退赛"),
}

# What a winner is asked for afterwards, in this order.
LANDING_STEPS = {
    "registered": _l("注册落地"),
    "site": _l("场地入驻"),
    "funding": _l("获得资金"),
    "revenue": _l("首笔收入"),
}
TRACKED, LANDED, GIVEN_UP = "tracked", "landed", "given_up"
WINNER_STATES = States({TRACKED: (LANDED, GIVEN_UP), GIVEN_UP: (TRACKED,)})
WINNER_NAMES = {TRACKED: _l("跟踪中"), LANDED: _l("已走完四步"), GIVEN_UP: _l("不再落地")}
