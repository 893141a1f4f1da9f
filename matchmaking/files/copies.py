"""Copies of files made in a process of their own: without metadata when they come in, marked when they go out."""

import subprocess
import sys
from pathlib import Path

SECONDS = 30
_PROGRAM = Path(__file__).with_name("marking.py")
PDF = "application/pdf"
# The process that does the work is not imported: the application need not load what reads PDFs.
CAN_BE_MARKED = frozenset({PDF, "image/png", "image/jpeg", "image/webp"})


class CopyFailed(Exception):
    """The file is broken, encrypted, or too much work."""


def without_metadata(data: bytes) -> bytes:
    """A PDF without what its program wrote about people. Raises CopyFailed."""
    return _run(data, "clean")


def words_in(data: bytes) -> str:
    """The words of a PDF; empty for a plain scan. Raises CopyFailed."""
    return _run(data, "words").decode("utf-8", "replace").removeprefix("=")


def marked(data: bytes, media_type: str, text: str) -> bytes:
    """The file with the text across it; `media_type` is one of CAN_BE_MARKED. Raises CopyFailed."""
    return _run(data, "mark-pdf" if media_type == PDF else media_type, text)


def _run(data: bytes, *arguments: str) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROGRAM), *arguments], input=data, capture_output=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise CopyFailed("took too long") from error
    if done.returncode != 0 or not done.stdout:
        raise CopyFailed(done.stderr[-300:].decode("utf-8", "replace"))
    return done.stdout
