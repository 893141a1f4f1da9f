"""What happens when a project comes into the hall, and the topic of the notices."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.core.jobs import enqueue
from matchmaking.notifications.topics import Topic, register_topic
from matchmaking.projects.side import PROJECTS
from matchmaking.search.signals import record_indexed

TOPIC = Topic(
    "investors",
    _l("投资机构与项目"),
    _l("有新项目符合贵机构写明的方向；有投资机构写明的方向与您单位的项目相符。"),
    ("investors.",),
    place=28,
    can_be_silent=True,
)
register_topic(TOPIC)


@record_indexed.connect_via(PROJECTS.kind)
def follow_hall(_sender: str, *, ids: list[int], **_more: Any) -> None:
    """What search finds now can be told of; part of the transaction of the signal."""
    if ids:
        enqueue("investors.tell", ids=ids)
