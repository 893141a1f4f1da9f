"""The stages of a deal, which may follow which, and their words."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from matchmaking.core.states import States

CONTACT, TALKS, TRIAL, NEGOTIATION = "contact", "talks", "trial", "negotiation"
NOTICE, SIGNING, REGISTRATION, PERFORMANCE = "notice", "signing", "registration", "performance"
DONE, ENDED = "done", "ended"
# In the order of the board.
STAGES = {
    CONTACT: _l("初步接触"),
    TALKS: _l("三方洽谈"),
    TRIAL: _l("样品验证"),
    NEGOTIATION: _l("商务谈判"),
    NOTICE: _l("公示"),
    SIGNING: _l("合同签订"),
    REGISTRATION: _l("合同登记"),
    PERFORMANCE: _l("履约验收"),
    DONE: _l("完成"),
}
STATE_WORDS = {**STAGES, ENDED: _l("终止")}
RUNNING = tuple(stage for stage in STAGES if stage != DONE)
# Every running stage may follow every other: what must be true before is asked by the conditions of the stage.
DEAL_STATES = States(
    {
        **{one: (*(other for other in STAGES if other != one), ENDED) for one in RUNNING},
        # Only to take the last step back.
        DONE: (PERFORMANCE,),
        ENDED: RUNNING,
    }
)

# Why a deal came to nothing.
REASONS = {
    "price": _l("价格谈不拢"),
    "technology": _l("技术指标达不到"),
    "trial": _l("样品或试用没有通过"),
    "readiness": _l("成果还不够成熟"),
    "rights": _l("权属或知识产权有问题"),
    "funds": _l("资金没有落实"),
    "changed": _l("企业需求变了"),
    "elsewhere": _l("另选了合作方"),
    "silent": _l("一方长期没有回应"),
    "objection": _l("公示异议成立"),
    "other": _l("其他原因，见说明"),
}

# From where a deal came; the chain of one deal may hold several.
MATCH, PROPOSAL, PITCH, VISIT, HAND = "match", "proposal", "pitch", "visit", "hand"
FREE_TRIAL = "free_trial"
ORIGINS = {
    MATCH: _l("平台匹配"),
    PROPOSAL: _l("选中的应答方案"),
    PITCH: _l("路演意向"),
    VISIT: _l("走访"),
    FREE_TRIAL: _l("先用后转申请"),
    HAND: _l("手工登记"),
}

# What is kept of the work, in the log of a deal.
CALL, VISITED, MEETING, MAIL, WORD = "call", "visit", "meeting", "mail", "word"
EVENT_KINDS = {CALL: _l("电话"), VISITED: _l("走访"), MEETING: _l("会谈"), MAIL: _l("邮件"), WORD: _l("备注")}

BUYER, SELLER, BROKER = "buyer", "seller", "broker"
SIDES = {BUYER: lazy_pgettext("actor", "需求方"), SELLER: _l("成果方"), BROKER: _l("技术经理人")}
