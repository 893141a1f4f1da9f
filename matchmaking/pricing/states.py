"""The life of a round of the range finder, of an offer, of a price and of its notice; and their words."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

# A round of the range finder.
OPEN, ANSWERED, LAPSED = "open", "answered", "lapsed"
ROUND_STATES = States({OPEN: (ANSWERED, LAPSED)})
# What both sides are told of a round; nothing finer is ever said.
OVERLAP, NEAR, FAR = "overlap", "near", "far"
ANSWERS = {OVERLAP: _l("有交集"), NEAR: _l("差距 ≤20%"), FAR: _l("差距较大")}

# An offer of a price, and the answer that a party owes to it.
SENT, ACCEPTED, DECLINED, COUNTERED = "sent", "accepted", "declined", "countered"
WITHDRAWN, EXPIRED = "withdrawn", "expired"
OFFER_STATES = States({SENT: (ACCEPTED, DECLINED, COUNTERED, WITHDRAWN, EXPIRED)})
OFFER_WORDS = {
    SENT: _l("等待答复"),
    ACCEPTED: _l("双方已接受"),
    DECLINED: _l("已谢绝"),
    COUNTERED: _l("已还价"),
    WITHDRAWN: _l("已撤回"),
    EXPIRED: _l("已过期"),
}
WAITING, VOID = "waiting", "void"
ANSWER_STATES = States({WAITING: (ACCEPTED, DECLINED, COUNTERED, VOID)})
ANSWER_WORDS = {
    WAITING: _l("等待答复"),
    ACCEPTED: _l("已接受"),
    DECLINED: _l("已谢绝"),
    COUNTERED: _l("已还价"),
    VOID: _l("不用再答复"),
}

# A price: what both parties have agreed on, until another takes its place or an objection to its notice holds.
PROPOSED, AGREED, REPLACED, OBJECTED, REFUSED = "proposed", "agreed", "replaced", "objected", "refused"
PRICE_STATES = States({PROPOSED: (AGREED, REFUSED, REPLACED), AGREED: (REPLACED, OBJECTED)})
PRICE_WORDS = {
    PROPOSED: _l("等待确认"),
    AGREED: _l("已商定"),
    REPLACED: _l("已被新的价格代替"),
    OBJECTED: _l("公示异议成立，不再有效"),
    REFUSED: _l("对方不认可"),
}

# How a price is made (促进科技成果转化法第十八条).
NEGOTIATED, LISTED, AUCTION = "negotiated", "listed", "auction"
MODES = {NEGOTIATED: _l("协议定价"), LISTED: _l("挂牌交易"), AUCTION: _l("拍卖")}

# The notice of a price: the seller prepares, the buyer confirms, then everybody reads it.
AWAITING, RETURNED, RUNNING, ENDED, STOPPED = "awaiting", "returned", "running", "ended", "stopped"
NOTICE_STATES = States(
    {
        AWAITING: (RUNNING, RETURNED, STOPPED, AWAITING),
        RETURNED: (AWAITING, STOPPED),
        RUNNING: (ENDED, STOPPED),
    }
)
NOTICE_WORDS = {
    AWAITING: _l("等待需求方确认"),
    RETURNED: _l("需求方退回修改"),
    RUNNING: _l("正在公示"),
    ENDED: _l("公示期满"),
    STOPPED: _l("已停止"),
}

# Papers that prove how a price was made.
PAPERS = {
    "appraisal": _l("评估报告"),
    "decision": _l("集体决策纪要"),
    "listing": _l("挂牌公告"),
    "auction": _l("拍卖公告"),
    "closing": _l("成交确认书"),
    "other": _l("其他材料"),
}
