"""The life of a call and of an application, and the reasons of a refusal."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

DRAFT, OPEN, SCREENING, DECIDED, CANCELLED = "draft", "open", "screening", "decided", "cancelled"
# Screening: the deadline has passed, or the organiser closed it early.
CALL_STATES = States({
    DRAFT: (OPEN, CANCELLED),
    OPEN: (SCREENING, CANCELLED),
    SCREENING: (DECIDED, OPEN, CANCELLED),
})  # fmt: skip
CALL_NAMES = {
    DRAFT: _l("草稿"),
    OPEN: _l("报名中"),
    SCREENING: _l("评审中"),
    DECIDED: _l("已公布结果"),
    CANCELLED: _l("已取消"),
}
PUBLIC_STATES = (OPEN, SCREENING, DECIDED, CANCELLED)

SUBMITTED, PASSED, ACCEPTED, WAITING, REFUSED, WITHDRAWN = (
    "submitted", "passed", "accepted", "waiting", "refused", "withdrawn",
)  # fmt: skip
APPLICATION_STATES = States({
    SUBMITTED: (PASSED, REFUSED, WITHDRAWN),
    PASSED: (SUBMITTED, ACCEPTED, WAITING, REFUSED, WITHDRAWN),
    WAITING: (ACCEPTED, REFUSED, WITHDRAWN),
    ACCEPTED: (WITHDRAWN,),
    # Refused by mistake in screening: the organiser takes it back while nothing is decided.
    REFUSED: (SUBMITTED,),
    WITHDRAWN: (SUBMITTED,),
})  # fmt: skip
APPLICATION_NAMES = {
    SUBMITTED: _l("待初审"),
    PASSED: _l("初审通过"),
    ACCEPTED: _l("入选"),
    WAITING: _l("候补"),
    REFUSED: _l("未入选"),
    WITHDRAWN: _l("已撤回"),
}
STANDING = (SUBMITTED, PASSED, ACCEPTED, WAITING)
OUTCOMES = (ACCEPTED, WAITING, REFUSED)
REASONS = {
    "theme": _l("与本次主题或产业不符"),
    "readiness": _l("成熟度还不到本次要求"),
    "evidence": _l("缺少实测、验证或权利依据"),
    "material": _l("材料不齐，看不清项目"),
    "landing": _l("落地意愿与本次安排不符"),
    "score": _l("评分未进入名额"),
    "duplicate": _l("与已入选项目重复"),
    "other": _l("其他，见说明"),
}
