"""The bytes on the disk: written completely or not at all, under random names that say nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

TEMPORARY = ".part"


def folder() -> Path:
    """Where the files lie."""
    return Path(current_app.config["UPLOAD_FOLDER"])


def path_of(token: str) -> Path:
    """Where a file lies; the first two signs of its name are a folder."""
    return folder() / token[:2] / token


def write(token: str, data: bytes) -> None:
    """Store bytes so that a power cut leaves either all of them or nothing under the final name."""
    target = path_of(token)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = target.with_name(target.name + TEMPORARY)
    with temporary.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(target)
    for changed in (target.parent, folder()):
        handle = os.open(changed, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove(token: str) -> None:
    """Delete the bytes; it does not matter when they are gone already."""
    path_of(token).unlink(missing_ok=True)


def stored_before(moment: float) -> Iterator[Path]:
    """Everything that was last written before a moment (POSIX seconds), temporary files too."""
    for path in folder().glob("??/*"):
        try:
            if path.is_file() and path.stat().st_mtime < moment:
                yield path
        except FileNotFoundError:
            continue
