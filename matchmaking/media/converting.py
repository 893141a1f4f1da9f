"""Turns what was uploaded into what is shown: the pages of a deck, a video that every browser plays."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import update

from matchmaking.core.db import current_session, now, unit_of_work
from matchmaking.core.jobs import hold_lease
from matchmaking.files.copies import CopyFailed, without_metadata
from matchmaking.media import disk
from matchmaking.media.deck_pages import draw_pages
from matchmaking.media.failures import BROKEN_PDF, INTERRUPTED, MediaRefused
from matchmaking.media.models import Deck, DeckPage, Video
from matchmaking.media.notices import tell_uploader
from matchmaking.media.services import Medium, remove, tell_changed
from matchmaking.media.states import CONVERTING, FAILED, MEDIA_STATES, READY, UNDER_WAY, WAITING
from matchmaking.media.video_tools import Probe, container_of, convert, take_picture

# How often a page is told how far it is.
TOLD_SECONDS = 1.0
_MADE = ".part.mp4"


def convert_deck(deck_id: int) -> None:
    """Draw the pages of a deck and show it; what it replaces goes. A refusal leaves only its reason."""
    token = _begin(Deck, deck_id)
    if token is None:
        return
    folder = disk.place_of(disk.DECKS, token)
    source, pages, tell = folder / disk.SOURCE, [], _teller(Deck, deck_id, "done_count")
    try:
        for page in draw_pages(source, folder):
            pages.append(DeckPage(number=page["page"], text=page["text"], width=page["width"], height=page["height"]))
            tell(len(pages))
        part = folder / "deck.part"
        part.write_bytes(without_metadata(source.read_bytes()))
        disk.settle(part, folder / disk.DECK_FILE)
    except (MediaRefused, CopyFailed, FileNotFoundError) as failure:
        _refuse(Deck, deck_id, failure.code if isinstance(failure, MediaRefused) else BROKEN_PDF, folder)
        return
    _settle_all(folder)
    size = disk.size_of(folder) - source.stat().st_size
    with unit_of_work() as session:
        deck = session.get(Deck, deck_id)
        if deck is not None and deck.state == CONVERTING:
            deck.pages = pages
            deck.page_count = deck.done_count = len(pages)
            _show(deck, size)
    source.unlink(missing_ok=True)


def convert_video(video_id: int) -> None:
    """Convert a video and show it; what it replaces goes. A refusal leaves only its reason."""
    token = _begin(Video, video_id)
    if token is None:
        return
    folder = disk.place_of(disk.VIDEOS, token)
    source, part = folder / disk.SOURCE, folder / _MADE
    try:
        made = convert(source, part, container_of(source), _teller(Video, video_id, "done_seconds"))
        has_poster = take_picture(part, made, folder / disk.POSTER_FILE)
    except (MediaRefused, FileNotFoundError) as failure:
        code = failure.code if isinstance(failure, MediaRefused) else INTERRUPTED
        _refuse(Video, video_id, code, folder)
        return
    disk.settle(part, folder / disk.VIDEO_FILE)
    _settle_all(folder)
    with unit_of_work() as session:
        video = session.get(Video, video_id)
        if video is not None and video.state == CONVERTING:
            _describe(video, made, has_poster)
            _show(video, disk.size_of(folder) - source.stat().st_size)
    source.unlink(missing_ok=True)


def give_up(medium: Medium, code: str) -> None:
    """In the present transaction: it is not converted, and why; who uploaded it hears of it."""
    MEDIA_STATES.move(medium, FAILED, actor=None, purpose=medium.purpose, failure=code)
    medium.failure = code
    tell_uploader(medium)


def _describe(video: Video, made: Probe, has_poster: bool) -> None:
    video.duration_seconds = video.done_seconds = made.seconds
    video.width, video.height, video.has_poster = made.width, made.height, has_poster


def _begin(model: type[Deck | Video], medium_id: int) -> str | None:
    """Mark it as being converted and return its token; None when there is nothing to do any more."""
    with unit_of_work() as session:
        medium = session.get(model, medium_id)
        if medium is None or medium.state not in UNDER_WAY:
            return None
        if medium.state == WAITING:
            MEDIA_STATES.move(medium, CONVERTING, actor=None, purpose=medium.purpose)
        return medium.token


def _teller(model: type[Deck | Video], medium_id: int, column: str) -> Callable[[float], None]:
    """Writes down how far it is, about once a second, and keeps the job from being taken for dead."""
    last = 0.0

    def tell(done: float) -> None:
        nonlocal last
        if time.monotonic() - last < TOLD_SECONDS:
            return
        last = time.monotonic()
        with unit_of_work() as session:
            session.execute(update(model).where(model.id == medium_id).values({column: done}))
            hold_lease()

    return tell


def _show(medium: Medium, size: int) -> None:
    """It is ready, and what it replaces is taken away in the same transaction."""
    MEDIA_STATES.move(medium, READY, actor=None, purpose=medium.purpose)
    medium.size, medium.ready_at = size, now()
    before = current_session().get(type(medium), medium.replaces_id or 0)
    if before is not None and before.state == READY:
        remove(before, actor=None)
    tell_changed(medium)
    tell_uploader(medium)


def _refuse(model: type[Deck | Video], medium_id: int, code: str, folder: Path) -> None:
    with unit_of_work() as session:
        medium = session.get(model, medium_id)
        if medium is not None and medium.state == CONVERTING:
            give_up(medium, code)
    disk.forget(folder)


def _settle_all(folder: Path) -> None:
    """Have every file reach the disk before a row says that it is there."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    disk.sync_folder(folder)
