"""Ends what was granted for a time."""

from matchmaking.consents.queries import ended_before
from matchmaking.consents.services import expire_consent
from matchmaking.core.filters import today
from matchmaking.core.jobs import job

BATCH = 500


@job("consents.expire", queue="batch", every=1800)
def expire() -> None:
    """Nobody can see anything after the last day in any case; this writes it down and tells who was granted it."""
    for consent in ended_before(today(), BATCH):
        expire_consent(consent)
