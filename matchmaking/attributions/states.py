"""What brokers do for a deal, how that is known, and how they are paid for it: codes and words."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

FOUND, REFINED, INTRODUCED, NEGOTIATED, SERVED, OTHER = (
    "found", "refined", "introduced", "negotiated", "served", "other"
)  # fmt: skip
ROLES = {
    FOUND: _l("挖掘"),
    REFINED: _l("凝练"),
    INTRODUCED: _l("引荐"),
    NEGOTIATED: _l("谈判"),
    SERVED: _l("签约和履约服务"),
    OTHER: _l("其他"),
}

# How an entry came into the ledger: the platform saw it, a broker claims it, another side answers a claim.
SEEN, CLAIM, ANSWER = "seen", "claim", "answer"
CONFIRMED, DISPUTED = "confirmed", "disputed"
ANSWERS = {CONFIRMED: _l("认可"), DISPUTED: _l("有异议")}

# What the platform saw, by the step that was kept. Whatever is not named here falls under its room.
STEPS = {
    "demands.created": _l("把需求写进平台"),
    "refinements.taken": _l("负责凝练需求"),
    "match_additions.added": _l("把这一对放进候选"),
    "project_brokers.taken": _l("负责跟进这个项目"),
    "deal_origins.match": _l("由平台匹配开出对接"),
    "deal_origins.proposal": _l("由选中的方案开出对接"),
    "deal_origins.pitch": _l("由路演意向开出对接"),
    "deal_origins.visit": _l("走访中发现"),
    "deal_origins.free_trial": _l("由先用后转申请开出对接"),
    "deal_origins.hand": _l("登记这一单对接"),
    "deals.opened": _l("开出这一单对接"),
    "deals.event": _l("记录沟通"),
    "deals.moved": _l("推进阶段"),
    "dealrooms": _l("洽谈室里的工作"),
    "pricing": _l("协调价格"),
    "trials": _l("组织试用验证"),
    "contracts": _l("准备合同"),
    "signings": _l("办理签署"),
    "registrations": _l("办理认定登记"),
    "milestones": _l("跟进履约"),
}
# The room of a step → what kind of work it is. Rooms that are not named leave no entry.
ROLE_OF_ROOM = {
    "dealrooms": NEGOTIATED, "pricing": NEGOTIATED, "trials": NEGOTIATED, "contracts": NEGOTIATED,
    "signings": SERVED, "registrations": SERVED, "milestones": SERVED,
}  # fmt: skip

# Of which amount the commission is a part, and what makes it due.
AMOUNT, TECHNOLOGY, RECEIVED = "amount", "technology", "received"
BASES = {AMOUNT: _l("合同成交额"), TECHNOLOGY: _l("技术交易额"), RECEIVED: _l("到账额")}
ON_SIGNING, ON_REGISTRATION, ON_RECEIPT = "signing", "registration", "receipt"
TRIGGERS = {
    ON_SIGNING: _l("合同签订后"),
    ON_REGISTRATION: _l("合同认定登记后"),
    ON_RECEIPT: _l("每笔款项到账后"),
}

PROPOSED, ACCEPTED, DECLINED, WITHDRAWN, ENDED = "proposed", "accepted", "declined", "withdrawn", "ended"
COMMISSION_WORDS = {
    PROPOSED: _l("等付费方确认"),
    ACCEPTED: _l("已确认"),
    DECLINED: _l("未同意"),
    WITHDRAWN: _l("已撤回"),
    ENDED: _l("已被新约定取代"),
}
COMMISSION_STATES = States({PROPOSED: (ACCEPTED, DECLINED, WITHDRAWN), ACCEPTED: (ENDED,)})

INVOICE, PAYMENT = "invoice", "payment"
PAPERS = {INVOICE: _l("服务费发票"), PAYMENT: _l("服务费到账")}

# The records that the platform's own entries come from.
SOURCES = {
    "history_entries": _l("操作记录"),
    "demands": _l("需求"),
    "refinements": _l("需求凝练"),
    "match_additions": _l("候选匹配"),
    "project_brokers": _l("项目跟进"),
    "deal_origins": _l("对接来源"),
}
