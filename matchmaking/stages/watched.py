"""What is watched in a room: how it is called for who watched, and who watched a project, for its team."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import and_, or_, select

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.letters import path_to
from matchmaking.interests.sources import Row, Source, register_source
from matchmaking.media.models import RECORDING
from matchmaking.organisations.models import Organisation
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.roadshows.queries import public
from matchmaking.stages.figure_lines import duration_words
from matchmaking.stages.room_pages import Room
from matchmaking.watching.models import WatchSpan
from matchmaking.watching.subjects import Subject, register_subject
from matchmaking.watching.tickets import ticket_for, watched

MOST_SHOWN = 100
ITEM, SESSION = "pitch", "roadshow"


def _sessions(_viewer: Viewer, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    found = current_session().scalars(select(Roadshow).where(Roadshow.id.in_(list(ids)), public()))
    return {one.id: (one.title, path_to("stages.show_room", roadshow_id=one.id)) for one in found}


def _items(_viewer: Viewer, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    query = select(Pitch).join(Roadshow, Roadshow.id == Pitch.roadshow_id).where(Pitch.id.in_(list(ids)), public())
    found = current_session().scalars(query)
    return {
        one.id: (one.title, path_to("stages.show_room", roadshow_id=one.roadshow_id, pitch=one.id)) for one in found
    }


def room_watched(room: Room, part: str) -> Markup:
    """Attributes by which the watching of what is on is counted: for its item, else for the session.

    A recording goes on into the next items: it names the second from which each of them counts.
    """
    if room.pitch is None:
        return watched(SESSION, room.roadshow.id, part)
    found = watched(ITEM, room.pitch.id, part)
    if part != "video" or room.video is None or room.video.purpose != RECORDING or not room.chapters:
        return found
    tickets = " ".join(f"{one.seconds}:{ticket_for(ITEM, one.pitch_id)}" for one in room.chapters)
    return found + Markup(' data-watch-chapters="{}"').format(tickets)


def _watchers(viewer: Viewer, project: Any, since: datetime) -> list[Row]:
    """Who watched a project, on its page or in a room, of those who agreed that the team reads it; nobody else does."""
    if not viewer.belongs_to(project.organisation_id):
        return []
    items = select(Pitch.id).where(Pitch.project_id == project.id)
    query = (
        select(WatchSpan, User.name, Organisation)
        .join(User, User.id == WatchSpan.user_id)
        .outerjoin(Organisation, Organisation.id == WatchSpan.organisation_id)
        .where(
            or_(
                and_(WatchSpan.subject_type == "project", WatchSpan.subject_id == project.id),
                and_(WatchSpan.subject_type == ITEM, WatchSpan.subject_id.in_(items)),
            ),
            WatchSpan.last_at >= since,
        )
    )
    people: dict[int, list[Any]] = {}
    for span, name, organisation in current_session().execute(query):
        people.setdefault(span.user_id, []).append((span, name, organisation))
    rows = []
    for found in people.values():
        last, name, organisation = max(found, key=lambda one: one[0].last_at)
        who = f"{organisation.local_name} {name}" if organisation else name
        rows.append(Row(last.last_at, who, duration_words(sum(one.seconds for one, _name, _place in found))))
    return sorted(rows, key=lambda row: row.at, reverse=True)[:MOST_SHOWN]


def register_watching() -> None:
    """Tell the rooms below."""
    register_subject(SESSION, Subject(_sessions))
    register_subject(ITEM, Subject(_items))
    empty = _l("还没有同意让项目方看到观看记录的人。不具名的观看时长见各场的效果数据。")
    register_source(Source("watching", _l("谁看了多久"), empty, _watchers, place=40))
