"""The life of an approval of one side, of its steps, and of a signed text; their words."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

# Of one side's approval of one version.
RUNNING, APPROVED, RETURNED, VOID = "running", "approved", "returned", "void"
APPROVAL_STATES = States({RUNNING: (APPROVED, RETURNED, VOID), APPROVED: (VOID,)})
APPROVAL_WORDS = {
    RUNNING: _l("审批中"),
    APPROVED: _l("审批通过"),
    RETURNED: _l("退回修改"),
    VOID: _l("已作废"),
}
APPROVAL_COLOURS = {RUNNING: "warn", APPROVED: "supply", RETURNED: "bad", VOID: ""}
# Why an approval counts no longer.
NEW_VERSION, OTHER_RETURNED, TAKEN_BACK, CANCELLED = "new_version", "other_returned", "taken_back", "cancelled"
VOID_WORDS = {
    NEW_VERSION: _l("合同有了新的一稿，原来的审批只对旧稿有效，请审批新的一稿。"),
    OTHER_RETURNED: _l("另一方退回修改，这一稿不再审批。"),
    TAKEN_BACK: _l("提交审批的一方撤回了这一稿。"),
    CANCELLED: _l("合同已取消。"),
}

# Of one step of a chain: its turn comes when the one before is through.
WAITING, OPEN, PASSED, SENT_BACK, DROPPED = "waiting", "open", "passed", "sent_back", "dropped"
TURN_STATES = States({WAITING: (OPEN, DROPPED), OPEN: (PASSED, SENT_BACK, DROPPED)})
TURN_WORDS = {
    WAITING: _l("未轮到"),
    OPEN: _l("待审批"),
    PASSED: _l("已同意"),
    SENT_BACK: _l("已退回"),
    DROPPED: _l("不再需要"),
}

# Of a signed text: offered by one side, confirmed by every other side of the contract.
OFFERED, CONFIRMED, REFUSED, WITHDRAWN = "offered", "confirmed", "refused", "withdrawn"
TEXT_STATES = States({OFFERED: (CONFIRMED, REFUSED, WITHDRAWN)})
TEXT_WORDS = {
    OFFERED: _l("待对方确认"),
    CONFIRMED: _l("各方已确认"),
    REFUSED: _l("对方不认可"),
    WITHDRAWN: _l("已撤回"),
}
SCAN, ELECTRONIC = "scan", "electronic"
WAYS = {SCAN: _l("签字盖章的扫描件"), ELECTRONIC: _l("电子签约平台的合同")}
