"""What achievements and demands have in common without knowing each other: listing life and its columns."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from matchmaking.core.states import States

DRAFT, SUBMITTED, PUBLISHED, WITHDRAWN = "draft", "submitted", "published", "withdrawn"
# Nobody confirmed for half a year that it still holds; its deadline passed long ago. Both come back when renewed.
HIDDEN, EXPIRED = "hidden", "expired"

LISTING_STATES = States(
    {
        DRAFT: (SUBMITTED, WITHDRAWN),
        SUBMITTED: (PUBLISHED, DRAFT, WITHDRAWN),
        PUBLISHED: (WITHDRAWN, HIDDEN, EXPIRED),
        HIDDEN: (PUBLISHED, DRAFT, WITHDRAWN),
        EXPIRED: (PUBLISHED, DRAFT, WITHDRAWN),
        WITHDRAWN: (DRAFT,),
    }
)


class Listing:
    """Columns of a record that an organisation writes, an officer or broker checks, and the public reads."""

    # Whether brokers may change the content of what was handed in, or only write a revision for its owner to approve.
    is_edited_at_desk: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=DRAFT)
    title: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    industry_codes: Mapped[list[str]] = mapped_column(default=list)
    technical_field: Mapped[str | None]
    county_code: Mapped[str | None]
    keywords: Mapped[list[str]] = mapped_column(default=list)
    # Nothing is kept back in the record itself; `listings.disclosure.Disclosed` says what is for its reader.
    locked: ClassVar[frozenset[str]] = frozenset()
    # Group of fields → who may read it; a group that is not named is public (listings/disclosure.py).
    audiences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    external_source: Mapped[str | None]
    external_number: Mapped[str | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    # Random, from the hidden field of the empty form: a form that is sent twice makes one record.
    form_key: Mapped[str | None] = mapped_column(unique=True)
    # The steps of the form that somebody has been through: a step with nothing to fill in is done after that.
    written_steps: Mapped[list[str]] = mapped_column(default=list)
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    # When its owner last said, by publishing, saving or confirming, that it still holds.
    confirmed_at: Mapped[datetime | None]
    # Why it was sent back or withdrawn, in words for the owner.
    state_reason: Mapped[str | None] = mapped_column(Text)

    @declared_attr
    def organisation_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)

    @declared_attr
    def created_by_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    @property
    def is_published(self) -> bool:
        return self.state == PUBLISHED

    @property
    def is_submitted(self) -> bool:
        return self.state == SUBMITTED

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT


def number_for(prefix: str, record_id: int, on: date) -> str:
    """The public number of a record, for example CG-2026-0417; it never changes afterwards."""
    return f"{prefix}-{on.year}-{record_id:04d}"


def changed_values(record: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Those of `values` that differ from the record, so that nothing is rewritten when nothing changed."""
    return {name: value for name, value in values.items() if getattr(record, name) != value}
