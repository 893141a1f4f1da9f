"""The way of a challenge (揭榜): from the application to the award, and the states of an expert."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

PREPARING, CHECKING, ARGUING, PASSED, FAILED = "preparing", "checking", "arguing", "passed", "failed"
LIST_NOTICE, CLEARED, STOPPED = "list_notice", "cleared", "stopped"
OPEN, RESULT_NOTICE, AWARDED, CLOSED = "open", "result_notice", "awarded", "closed"

CHALLENGE_STATES = States(
    {
        PREPARING: (CHECKING,),
        CHECKING: (ARGUING, PREPARING),
        ARGUING: (PASSED, FAILED),
        FAILED: (PREPARING,),
        PASSED: (LIST_NOTICE, PREPARING),
        LIST_NOTICE: (CLEARED, STOPPED),
        # Stopped: back to the enterprise, or shown to the public anew when the objection leaves the content as it is.
        STOPPED: (LIST_NOTICE, PREPARING),
        CLEARED: (OPEN, PREPARING),
        OPEN: (RESULT_NOTICE, CLOSED),
        RESULT_NOTICE: (AWARDED, OPEN),
        # Its demand was withdrawn or not answered well enough; the enterprise may try again from the start.
        CLOSED: (PREPARING,),
    }
)
STATE_NAMES = {
    PREPARING: _l("准备揭榜资料"),
    CHECKING: _l("形式审查"),
    ARGUING: _l("专家论证"),
    PASSED: _l("论证通过，待榜单公示"),
    FAILED: _l("论证未通过"),
    LIST_NOTICE: _l("榜单公示中"),
    STOPPED: _l("榜单公示已停止"),
    CLEARED: _l("公示期满，待发榜"),
    OPEN: _l("已发榜"),
    RESULT_NOTICE: _l("评榜结果公示中"),
    AWARDED: _l("揭榜结果已确定"),
    CLOSED: _l("已结束，没有选出揭榜方"),
}
# Nobody changes the text of the demand meanwhile: experts judge it, or the public was shown it.
LOCKED = (CHECKING, ARGUING, PASSED, LIST_NOTICE, STOPPED, CLEARED, OPEN, RESULT_NOTICE, AWARDED)
# The enterprise may write.
WRITABLE = (PREPARING, FAILED, CLOSED)
# The demand may be public.
PUBLISHABLE = (CLEARED, OPEN, RESULT_NOTICE, AWARDED)
ANNOUNCED = (OPEN, RESULT_NOTICE, AWARDED, CLOSED)

INVITED, SCORED, DECLINED, REMOVED = "invited", "scored", "declined", "removed"
EXPERT_STATES = States(
    {
        INVITED: (SCORED, DECLINED, REMOVED),
        SCORED: (REMOVED, DECLINED),
    }
)
EXPERT_STATE_NAMES = {
    INVITED: _l("待评分"),
    SCORED: _l("已评分"),
    DECLINED: _l("已回避或谢绝"),
    REMOVED: _l("已取消邀请"),
}
