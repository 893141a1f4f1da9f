"""Uploads in pieces: begun once, gone on with after a dropped connection or a reload, finished or given up.

Each piece is written where the row says that the next one begins, and reaches the disk before the row moves on. So
whatever is cut off, the row never promises bytes that are not there, and a piece that comes twice changes nothing.
"""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import func, select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now, reading, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.media import disk
from matchmaking.media.examining import check_size, examine
from matchmaking.media.models import DECK_KINDS, Upload
from matchmaking.media.queries import upload_by_token
from matchmaking.media.services import LONGEST_NAME, check_number, check_room, keep
from matchmaking.media.subjects import subject_of

CHUNK_BYTES = 4 * 1024 * 1024
MOST_OPEN = 5


class WrongOffset(Exception):
    """A piece does not begin where the stored part ends; `received` says where that is."""

    def __init__(self, received: int) -> None:
        super().__init__(f"the next piece begins at {received}")
        self.received = received


def begin(
    subject_type: str, subject_id: int, purpose: str, *, name: str, size: int, mark: str, viewer: Viewer,
    replaces_id: int | None = None,
) -> Upload:  # fmt: skip
    """Begin an upload, or find the one that the same person began for the same file (`mark` tells it from others).

    Raises MediaRefused for an empty or too large file, or where there is no room; RuleBroken for one upload too many.
    """
    assert viewer.user_id is not None
    check_size(size, purpose)
    session = current_session()
    words = f"{viewer.user_id}:{subject_type}:{subject_id}:{purpose}:{replaces_id}:{name}:{size}:{mark}"
    key = hashlib.sha256(words.encode()).hexdigest()
    found = session.scalar(select(Upload).where(Upload.open_key == key))
    if found is not None:
        return found
    count = session.scalar(
        select(func.count(Upload.id)).where(Upload.user_id == viewer.user_id, Upload.open_key.is_not(None))
    )
    if (count or 0) >= MOST_OPEN:
        raise RuleBroken(_("您有 %(most)d 个没传完的文件。请先传完或取消其中一个。", most=MOST_OPEN))
    subject = subject_of(subject_type)
    assert subject is not None
    owner = subject.owner(subject_id)
    check_room(owner, size)
    if purpose not in DECK_KINDS and replaces_id is None:
        check_number(subject_type, subject_id, purpose)
    upload = Upload(
        token=secrets.token_hex(16), subject_type=subject_type, subject_id=subject_id, purpose=purpose,
        replaces_id=replaces_id, organisation_id=owner, user_id=viewer.user_id, name=name[:LONGEST_NAME], size=size,
        received=0,
        open_key=key,
    )  # fmt: skip
    session.add(upload)
    path = disk.upload_path(upload.token)
    disk.make_folder(path.parent)
    path.touch(mode=0o600)
    return upload


def append(token: str, offset: int, data: bytes) -> Upload:
    """Add a piece and finish with the last one. Call it outside of a transaction.

    Raises WrongOffset, MediaRefused when the whole file cannot be used (then nothing is left of it), and LookupError
    when the upload is gone.
    """
    with _alone(token) as path:
        upload = _fresh(token)
        if upload.open_key is None:
            return upload
        if offset != upload.received or offset + len(data) > upload.size:
            raise WrongOffset(upload.received)
        _write(path, offset, data)
        with unit_of_work():
            upload = _row(token)
            upload.received, upload.moved_at = offset + len(data), now()
        return finish(token, path) if upload.received == upload.size else upload


def finish(token: str, path: Path) -> Upload:
    """All bytes are there: look into the file and keep it. Raises MediaRefused; then nothing is left of it."""
    try:
        examined = examine(path, _fresh(token).purpose)
        with unit_of_work():
            upload = _row(token)
            made = keep(
                path, examined, upload.purpose, subject_type=upload.subject_type, subject_id=upload.subject_id,
                name=upload.name, user_id=upload.user_id, replaces_id=upload.replaces_id,
                actor=Viewer(user_id=upload.user_id),
            )  # fmt: skip
            current_session().flush()
            upload.made_id, upload.open_key = made.id, None
    except RuleBroken:
        give_up(token)
        raise
    return upload


def give_up(token: str) -> None:
    """Throw an upload away. Call it outside of a transaction."""
    with unit_of_work() as session:
        upload = upload_by_token(token)
        if upload is not None and upload.open_key is not None:
            session.delete(upload)
    disk.upload_path(token).unlink(missing_ok=True)


def _row(token: str) -> Upload:
    upload = upload_by_token(token)
    if upload is None:
        raise LookupError(token)
    return upload


def _fresh(token: str) -> Upload:
    """The row as it is now, to be read only."""
    with reading() as session:
        upload = _row(token)
        session.expunge(upload)
    return upload


@contextmanager
def _alone(token: str) -> Iterator[Path]:
    """One piece of an upload at a time, whichever process it comes to."""
    path = disk.upload_path(token)
    upload = _fresh(token)
    if upload.open_key is not None and not path.exists():
        # The bytes went although the row stayed: begin at the beginning.
        with unit_of_work():
            _row(token).received = 0
        disk.make_folder(path.parent)
        path.touch(mode=0o600)
    if upload.open_key is None:
        yield path
        return
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield path


def _write(path: Path, offset: int, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY)
    try:
        os.pwrite(handle, data, offset)
        # A piece that was cut off may have left more behind.
        os.ftruncate(handle, offset + len(data))
        os.fsync(handle)
    finally:
        os.close(handle)
