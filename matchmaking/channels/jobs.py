"""Background work: the channel follows the hall."""

from matchmaking.channels import services
from matchmaking.core.jobs import job


@job("channels.plan", every=60)
def plan() -> None:
    """Bring the rounds up to date: new videos, projects that came and went, a new day."""
    services.plan()
