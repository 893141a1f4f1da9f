"""Public notices (公示) and the objections to them."""

import hashlib
import json
from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, Text, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.db import Base, Stamped, Versioned, now
from matchmaking.public_notices.periods import closes_at
from matchmaking.public_notices.states import OPEN, RUNNING

# What everybody was shown: it stays as it was when the notice began.
FIXED = (
    "kind", "number", "title", "fields", "basis", "starts_on", "ends_on", "days", "counting", "office", "phone",
    "email", "county_code", "organisation_id", "subject_type", "subject_id", "previous_id",
)  # fmt: skip


class PublicNotice(Versioned, Stamped, Base):
    """One public notice. `fields` are its rows, label and value, copied when it starts.

    `subject_type` and `subject_id` name the record that it is about; this room does not know which rooms there are.
    """

    __tablename__ = "public_notices"
    __table_args__ = (
        Index("ix_public_notices_subject", "subject_type", "subject_id"),
        Index("ix_public_notices_state_ends", "state", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    # Given when it is stored, because it holds the id.
    number: Mapped[str | None] = mapped_column(unique=True)
    title: Mapped[str]
    fields: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    # Which rule asks for it, in words.
    basis: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    days: Mapped[int]
    counting: Mapped[str]
    # Where objections are taken besides this site.
    office: Mapped[str]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    # The officers of this county are in charge, without one those of the city.
    county_code: Mapped[str | None]
    # The organisation that shows it under its own name, where one does: its owners handle objections.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"), index=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    # "kind:subject_type:subject_id" while it runs, then empty: a second one cannot run beside it.
    running_key: Mapped[str | None] = mapped_column(unique=True)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("public_notices.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(default=RUNNING)
    # Why it was stopped or restarted, in words for everybody.
    state_reason: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    previous: Mapped["PublicNotice | None"] = relationship(remote_side=[id])

    @property
    def is_running(self) -> bool:
        return self.state == RUNNING

    @property
    def is_over(self) -> bool:
        """The last day has passed, to the second and in the city's time; objections may still be open."""
        return now() >= closes_at(self.ends_on)

    @property
    def takes_objections(self) -> bool:
        return self.is_running and not self.is_over

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything that was shown, so that a printed page can be compared with the record."""
        shown = {name: getattr(self, name) for name in ("number", "title", "fields", "basis", "office")}
        shown |= {"phone": self.phone, "email": self.email}
        shown |= {"starts_on": self.starts_on.isoformat(), "ends_on": self.ends_on.isoformat()}
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@event.listens_for(PublicNotice, "before_update")
def _refuse_changes(_mapper: object, _connection: object, notice: PublicNotice) -> None:
    """What was shown never changes; a mistake is put right by a new notice that names the old one."""
    state = inspect(notice)
    for name in FIXED:
        history = state.attrs[name].history
        # The number is given once, after the row has its id.
        if history.has_changes() and not (name == "number" and history.deleted in ([None], ())):
            raise RuntimeError(f"a public notice cannot be changed: {name}")


class Objection(Versioned, Stamped, Base):
    """What somebody holds against a notice; read by its writer and those in charge only."""

    __tablename__ = "objections"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("public_notices.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(Text)
    form_key: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=OPEN)
    # What was decided and why; its writer reads it.
    answer: Mapped[str | None] = mapped_column(Text)
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    notice: Mapped[PublicNotice] = relationship()
