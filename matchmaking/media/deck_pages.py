"""Looks into a PDF and turns it into pictures and text, by a process of its own with limits (deck_process.py)."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app

from matchmaking.media.disk import WIDTHS
from matchmaking.media.failures import NOT_PDF, TOO_HEAVY, MediaRefused

_PROGRAM = Path(__file__).with_name("deck_process.py")
LOOKING_SECONDS = 20
# What stands in front of a PDF may be this much of something else; readers look no further either.
HEAD_BYTES = 1024


def look_into(path: Path) -> int:
    """How many pages a PDF has. Raises MediaRefused when it is none, cannot be opened, or has too many."""
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(HEAD_BYTES):
            raise MediaRefused(NOT_PDF)
    count = 0
    with _running(path, LOOKING_SECONDS) as said:
        for words in said:
            count = words.get("pages", count)
    return count


def draw_pages(path: Path, folder: Path) -> Iterator[dict[str, Any]]:
    """Draw the pages of a PDF into a folder; each is handed on as {"page", "width", "height", "text"} when it is there.

    Raises MediaRefused when a page cannot be drawn within the limits.
    """
    widths = [str(width) for width in WIDTHS]
    with _running(path, current_app.config["DECK_SECONDS"], str(folder), *widths) as said:
        yield from (words for words in said if "page" in words)


@contextmanager
def _running(path: Path, seconds: int, *arguments: str) -> Iterator[Iterator[dict[str, Any]]]:
    """What the process says line by line; it is ended when it takes too long, or when nobody listens any more."""
    limits = [str(seconds), str(current_app.config["DECK_PAGES"])]
    process = subprocess.Popen(
        [sys.executable, "-I", str(_PROGRAM), str(path), *limits, *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    # A process that only waits does not use up its time of the processor.
    alarm = threading.Timer(seconds, process.kill)
    alarm.start()
    try:
        yield _listen(process)
    finally:
        alarm.cancel()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _listen(process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    assert process.stdout is not None
    for line in process.stdout:
        words = json.loads(line)
        if "failure" in words:
            raise MediaRefused(words["failure"])
        if words.get("done"):
            return
        yield words
    raise MediaRefused(TOO_HEAVY)
