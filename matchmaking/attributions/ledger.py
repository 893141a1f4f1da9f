"""Writes into the attribution ledger and proves that nothing in it was changed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, text

from matchmaking.attributions.models import LedgerEntry
from matchmaking.core.db import current_session, database, now
from matchmaking.core.history import CHAIN_LOCK, CHAIN_START
from matchmaking.deals.models import Deal


@dataclass(frozen=True)
class Line:
    """What goes into the ledger; the rest is added when it is written."""

    how: str
    role: str
    user_id: int | None
    name: str
    side: str
    happened_at: datetime
    step: str = ""
    words: str = ""
    author_id: int | None = None
    author_side: str = ""
    source_type: str = ""
    source_id: int | None = None
    source_hash: str = ""
    source_key: str | None = None
    evidence_sha256: str = ""
    claim_id: int | None = None
    answer: str = ""


def entries_of(deal: Deal) -> list[LedgerEntry]:
    """The ledger of a deal, in the order in which it was written."""
    query = select(LedgerEntry).where(LedgerEntry.deal_id == deal.id).order_by(LedgerEntry.id)
    return list(current_session().scalars(query))


def append(deal: Deal, line: Line) -> LedgerEntry | None:
    """Add an entry in the current transaction; None when what the platform saw stands there already."""
    session = current_session()
    if database().engine.dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    session.flush()
    if line.source_key is not None:
        known = select(LedgerEntry.id).where(
            LedgerEntry.deal_id == deal.id, LedgerEntry.source_key == line.source_key
        )  # fmt: skip
        if session.scalar(known) is not None:
            return None
    newest = select(LedgerEntry.hash).where(LedgerEntry.deal_id == deal.id).order_by(LedgerEntry.id.desc()).limit(1)
    entry = LedgerEntry(
        deal_id=deal.id, at=now(), is_sample=deal.is_sample, previous_hash=session.scalar(newest) or CHAIN_START,
        **{**vars(line), "happened_at": line.happened_at.astimezone(UTC)},
    )  # fmt: skip
    entry.hash = digest(entry)
    session.add(entry)
    session.flush()
    return entry


def digest(entry: LedgerEntry) -> str:
    """SHA-256 over an entry and the hash before it."""
    content = [
        entry.previous_hash, entry.deal_id, entry.how, entry.role, entry.step, entry.user_id, entry.name, entry.side,
        entry.author_id, entry.author_side, entry.happened_at.isoformat(), entry.at.isoformat(), entry.words,
        entry.source_type, entry.source_id, entry.source_hash, entry.source_key, entry.evidence_sha256, entry.claim_id,
        entry.answer,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def first_broken(entries: list[LedgerEntry]) -> int | None:
    """The id of the first entry of a deal's ledger that does not fit; None when all is well."""
    previous = CHAIN_START
    for entry in entries:
        if entry.previous_hash != previous or entry.hash != digest(entry):
            return entry.id
        previous = entry.hash
    return None
