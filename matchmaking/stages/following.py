"""What this room tells the rooms below: who may follow a session's events, where it stands, that it was closed."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.letters import path_to
from matchmaking.roadshows.models import Roadshow
from matchmaking.roadshows.queries import roadshow as roadshow_with
from matchmaking.roadshows.staging import Stage
from matchmaking.roadshows.states import LIVE
from matchmaking.stages import queries
from matchmaking.stages.permissions import can_enter
from matchmaking.stages.telling import topic_of
from matchmaking.streaming import presence


def may_follow(viewer: Viewer, roadshow_id: int) -> bool:
    """Whoever enters the room."""
    roadshow = roadshow_with(roadshow_id)
    return roadshow is not None and can_enter(viewer, roadshow)


def room_path(roadshow: Roadshow) -> str:
    """The page of the room."""
    return path_to("stages.show_room", roadshow_id=roadshow.id)


def where_it_stands(roadshow: Roadshow) -> Stage | None:
    """For the lobby: what is on, its page, how many look on; nothing while it is not live."""
    found = queries.stage_of(roadshow.id) if roadshow.state == LIVE else None
    if found is None:
        return None
    return Stage(found.pitch_id, found.page, presence.count(topic_of(roadshow.id)))
