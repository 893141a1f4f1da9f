"""Conversions, bytes that must go, and what is swept: unfinished uploads, what was taken away, what nobody knows."""

from matchmaking.core.jobs import MEDIA_QUEUE, job
from matchmaking.media import converting, disk, sweeping


@job("media.convert_deck", queue=MEDIA_QUEUE, attempts=3, transaction=False)
def convert_deck(medium_id: int) -> None:
    """Draw the pages of a deck."""
    converting.convert_deck(medium_id)


@job("media.convert_video", queue=MEDIA_QUEUE, attempts=3, transaction=False)
def convert_video(medium_id: int) -> None:
    """Convert a video."""
    converting.convert_video(medium_id)


@job("media.forget_bytes", queue="batch")
def forget_bytes(place: str, token: str) -> None:
    """Delete the folder of a deck, video or cover that is gone."""
    disk.forget(disk.place_of(place, token))


@job("media.sweep", queue="batch", every=1800, transaction=False)
def sweep() -> None:
    """Everything that has waited long enough."""
    sweeping.sweep()
