"""What an uploaded file is, before anything is kept of it: its size, its kind, and what stands in it."""

from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from matchmaking.media import deck_pages, video_tools
from matchmaking.media.failures import EMPTY, TOO_LARGE, MediaRefused
from matchmaking.media.models import DECK_KINDS


@dataclass(frozen=True)
class Examined:
    """A file that can be converted: how many pages, or how many seconds as far as it says."""

    size: int
    pages: int = 0
    seconds: float = 0.0


def most_bytes(purpose: str) -> int:
    """The largest file of a kind, in bytes."""
    return current_app.config["DECK_BYTES" if purpose in DECK_KINDS else "VIDEO_BYTES"]


def check_size(size: int, purpose: str) -> None:
    """Raises MediaRefused for a file that is empty or too large."""
    if size <= 0:
        raise MediaRefused(EMPTY)
    if size > most_bytes(purpose):
        raise MediaRefused(TOO_LARGE, most_bytes(purpose))


def examine(path: Path, purpose: str) -> Examined:
    """Look into a file by its bytes, whatever its name says. It takes a moment: call it outside of a transaction.

    Raises MediaRefused.
    """
    size = path.stat().st_size
    check_size(size, purpose)
    if purpose in DECK_KINDS:
        return Examined(size, pages=deck_pages.look_into(path))
    return Examined(size, seconds=video_tools.look_into(path).seconds)
