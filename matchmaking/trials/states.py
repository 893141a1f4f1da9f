"""The states of trials and of the pool of 先用后转, their reasons and their words (FACTS §4.3)."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

SAMPLE, FREE_USE = "sample", "free_use"
KINDS = {SAMPLE: _l("样品验证"), FREE_USE: _l("先用后转")}

# 先用后转: asked for, allowed free of charge, agreed by both sides, insured (optional), in use, judged, and its end.
APPLIED, APPROVED, AGREED, INSURED = "applied", "approved", "agreed", "insured"
EVALUATED, CONVERTED, RETURNED, REFUSED = "evaluated", "converted", "returned", "refused"
# 样品验证.
PLANNED, REPORTED, PASSED, FAILED = "planned", "reported", "passed", "failed"
# Both.
RUNNING, DROPPED = "running", "dropped"

STATE_WORDS = {
    APPLIED: _l("试用申请"),
    APPROVED: _l("单位已审批"),
    AGREED: _l("已签试用约定"),
    INSURED: _l("已投保"),
    PLANNED: _l("已计划"),
    RUNNING: _l("试用中"),
    REPORTED: _l("已报结果"),
    EVALUATED: _l("已评价"),
    PASSED: _l("通过"),
    FAILED: _l("没有通过"),
    CONVERTED: _l("转有偿"),
    RETURNED: _l("退回"),
    REFUSED: _l("未批准"),
    DROPPED: _l("已放弃"),
}
# The way that a page shows, in order; what stands after the last is one of the ends.
WAYS = {
    SAMPLE: (PLANNED, RUNNING, REPORTED, PASSED),
    FREE_USE: (APPLIED, APPROVED, AGREED, INSURED, RUNNING, EVALUATED, CONVERTED),
}
TRIAL_STATES = States(
    {
        APPLIED: (APPROVED, REFUSED, DROPPED),
        APPROVED: (AGREED, DROPPED),
        AGREED: (INSURED, RUNNING, DROPPED),
        INSURED: (RUNNING, DROPPED),
        PLANNED: (RUNNING, DROPPED),
        RUNNING: (REPORTED, EVALUATED, RETURNED, DROPPED),
        # A report may be sent back to work when it turns out to be incomplete.
        REPORTED: (PASSED, FAILED, RUNNING),
        EVALUATED: (CONVERTED, RETURNED),
        **dict.fromkeys((PASSED, FAILED, CONVERTED, RETURNED, REFUSED, DROPPED), ()),
    }
)
# Those on which something is still to be done.
OPEN = (APPLIED, APPROVED, AGREED, INSURED, PLANNED, RUNNING, REPORTED, EVALUATED)
# Of these the ones that have no result yet.
WITHOUT_RESULT = (APPLIED, APPROVED, AGREED, INSURED, PLANNED, RUNNING)
BEFORE_START = (APPLIED, APPROVED, AGREED, INSURED, PLANNED)
ON_TRIAL = (RUNNING, REPORTED, EVALUATED)

# Why an application is not approved, why something is given back or dropped.
REASONS = {
    "busy": _l("样机或名额已满"),
    "unfit": _l("使用条件不合适"),
    "exclusive": _l("已有排他安排"),
    "qualification": _l("申请单位不符合条件"),
    "results": _l("试用结果没有达到要求"),
    "cost": _l("用起来成本太高"),
    "changed": _l("企业计划有变"),
    "terms": _l("条件谈不拢"),
    "other": _l("其他原因，见说明"),
}

# Who may apply for what is in the pool.
SMALL, ANY = "small", "any"
AUDIENCES = {SMALL: _l("中小微企业"), ANY: _l("各类企业")}
# How it is paid for afterwards.
CONVERSION_MODES = {
    "lump": _l("一次总付"),
    "instalments": _l("分期支付"),
    "royalty": _l("提成支付"),
    "fee_royalty": _l("入门费加提成"),
    "negotiated": _l("届时协商"),
}

MET, PARTLY, NOT_MET, NOT_STATED = "met", "partly", "not_met", "not_stated"
VERDICTS = {MET: _l("满足"), PARTLY: _l("部分满足"), NOT_MET: _l("不满足"), NOT_STATED: _l("没有测")}

REPORT, PHOTO, POLICY, AGREEMENT = "report", "photo", "policy", "agreement"
PURPOSES = {
    REPORT: _l("试用或检测报告"),
    PHOTO: _l("照片"),
    POLICY: _l("保险单"),
    AGREEMENT: _l("试用合同扫描件"),
}
