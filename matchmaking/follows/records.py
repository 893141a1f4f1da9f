"""What people hear of a record that they follow: each thing once, and only as long as they may see the record."""

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.follows.models import RecordFollow
from matchmaking.follows.queries import followed_records, record_followers, records_with, viewers_of
from matchmaking.follows.watched import WATCHED
from matchmaking.notifications.services import notify
from matchmaking.notifications.topics import Topic

FOLLOWED = Topic(
    "followed",
    _l("关注的需求"),
    _l("您关注的需求有新的公开答疑、快截止，或者公布了结果。"),
    ("follows.demand_",),
    place=41,
    can_be_silent=True,
)


def tell_followers_of(
    kind: str, record: Any, step: str, once_key: str, path: str, *, except_ids: Collection[int] = (), **data: Any
) -> list[int]:
    """Tell everybody who follows a record, except its own people and `except_ids`; return the ids of the notices.

    The words stand in templates/follows/notices/KIND_STEP.txt and know `title` and `data`, which must be public.
    """
    watched = WATCHED[kind]
    people = viewers_of(record_followers(kind, record.id))
    told = [
        one
        for one, viewer in sorted(people.items())
        if one not in except_ids and not viewer.belongs_to(record.organisation_id) and watched.may_view(viewer, record)
    ]
    return notify(told, f"follows.{kind}_{step}", once_key, path, title=record.title, **data)


def followed_with_records(viewer: Viewer) -> list[tuple[RecordFollow, Any]]:
    """What a person follows with the record, or None where it may not be seen any more."""
    follows = [one for one in followed_records(viewer.user_id or 0) if one.kind in WATCHED]
    found: dict[tuple[str, int], Any] = {}
    for kind in {one.kind for one in follows}:
        watched = WATCHED[kind]
        for record in records_with(watched.side, [one.record_id for one in follows if one.kind == kind]):
            if watched.may_view(viewer, record):
                found[kind, record.id] = record
    return [(one, found.get((one.kind, one.record_id))) for one in follows]


def record_to_follow(kind: str, record_id: int, viewer: Viewer) -> Any | None:
    """The record, when the viewer may see it and it can be followed."""
    watched = WATCHED.get(kind)
    if watched is None or not watched.follows_records:
        return None
    record = current_session().get(watched.side.model, record_id)
    return record if record is not None and watched.may_view(viewer, record) else None
