"""Storing and deleting files of records."""

import hashlib
import secrets
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import now, session
from matchmaking.core.history import record
from matchmaking.core.jobs import enqueue
from matchmaking.files import disk
from matchmaking.files.access import access_to
from matchmaking.files.contents import Content, FileRefused, examine, examine_signed
from matchmaking.files.models import Download, StoredFile
from matchmaking.files.queries import used_bytes
from matchmaking.files.signals import file_taken


def store(
    upload: FileStorage, subject: Any, purpose: str, viewer: Viewer, *, organisation_id: int | None = None
) -> StoredFile:
    """Examine an upload and keep it as a file of `subject`, a stored record. Raises FileRefused.

    It counts towards the quota of `organisation_id`, or of the organisation that the viewer acts for.
    """
    return keep(read_upload(upload), subject, purpose, viewer, organisation_id=organisation_id)


def read_upload(upload: FileStorage) -> Content:
    """Examine an upload without touching the database. Raises FileRefused."""
    most = current_app.config["UPLOAD_BYTES"]
    return examine(upload.stream.read(most + 1), upload.filename or "", most_bytes=most)


def read_signed(upload: FileStorage) -> tuple[Content, str]:
    """Examine an upload that must stay as it was signed, and read its words. Raises FileRefused."""
    most = current_app.config["UPLOAD_BYTES"]
    return examine_signed(upload.stream.read(most + 1), upload.filename or "", most_bytes=most)


def keep(
    content: Content,
    subject: Any,
    purpose: str,
    viewer: Viewer,
    *,
    organisation_id: int | None = None,
    audience: str | None = None,
) -> StoredFile:
    """Keep examined content: first the bytes, then the row. Bytes without a row are removed later by a job.

    `audience` is who may read it, where that is not what its record says of all its files.
    """
    owner = organisation_id or viewer.organisation_id
    if owner is not None and used_bytes(owner) + len(content.data) > current_app.config["UPLOAD_QUOTA_BYTES"]:
        raise FileRefused(_("贵机构的文件空间已满。请先删除不再需要的文件。"))
    token = secrets.token_hex(24)
    disk.write(token, content.data)
    stored = StoredFile(
        token=token,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        purpose=purpose,
        name=content.name,
        media_type=content.media_type,
        size=len(content.data),
        sha256=hashlib.sha256(content.data).hexdigest(),
        uploaded_by_id=viewer.user_id,
        organisation_id=owner,
        audience=audience,
        created_at=now(),
    )
    session.add(stored)
    record("files.stored", subject, actor=viewer, data={"purpose": purpose, "sha256": stored.sha256})
    return stored


def change_audience(stored: StoredFile, audience: str | None, *, viewer: Viewer) -> None:
    """Let others read a file than before; None: those whom its record names."""
    if stored.audience != audience:
        stored.audience = audience
        record("files.audience_changed", stored, actor=viewer, data={"audience": audience or ""})


def note_download(stored: StoredFile, *, viewer: Viewer, is_marked: bool) -> None:
    """Keep who takes a file that is not public, in the present transaction: no file goes out without its row."""
    access = access_to(stored.subject_type)
    session.add(
        Download(
            file_id=stored.id,
            file_name=stored.name,
            sha256=stored.sha256,
            subject_type=stored.subject_type,
            subject_id=stored.subject_id,
            owner_id=stored.organisation_id if access is None or access.lists_downloads else None,
            user_id=viewer.user_id,
            organisation_id=viewer.organisation_id,
            is_marked=is_marked,
            at=now(),
        )
    )
    file_taken.send(stored, viewer=viewer)


def delete_file(stored: StoredFile, *, viewer: Viewer) -> None:
    """Delete a file; its bytes go after the commit."""
    record("files.deleted", stored, actor=viewer, data={"purpose": stored.purpose, "sha256": stored.sha256})
    enqueue("files.remove_bytes", token=stored.token)
    session.delete(stored)
