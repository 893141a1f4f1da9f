"""Exports of the archive of a deal: each is a step of its log."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.dealrooms.filing import note_read
from matchmaking.dealrooms.queries import version_of
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.evidence.collecting import stored_files
from matchmaking.evidence.models import EvidenceExport


def begin_export(deal: Deal, *, side: str, actor: Viewer) -> EvidenceExport:
    """Write the export into the log, which becomes the head of its chain, and keep that its files go out."""
    files = stored_files(actor, deal)
    for stored in files:
        version = version_of(stored)
        if version is not None and version.file.side != side:
            note_read(version, side=side, viewer=actor, in_archive=True)
    entry = logs.keep(deal, "evidence.exported", actor=actor, side=side, files=len(files))
    current_session().flush()
    export = EvidenceExport(
        deal=deal, user_id=actor.user_id, side=side, entry_id=entry.id, head=entry.hash, at=now(), manifest_sha256=None
    )
    current_session().add(export)
    current_session().flush()
    return export


def keep_seal(export: EvidenceExport, seal: str, *, actor: Viewer) -> None:
    """Keep the hash of what was built, so that the archive can be told from one that somebody made up."""
    if export.manifest_sha256 != seal:
        export.manifest_sha256 = seal
        logs.keep(export.deal, "evidence.built", actor=actor, side=export.side, manifest_sha256=seal)


def exports_of(deal: Deal, limit: int = 50) -> list[EvidenceExport]:
    """Who exported, the latest first."""
    query = select(EvidenceExport).where(EvidenceExport.deal_id == deal.id).options(joinedload(EvidenceExport.user))
    return list(current_session().scalars(query.order_by(EvidenceExport.id.desc()).limit(limit)))


def export_with(deal: Deal, export_id: int) -> EvidenceExport | None:
    """One of this deal."""
    query = select(EvidenceExport).where(EvidenceExport.deal_id == deal.id, EvidenceExport.id == export_id)
    return current_session().scalar(query)
