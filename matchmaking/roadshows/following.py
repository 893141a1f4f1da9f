"""What the follow-up of projects must know of sessions: which there were, how they are called, and who hosted them."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.letters import path_to
from matchmaking.interests.sources import Session, register_hub_reader, register_sessions
from matchmaking.roadshows.models import Roadshow
from matchmaking.roadshows.permissions import can_host
from matchmaking.roadshows.queries import public, sessions_of_project
from matchmaking.roadshows.states import ENDED


def register_following() -> None:
    """Tell the room below."""
    register_sessions(of_project, with_ids)
    register_hub_reader(hosts_project)


def of_project(project_id: int) -> list[Session]:
    """The public sessions at which a project was or will be pitched, each once."""
    found = {one.id: one for _pitch, one in sessions_of_project(project_id)}
    return [_session(one) for one in found.values()]


def with_ids(ids: Iterable[int]) -> Mapping[int, Session]:
    """id → session, for those that are public."""
    query = select(Roadshow).where(Roadshow.id.in_(list(ids)), public())
    return {one.id: _session(one) for one in current_session().scalars(query)}


def hosts_project(viewer: Viewer, project: Any) -> bool:
    """Whether the viewer hosts a session at which the project is pitched."""
    return any(can_host(viewer, one) for _pitch, one in sessions_of_project(project.id))


def _session(one: Roadshow) -> Session:
    ended = (one.closed_at or one.ends_at) if one.state == ENDED else None
    return Session(one.id, one.title, path_to("roadshows.show_roadshow", roadshow_id=one.id), one.starts_at, ended)
