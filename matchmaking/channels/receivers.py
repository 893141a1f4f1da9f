"""What the channel hears: a project or a video came or went."""

from typing import Any

from matchmaking.core.jobs import enqueue
from matchmaking.media.signals import media_ready
from matchmaking.projects.signals import project_published, project_withdrawn


@media_ready.connect
@project_published.connect
@project_withdrawn.connect
def plan_soon(_sender: Any, **_rest: Any) -> None:
    """Plan anew after this transaction; ten changes at once cost one planning."""
    enqueue("channels.plan", key="channels.plan")
