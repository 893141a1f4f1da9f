"""The life of a question: asked, then answered for everybody to read, or declined with a reason."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

ASKED, ANSWERED, DECLINED = "asked", "answered", "declined"
QUESTION_STATES = States({ASKED: (ANSWERED, DECLINED), DECLINED: (ANSWERED,)})

REASONS = {
    "off_topic": _l("与这条需求无关"),
    "asked_before": _l("已有相同的提问，请看公开答疑"),
    "confidential": _l("涉及保密内容，不便公开答复"),
    "contact": _l("属于对接细节，请先提交应答再谈"),
    "improper": _l("含广告或不当内容"),
}
