"""What happens in the room when a session is opened or closed, at whichever desk."""

from typing import Any

from matchmaking.roadshows.models import Roadshow
from matchmaking.roadshows.signals import roadshow_cancelled, roadshow_closed, roadshow_opened
from matchmaking.stages.directing import begin_room, end_room
from matchmaking.stages.telling import topic_of
from matchmaking.streaming.services import end_tickets


@roadshow_opened.connect
def begin(_sender: Any, roadshow: Roadshow, **_: Any) -> None:
    """The first item goes on stage."""
    begin_room(roadshow)


@roadshow_closed.connect
def end(_sender: Any, roadshow: Roadshow, **_: Any) -> None:
    """The room becomes the replay."""
    end_room(roadshow)


@roadshow_cancelled.connect
def leave(_sender: Any, roadshow: Roadshow, **_: Any) -> None:
    """There is no room any more: nobody follows it from now on."""
    end_tickets(topic_of(roadshow.id))
