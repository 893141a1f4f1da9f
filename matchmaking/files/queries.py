"""What is asked of the table of stored files."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from matchmaking.core.db import session
from matchmaking.files.models import Download, StoredFile


def file_by_token(token: str) -> StoredFile | None:
    """The file behind an address."""
    return session.scalar(select(StoredFile).where(StoredFile.token == token))


def files_of(subject_type: str, subject_id: int, purpose: str | None = None) -> list[StoredFile]:
    """The files of a record, oldest first."""
    query = select(StoredFile).where(StoredFile.subject_type == subject_type, StoredFile.subject_id == subject_id)
    if purpose:
        query = query.where(StoredFile.purpose == purpose)
    return list(session.scalars(query.order_by(StoredFile.id)))


def downloads_for_owner(organisation_id: int, limit: int) -> list[Download]:
    """Who took files of an organisation that are not public, the latest first."""
    query = select(Download).where(Download.owner_id == organisation_id).order_by(Download.id.desc()).limit(limit)
    return list(session.scalars(query.options(joinedload(Download.user), joinedload(Download.organisation))))


def used_bytes(organisation_id: int) -> int:
    """How much an organisation keeps."""
    query = select(func.sum(StoredFile.size)).where(StoredFile.organisation_id == organisation_id)
    return session.scalar(query) or 0


def known_tokens(tokens: Collection[str]) -> set[str]:
    """Those of the tokens that belong to a file."""
    return set(session.scalars(select(StoredFile.token).where(StoredFile.token.in_(tokens))))
