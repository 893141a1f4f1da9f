"""Until when interest is answered and steps are done, and the topic of the notices."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.subjects import register_subject
from matchmaking.interests.models import Interest, InterestStep
from matchmaking.interests.states import FOLLOW, MATERIAL, TALK
from matchmaking.notifications.topics import Topic, register_topic

STEP = "interest_step"
TOPIC = Topic(
    "interests",
    _l("项目跟进"),
    _l("有人关注您单位的项目、索取资料或想约谈；您的意向有了答复；下一步到期。"),
    ("interests.",),
    place=23,
)


def clock_kind(kind: str) -> str:
    """The clock of an interest of a kind."""
    return f"interest_{kind}"


def register_clocks() -> None:
    """Tell the mechanisms of clocks and of notices. What the team ignores goes up to the county and the city."""
    register_topic(TOPIC)
    team = _l("项目方")
    register_kind(Kind(clock_kind(FOLLOW), _l("回应关注"), _follow, None, goes_up=True, whose=team))
    register_kind(Kind(clock_kind(MATERIAL), _l("答复索取资料"), _material, None, goes_up=True, whose=team))
    register_kind(Kind(clock_kind(TALK), _l("答复约谈意向"), _talk, None, goes_up=True, whose=team))
    register_kind(Kind(STEP, _l("项目跟进的下一步"), _step, None, goes_up=True, whose=_l("答应办的一方")))
    register_subject("interests", Interest.id, Interest.title, "interests.show_interest", "interest_id")
    register_subject("interest_steps", InterestStep.id, InterestStep.title, "interests.show_step", "step_id")


def _follow(title: str) -> str:
    return _("回应对“%(title)s”的关注", title=title)


def _material(title: str) -> str:
    return _("答复索取“%(title)s”的资料", title=title)


def _talk(title: str) -> str:
    return _("答复想约谈“%(title)s”的意向", title=title)


def _step(title: str) -> str:
    return _("办好“%(title)s”跟进中答应的下一步", title=title)
