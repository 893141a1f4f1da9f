"""Service bases: what an organisation lets others use, with its equipment and parameters."""

from sqlalchemy import Float, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.core.records import Listing
from matchmaking.matching.fit_models import Fit
from matchmaking.organisations.models import Organisation


class Facility(Listing, Versioned, Stamped, Base):
    """One base of an organisation. `base_kind` is a code of `states.BASE_KINDS`.

    `recognition` is what its owner says that an office recognised it as, with the number of the document; nobody here
    has checked that, and the page says so.
    """

    __tablename__ = "facilities"
    __table_args__ = (
        UniqueConstraint("external_source", "external_number"),
        Index("ix_facilities_state_published", "state", "published_at"),
    )
    is_edited_at_desk = False

    base_kind: Mapped[str | None]
    # Between which readiness levels it carries something forward (1 to 9).
    readiness_from: Mapped[int | None]
    readiness_to: Mapped[int | None]
    recognition: Mapped[str] = mapped_column(default="")
    recognition_number: Mapped[str] = mapped_column(default="")
    capacity: Mapped[str] = mapped_column(Text, default="")
    price_basis: Mapped[str] = mapped_column(Text, default="")
    application: Mapped[str] = mapped_column(Text, default="")
    takes_requests: Mapped[bool] = mapped_column(default=True)
    not_secret: Mapped[bool] = mapped_column(default=False)

    organisation: Mapped[Organisation] = relationship()
    parameters: Mapped[list["FacilityParameter"]] = relationship(
        back_populates="facility",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="FacilityParameter.position",
    )


class FacilityParameter(Base):
    """A piece of equipment or something that can be measured, with its range; `operator` as in a measurement."""

    __tablename__ = "facility_parameters"

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facilities.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    operator: Mapped[str]
    value_low: Mapped[float | None] = mapped_column(Float)
    value_high: Mapped[float | None] = mapped_column(Float)
    text: Mapped[str | None]
    unit: Mapped[str | None]
    condition: Mapped[str | None]

    facility: Mapped[Facility] = relationship(back_populates="parameters")


class FacilityFit(Fit, Base):
    """A demand that a service base may help with."""

    __tablename__ = "facility_fits"
    __table_args__ = (
        UniqueConstraint("demand_id", "record_id"),
        Index("ix_facility_fits_demand_score", "demand_id", "score"),
    )
    record_table = "facilities"
