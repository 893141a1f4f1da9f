"""Signed addresses of stored media: a page that has checked its reader signs, whoever serves the file only verifies.

Nothing here knows the database or Flask, so that the server outside of Flask serves the same addresses: it calls
`resolve` with the secret key and the media folder and sends what `Served` says.
"""

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from itsdangerous import BadData, URLSafeSerializer

SALT = "media-ticket"
# Tickets of one hour are equal, so that a browser keeps what it has loaded when the page is opened again.
STEP_SECONDS = 3600
TYPES = {".webp": "image/webp", ".mp4": "video/mp4", ".pdf": "application/pdf"}
# Whatever a browser makes of a file, it does so without scripts and away from our pages; it never changes either.
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Cache-Control": f"private, max-age={STEP_SECONDS}, immutable",
    "Accept-Ranges": "bytes",
}


@dataclass(frozen=True)
class Served:
    """A file to send: where it lies, its type, its strong ETag without quotes, and its name when it is a download."""

    path: Path
    media_type: str
    etag: str
    download_name: str = ""


def sign(path: str, *, secret: str, minutes: int, name: str = "", at: float | None = None) -> str:
    """A ticket for a path inside the media folder; it holds for `minutes`, and up to an hour longer.

    `name` makes the file a download under that name; it must not say what its reader may not know.
    """
    moment = time.time() if at is None else at
    until = (int(moment + minutes * 60) // STEP_SECONDS + 1) * STEP_SECONDS
    return _serializer(secret).dumps([path, until, name] if name else [path, until])


def resolve(ticket: str, *, secret: str, folder: Path, at: float | None = None) -> Served | None:
    """The file that a ticket names; None when it is forged, has run out, or its file is gone."""
    try:
        path, until, *rest = _serializer(secret).loads(ticket)
    except (BadData, ValueError, TypeError):
        return None
    if until < (time.time() if at is None else at):
        return None
    media_type = TYPES.get(PurePosixPath(path).suffix)
    found = folder / path
    if media_type is None or not found.is_file():
        return None
    # The bytes under a path never change: a new file gets a new folder.
    etag = hashlib.sha256(path.encode()).hexdigest()[:32]
    return Served(found, media_type, etag, rest[0] if rest else "")


def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=SALT)
