"""Who exported the archive of a deal, as of which entry of the log."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.core.db import Base
from matchmaking.deals.models import Deal


class EvidenceExport(Base):
    """One export. It reaches to the entry `entry_id`, which says that it was made; `head` is that entry's hash.

    `manifest_sha256` is the hash of the archive's list of files, once it was built; it stands in the log too, so that
    the archive can be told from one that somebody made up.
    """

    __tablename__ = "evidence_exports"
    __table_args__ = (Index("ix_evidence_exports_deal", "deal_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    side: Mapped[str]
    entry_id: Mapped[int]
    head: Mapped[str]
    at: Mapped[datetime]
    manifest_sha256: Mapped[str | None]

    deal: Mapped[Deal] = relationship()
    user: Mapped[User | None] = relationship()
