"""Tells investors and teams of new fits after the commit."""

from matchmaking.core.jobs import job
from matchmaking.investors import services


@job("investors.tell", queue="batch")
def tell(ids: list[int]) -> None:
    """These projects are in the hall now; safe when run twice."""
    services.tell_investors(ids)


@job("investors.tell_teams", queue="batch")
def tell_teams(profile_id: int) -> None:
    """An investor has said what it looks for; safe when run twice."""
    services.tell_teams(profile_id)
