"""Projects (路演项目): what a team pitches, with its rights, people, funding need and landing wish."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.core.records import Listing
from matchmaking.demands.models import Demand
from matchmaking.matching.fit_models import Fit
from matchmaking.organisations.models import Organisation

# What decks and videos call a project.
SUBJECT = "project"


class Project(Listing, Versioned, Stamped, Base):
    """One project. Money is in yuan; without a funding need nothing was said of it.

    `sentence` is the one sentence that an investor understands, `summary` whose problem is solved and how. `stage` is a
    code of the vocabulary; `funding_round` one of `states.ROUNDS`.
    """

    __tablename__ = "projects"
    __table_args__ = (
        UniqueConstraint("external_source", "external_number"),
        Index("ix_projects_state_published", "state", "published_at"),
    )
    # What a team says of itself, it words itself.
    is_edited_at_desk = False

    sentence: Mapped[str] = mapped_column(default="")
    stage: Mapped[str | None]
    # Technology readiness level 1–9 (GB/T 22900-2022); None when the team has not said.
    readiness_level: Mapped[int | None]
    technology: Mapped[str] = mapped_column(Text, default="")
    market: Mapped[str] = mapped_column(Text, default="")
    business_model: Mapped[str] = mapped_column(Text, default="")
    # What comes next, with dates.
    plan: Mapped[str] = mapped_column(Text, default="")
    funding_need: Mapped[Decimal | None]
    funding_use: Mapped[str] = mapped_column(Text, default="")
    funding_round: Mapped[str | None]
    valuation: Mapped[Decimal | None]
    # Counties where the project would settle, and what it needs there.
    landing_county_codes: Mapped[list[str]] = mapped_column(default=list)
    landing_needs: Mapped[str] = mapped_column(Text, default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    hides_name: Mapped[bool] = mapped_column(default=False)
    # The last day in the hall; None: as long as its team confirms it.
    shown_until: Mapped[date | None]
    # When its deck or its video changed last: the index follows the row.
    media_at: Mapped[datetime | None]
    not_secret: Mapped[bool] = mapped_column(default=False)

    organisation: Mapped[Organisation] = relationship()
    rights: Mapped[list["ProjectRight"]] = relationship(
        back_populates="project", cascade="all, delete-orphan", passive_deletes=True, order_by="ProjectRight.position"
    )
    members: Mapped[list["ProjectMember"]] = relationship(
        back_populates="project", cascade="all, delete-orphan", passive_deletes=True, order_by="ProjectMember.position"
    )


class ProjectRight(Base):
    """A right that the project stands on: `basis` says whether it is the team's own, shared, or licensed."""

    __tablename__ = "project_rights"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str]
    basis: Mapped[str | None]
    title: Mapped[str]
    number: Mapped[str | None]
    status: Mapped[str | None]

    project: Mapped[Project] = relationship(back_populates="rights")


class ProjectMember(Base):
    """Somebody of the team: what the person does there and has done before."""

    __tablename__ = "project_members"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    role: Mapped[str | None]
    background: Mapped[str | None] = mapped_column(Text)

    project: Mapped[Project] = relationship(back_populates="members")


class ProjectAchievement(Base):
    """An achievement of the same organisation that the project brings to market."""

    __tablename__ = "project_achievements"
    __table_args__ = (UniqueConstraint("project_id", "achievement_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievements.id", ondelete="CASCADE"), index=True)

    achievement: Mapped[Achievement] = relationship()


class ProjectDemand(Base):
    """A demand of the same organisation that the project needs answered."""

    __tablename__ = "project_demands"
    __table_args__ = (UniqueConstraint("project_id", "demand_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"), index=True)

    demand: Mapped[Demand] = relationship()


class ProjectFit(Fit, Base):
    """A demand that a project may answer."""

    __tablename__ = "project_fits"
    __table_args__ = (
        UniqueConstraint("demand_id", "record_id"),
        Index("ix_project_fits_demand_score", "demand_id", "score"),
    )
    record_table = "projects"
