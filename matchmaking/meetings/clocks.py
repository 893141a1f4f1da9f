"""Until when a request is answered, a proposal confirmed, and the outcome told; and the topic of the notices."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.subjects import register_subject
from matchmaking.meetings.models import Meeting
from matchmaking.notifications.topics import Topic, register_topic

ANSWER, CONFIRM = "meeting_answer", "meeting_confirm"
OUTCOME, ASKERS_OUTCOME = "meeting_outcome", "meeting_outcome_asker"
TOPIC = Topic(
    "meetings", _l("约谈"), _l("有人约谈、答复和改期、开始前提醒、谈过以后问结果。"), ("meetings.",), place=24
)


def register_clocks() -> None:
    """Tell the mechanisms of clocks and of notices."""
    register_topic(TOPIC)
    register_kind(Kind(ANSWER, _l("答复约谈"), _answer, None, whose=_l("项目方")))
    register_kind(Kind(CONFIRM, _l("确认约谈时间"), _confirm, None, whose=_l("约谈的一方")))
    register_kind(Kind(OUTCOME, _l("填写约谈结果"), _outcome, None, goes_up=True, whose=_l("项目方")))
    register_kind(Kind(ASKERS_OUTCOME, _l("填写约谈结果（约谈方）"), _outcome, None, whose=_l("约谈的一方")))
    register_subject("meetings", Meeting.id, Meeting.title, "meetings.show_meeting", "meeting_id")


def _answer(title: str) -> str:
    return _("答复对“%(title)s”的约谈", title=title)


def _confirm(title: str) -> str:
    return _("确认“%(title)s”约谈的新时间", title=title)


def _outcome(title: str) -> str:
    return _("填写“%(title)s”约谈的结果", title=title)
