"""Calls for projects (征集) and the applications to them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.calls.states import DRAFT, STANDING, SUBMITTED
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.organisations.models import Organisation, OrganisationKind
from matchmaking.projects.models import Project

# Houses that bring projects and money together and hold calls, sessions and contests; a single company only pitches.
ORGANISING_KINDS = (
    OrganisationKind.GOVERNMENT,
    OrganisationKind.TRANSFER_CENTRE,
    OrganisationKind.UNIVERSITY,
    OrganisationKind.INSTITUTE,
    OrganisationKind.RND_INSTITUTION,
    OrganisationKind.INCUBATOR,
    OrganisationKind.CONCEPT_CENTRE,
    OrganisationKind.PILOT_BASE,
)


class Call(Versioned, Stamped, Base):
    """A call. Applications are taken until `closes_at`; everybody who applied hears of the result by `decides_on`.

    `places` is how many projects can be accepted; None: as many as are good.
    """

    __tablename__ = "calls"
    __table_args__ = (Index("ix_calls_state_closes", "state", "closes_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    about: Mapped[str] = mapped_column(Text, default="")
    # Who may apply, and what has to be in the project.
    conditions: Mapped[str] = mapped_column(Text, default="")
    # What those who are accepted get: which session, when, what help.
    offers: Mapped[str] = mapped_column(Text, default="")
    industry_codes: Mapped[list[str]] = mapped_column(default=list)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    closes_at: Mapped[datetime]
    decides_on: Mapped[date]
    places: Mapped[int | None]
    state: Mapped[str] = mapped_column(default=DRAFT)
    # Why it was cancelled, for everybody who applied.
    state_reason: Mapped[str | None] = mapped_column(Text)
    opened_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    form_key: Mapped[str | None] = mapped_column(unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)


class Application(Versioned, Stamped, Base):
    """One project in one call. `outcome` and what goes with it is prepared and told to nobody before the decision."""

    __tablename__ = "applications"
    __table_args__ = (UniqueConstraint("call_id", "project_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # What the team wants of this call, and who would speak.
    text: Mapped[str] = mapped_column(Text, default="")
    speaker: Mapped[str] = mapped_column(default="")
    # The title of the project when it applied, for tasks.
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default=SUBMITTED)
    outcome: Mapped[str | None]
    reason_code: Mapped[str | None]
    # A sentence for the team: why it was refused, or what comes next.
    sentence: Mapped[str] = mapped_column(Text, default="")
    told_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship(lazy="joined", innerjoin=True)
    project: Mapped[Project] = relationship()

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING
