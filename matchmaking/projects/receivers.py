"""What projects do when their deck or video changes, and the topic of their notices."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.core.db import current_session, now
from matchmaking.media.signals import media_ready
from matchmaking.notifications.topics import Topic, register_topic
from matchmaking.projects.models import SUBJECT, Project

TOPIC = Topic(
    "projects",
    _l("展厅里的项目"),
    _l("您单位的项目快到展出截止日期或已撤展；新需求明显用得上您单位的项目。"),
    ("projects.",),
    place=27,
    can_be_silent=True,
)
register_topic(TOPIC)


@media_ready.connect_via(SUBJECT)
def note_media(_sender: str, *, subject_id: int, **_more: Any) -> None:
    """Move the row, so that the index reads the new deck and the demands are weighed again."""
    project = current_session().get(Project, subject_id)
    if project is not None:
        project.media_at = now()
