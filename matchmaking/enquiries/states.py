"""The life of an enquiry: asked, then accepted or declined with a reason, or taken back."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

ASKED, ACCEPTED, DECLINED, WITHDRAWN = "asked", "accepted", "declined", "withdrawn"
ENQUIRY_STATES = States({ASKED: (ACCEPTED, DECLINED, WITHDRAWN)})

REASONS = {
    "field": _l("不在我的专长或服务范围内"),
    "busy": _l("近期安排已满"),
    "conflict": _l("与正在服务的单位有冲突"),
    "unclear": _l("问题没有写清，请补充后再来"),
    "other": _l("其他原因，见说明"),
}
