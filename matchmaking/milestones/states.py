"""The states of milestones, payments and what both sides must agree to, which may follow which, and their words."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

# A milestone: shut until the one before is accepted and paid; then somebody works on it.
LOCKED, OPEN, DELIVERED, SENT_BACK = "locked", "open", "delivered", "sent_back"
ACCEPTED, PAID = "accepted", "paid"
MILESTONE_STATES = States(
    {
        LOCKED: (OPEN,),
        # A change of the plan may put another one before it.
        OPEN: (DELIVERED, LOCKED),
        DELIVERED: (SENT_BACK, ACCEPTED, OPEN),
        SENT_BACK: (DELIVERED,),
        ACCEPTED: (PAID,),
    }
)
MILESTONE_WORDS = {
    LOCKED: _l("未开启"),
    OPEN: _l("进行中"),
    DELIVERED: _l("待验收"),
    SENT_BACK: _l("已退回"),
    ACCEPTED: _l("已验收"),
    PAID: _l("已验收，款项已清"),
}
IS_ACCEPTED = (ACCEPTED, PAID)

# A payment: planned, then the seller asks, the buyer says that it has paid, and the seller says what has come.
PLANNED, CLAIMED, REPORTED, RECEIVED, SETTLED = "planned", "claimed", "reported", "received", "settled"
PAYMENT_STATES = States(
    {
        PLANNED: (CLAIMED, REPORTED, RECEIVED, SETTLED),
        CLAIMED: (REPORTED, RECEIVED, SETTLED, PLANNED),
        # Not come, or only a part of it: it is open again.
        REPORTED: (CLAIMED, PLANNED, RECEIVED, SETTLED),
    }
)
PAYMENT_WORDS = {
    PLANNED: _l("未到期或未提出"),
    CLAIMED: _l("已提出，待付款"),
    REPORTED: _l("需求方称已付，待确认"),
    RECEIVED: _l("已到账"),
    SETTLED: _l("双方书面结清"),
}
# Nothing more is expected.
CLOSED_PAYMENTS = (RECEIVED, SETTLED)

# What is written about a payment.
CLAIM, REPORT, RECEIPT, MISSING = "claim", "report", "receipt", "missing"
ENTRY_WORDS = {
    CLAIM: _l("成果方提出付款"),
    REPORT: _l("需求方告知已付"),
    RECEIPT: _l("成果方确认到账"),
    MISSING: _l("成果方告知未到账"),
}

# A proof that was handed in.
WAITING, TAKEN, RETURNED, TAKEN_BACK = "waiting", "accepted", "sent_back", "withdrawn"
DELIVERY_STATES = States({WAITING: (TAKEN, RETURNED, TAKEN_BACK)})
DELIVERY_WORDS = {
    WAITING: _l("待验收"), TAKEN: _l("通过"), RETURNED: _l("退回"), TAKEN_BACK: _l("成果方收回"),
}  # fmt: skip

# What both sides must agree to.
PLAN, CHANGE, DELAY, WAIVER, DESPITE = "plan", "change", "delay", "waiver", "despite"
SETTLEMENT, ACCEPTANCE, PUBLICATION = "settlement", "acceptance", "publication"
ACCORD_KINDS = {
    PLAN: _l("履约计划"),
    CHANGE: _l("变更"),
    DELAY: _l("延期告知"),
    WAIVER: _l("先开启下一个里程碑"),
    DESPITE: _l("有争议仍先做最终验收"),
    SETTLEMENT: _l("款项结清"),
    ACCEPTANCE: _l("最终验收"),
    PUBLICATION: _l("公开验收结果"),
}
PROPOSED, AGREED, REFUSED, WITHDRAWN = "proposed", "agreed", "refused", "withdrawn"
ACCORD_STATES = States({PROPOSED: (AGREED, REFUSED, WITHDRAWN), AGREED: (WITHDRAWN,)})
ACCORD_WORDS = {
    PROPOSED: _l("待确认"), AGREED: _l("双方已确认"), REFUSED: _l("不同意"), WITHDRAWN: _l("已收回"),
}  # fmt: skip

# A dispute, until there is an outcome.
DISPUTED, RESOLVED = "open", "resolved"
DISPUTE_STATES = States({DISPUTED: (RESOLVED,), RESOLVED: (DISPUTED,)})
DISPUTE_WORDS = {DISPUTED: _l("处理中"), RESOLVED: _l("已了结")}

# The verdict on one criterion, in the codes of comparison in small letters.
MET, PARTLY, NOT_MET = "met", "partly", "not_met"
VERDICTS = {MET: _l("满足"), PARTLY: _l("部分满足"), NOT_MET: _l("未达到")}
OPERATORS = {
    ">=": _l("不低于"), "<=": _l("不高于"), "=": _l("等于"), "range": _l("范围"), "text": _l("文字描述"),
}  # fmt: skip
