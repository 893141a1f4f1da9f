"""The bytes of media on the disk: a folder for each deck, video and cover, and one for uploads that go on."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

DECKS, VIDEOS, COVERS, UPLOADS = "decks", "videos", "covers", "uploads"
PLACES = (DECKS, VIDEOS, COVERS)
# Widths of the pictures of a page: a thumbnail, a phone, a stage.
WIDTHS = (320, 800, 1600)
DECK_FILE, VIDEO_FILE, POSTER_FILE, COVER_FILE = "deck.pdf", "video.mp4", "poster.webp", "cover.webp"
SOURCE = "source"


def folder() -> Path:
    """Where all media lie."""
    return Path(current_app.config["MEDIA_FOLDER"])


def place_of(place: str, token: str) -> Path:
    """The folder of one deck, video or cover."""
    return folder() / place / token


def upload_path(token: str) -> Path:
    """Where the pieces of an upload are put together."""
    return folder() / UPLOADS / f"{token}.part"


def page_path(token: str, number: int, width: int) -> str:
    """The stored path of a picture of a page; `width` is one of WIDTHS."""
    return f"{DECKS}/{token}/{number}-{width}.webp"


def make_folder(path: Path) -> Path:
    """Make a folder that only this program reads."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def settle(path: Path, target: Path) -> None:
    """Give a finished temporary file its final name: after a power cut either all of it is there or nothing."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.rename(target)
    sync_folder(target.parent)


def sync_folder(path: Path) -> None:
    """Have the names in a folder reach the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def size_of(path: Path) -> int:
    """How many bytes the files of a folder take."""
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file()) if path.is_dir() else 0


def forget(path: Path) -> None:
    """Delete a file or a folder with all that is in it; it does not matter when it is gone already."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def old_folders(place: str, moment: float) -> Iterator[Path]:
    """The folders of a place that were last written before a moment (POSIX seconds)."""
    for path in (folder() / place).glob("*"):
        try:
            if path.stat().st_mtime < moment:
                yield path
        except FileNotFoundError:
            continue
