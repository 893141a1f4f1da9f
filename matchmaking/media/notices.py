"""Tells who uploaded something how its conversion ended."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.letters import path_to
from matchmaking.media.models import Deck, Video
from matchmaking.media.states import FAILED
from matchmaking.media.subjects import subject_of
from matchmaking.notifications.services import notify
from matchmaking.notifications.topics import SITE, Topic, register_topic

MEDIA = Topic("media", _l("讲稿和视频"), _l("您上传的讲稿或视频转换好了，或者没有成功。"), ("media.",), place=70)
register_topic(MEDIA)


def tell_uploader(medium: Deck | Video) -> None:
    """Ready or refused; the words never leave the people of the record."""
    subject = subject_of(medium.subject_type)
    title = subject.title(medium.subject_id) if subject else None
    if medium.uploaded_by_id is None or title is None:
        return
    step = "refused" if medium.state == FAILED else "converted"
    once = f"media:{medium.__tablename__}:{medium.id}:{step}"
    path = path_to("media.show_media", subject_type=medium.subject_type, subject_id=medium.subject_id)
    data = {"title": title, "purpose": medium.purpose, "failure": medium.failure or ""}
    notify([medium.uploaded_by_id], f"media.{step}", once, path, SITE, **data)
