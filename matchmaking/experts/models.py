"""Experts: one profile for a person in an organisation, with projects, posts in industry and linked achievements."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import Base, Stamped, Versioned, now
from matchmaking.core.records import Listing
from matchmaking.experts.states import ASKED, NAMED, SELF
from matchmaking.matching.fit_models import Fit
from matchmaking.organisations.models import Organisation


class Expert(Listing, Versioned, Stamped, Base):
    """One person. `title` says in a line what the person is good at and never who it is.

    `consent` is what the person agreed to: "named", "unnamed", or nothing yet; without it nothing is handed in.
    """

    __tablename__ = "experts"
    __table_args__ = (
        UniqueConstraint("external_source", "external_number"),
        Index("ix_experts_state_published", "state", "published_at"),
        Index("ix_experts_created_by_id", "created_by_id"),
    )
    # What is said of a person, only that person or its organisation words.
    is_edited_at_desk = False

    # "self": who created it is the person; "colleague": the organisation writes for somebody without an account.
    written_for: Mapped[str] = mapped_column(default=SELF)
    name: Mapped[str] = mapped_column(default="")
    rank: Mapped[str] = mapped_column(default="")
    post: Mapped[str] = mapped_column(default="")
    # How long the person has worked with industry.
    experience_years: Mapped[int | None]
    takes_requests: Mapped[bool] = mapped_column(default=True)
    # No more than so many new requests in a month; None: no limit.
    monthly_limit: Mapped[int | None]
    consent: Mapped[str] = mapped_column(default="")
    # Of a colleague: the day of the written agreement that the organisation keeps.
    agreed_on: Mapped[date | None]
    # When the profile was last handed in with this agreement.
    agreed_at: Mapped[datetime | None]
    not_secret: Mapped[bool] = mapped_column(default=False)

    organisation: Mapped[Organisation] = relationship()
    projects: Mapped[list["ExpertProject"]] = relationship(
        back_populates="expert", cascade="all, delete-orphan", passive_deletes=True, order_by="ExpertProject.position"
    )
    posts: Mapped[list["ExpertPost"]] = relationship(
        back_populates="expert", cascade="all, delete-orphan", passive_deletes=True, order_by="ExpertPost.position"
    )

    @property
    def hides_name(self) -> bool:
        """Whether the public reads neither who it is nor where the person works."""
        return self.consent != NAMED

    @property
    def holder_id(self) -> int | None:
        """The account of the person, when the person wrote the profile."""
        return self.created_by_id if self.written_for == SELF else None


class ExpertProject(Base):
    """Something the person did, for whom in general words, and what came of it."""

    __tablename__ = "expert_projects"

    id: Mapped[int] = mapped_column(primary_key=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey("experts.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    client: Mapped[str | None]
    year: Mapped[int | None]
    result: Mapped[str | None] = mapped_column(Text)

    expert: Mapped[Expert] = relationship(back_populates="projects")


class ExpertPost(Base):
    """Work in industry: the kind of post, where in general words, in which industry, from when to when."""

    __tablename__ = "expert_posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey("experts.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    role: Mapped[str]
    place: Mapped[str | None]
    industry_code: Mapped[str | None]
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]

    expert: Mapped[Expert] = relationship(back_populates="posts")


class ExpertAchievement(Base):
    """An achievement of the same organisation that the person says to have worked on; the organisation confirms it."""

    __tablename__ = "expert_achievements"
    __table_args__ = (UniqueConstraint("expert_id", "achievement_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey("experts.id", ondelete="CASCADE"))
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievements.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(default=ASKED)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]

    expert: Mapped[Expert] = relationship()
    achievement: Mapped[Achievement] = relationship()


class ExpertFit(Fit, Base):
    """A demand that an expert may help with."""

    __tablename__ = "expert_fits"
    __table_args__ = (
        UniqueConstraint("demand_id", "record_id"),
        Index("ix_expert_fits_demand_score", "demand_id", "score"),
    )
    record_table = "experts"
