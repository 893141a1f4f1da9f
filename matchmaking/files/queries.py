"""What is asked of the table of stored files."""

from collections.abc import Collection

from sqlalchemy import func, select

from matchmaking.core.db import session
from matchmaking.files.models import StoredFile


def file_by_token(token: str) -> StoredFile | None:
    """The file behind an address."""
    return session.scalar(select(StoredFile).where(StoredFile.token == token))


def files_of(subject_type: str, subject_id: int, purpose: str | None = None) -> list[StoredFile]:
    """The files of a record, oldest first."""
    query = select(StoredFile).where(StoredFile.subject_type == subject_type, StoredFile.subject_id == subject_id)
    if purpose:
        query = query.where(StoredFile.purpose == purpose)
    return list(session.scalars(query.order_by(StoredFile.id)))


def used_bytes(organisation_id: int) -> int:
    """How much an organisation keeps."""
    query = select(func.sum(StoredFile.size)).where(StoredFile.organisation_id == organisation_id)
    return session.scalar(query) or 0


def known_tokens(tokens: Collection[str]) -> set[str]:
    """Those of the tokens that belong to a file."""
    return set(session.scalars(select(StoredFile.token).where(StoredFile.token.in_(tokens))))
