"""What happens to a submitted demand at the desk: who is in charge, revisions, questions, squads, joint orders."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.core.db import Base, Stamped, Versioned, now
from matchmaking.demands.models import Demand
from matchmaking.refinements.states import OPEN, WRITTEN

# Who wrote a revision. The first one, number 0, is what the enterprise handed in.
ORIGINAL, DESK, ENTERPRISE = "original", "desk", "enterprise"


class Squad(Versioned, Stamped, Base):
    """People who refine the demands of some industries or of one county together (科技轻骑队)."""

    __tablename__ = "squads"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    about: Mapped[str] = mapped_column(Text, default="")
    county_code: Mapped[str | None]
    industry_codes: Mapped[list[str]] = mapped_column(default=list)
    is_active: Mapped[bool] = mapped_column(default=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    members: Mapped[list["SquadMember"]] = relationship(
        back_populates="squad", cascade="all, delete-orphan", passive_deletes=True, order_by="SquadMember.id"
    )


class SquadMember(Base):
    """A person's place in a squad. It gives nobody a desk: that comes from the person's role alone."""

    __tablename__ = "squad_members"
    __table_args__ = (UniqueConstraint("squad_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    squad_id: Mapped[int] = mapped_column(ForeignKey("squads.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)

    squad: Mapped[Squad] = relationship(back_populates="members")
    user: Mapped[User] = relationship(lazy="joined")


class Refinement(Versioned, Stamped, Base):
    """A demand's way across the desk; made with the first step, so that a demand without one waits for triage.

    In charge is one person or one squad. `text_version` counts the changes of the revisions, so that of two people who
    write at the same time the second is told.
    """

    __tablename__ = "refinements"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"), unique=True)
    state: Mapped[str] = mapped_column(default=OPEN, index=True)
    in_charge_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    squad_id: Mapped[int | None] = mapped_column(ForeignKey("squads.id", ondelete="SET NULL"), index=True)
    taken_at: Mapped[datetime | None]
    # Since when it is in its present state.
    moved_at: Mapped[datetime] = mapped_column(default=now)
    reason_codes: Mapped[list[str]] = mapped_column(default=list)
    reason: Mapped[str | None] = mapped_column(Text)
    review_on: Mapped[date | None]
    # The desk has checked it: once the enterprise approves the revision that was sent, it is published.
    publishes_on_approval: Mapped[bool] = mapped_column(default=False)
    text_version: Mapped[int] = mapped_column(default=0)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("demands.id", ondelete="SET NULL"))
    # How many achievements the newest text would find; counted by a job.
    candidate_count: Mapped[int | None]

    demand: Mapped[Demand] = relationship(foreign_keys=demand_id)
    merged_into: Mapped[Demand | None] = relationship(foreign_keys=merged_into_id)
    in_charge: Mapped[User | None] = relationship()
    squad: Mapped[Squad | None] = relationship()
    revisions: Mapped[list["DemandRevision"]] = relationship(
        back_populates="refinement", cascade="all, delete-orphan", passive_deletes=True,
        order_by="DemandRevision.number",
    )  # fmt: skip
    questions: Mapped[list["RefinementQuestion"]] = relationship(
        back_populates="refinement", cascade="all, delete-orphan", passive_deletes=True,
        order_by="RefinementQuestion.id",
    )  # fmt: skip


class DemandRevision(Stamped, Base):
    """One numbered text of a demand: all its fields as plain data. Number 0 is what the enterprise handed in."""

    __tablename__ = "demand_revisions"
    __table_args__ = (UniqueConstraint("refinement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    refinement_id: Mapped[int] = mapped_column(ForeignKey("refinements.id", ondelete="CASCADE"))
    number: Mapped[int]
    side: Mapped[str]
    state: Mapped[str] = mapped_column(default=WRITTEN)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    values: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text, default="")
    # What the enterprise said when it did not agree.
    answer: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    # The demand whose text was taken over into this one.
    merges_id: Mapped[int | None] = mapped_column(ForeignKey("demands.id", ondelete="SET NULL"))
    form_key: Mapped[str | None] = mapped_column(unique=True)

    refinement: Mapped[Refinement] = relationship(back_populates="revisions")
    author: Mapped[User | None] = relationship()


class RefinementQuestion(Base):
    """What the desk asks the enterprise, and what it answers."""

    __tablename__ = "refinement_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    refinement_id: Mapped[int] = mapped_column(ForeignKey("refinements.id", ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    form_key: Mapped[str | None] = mapped_column(unique=True)

    refinement: Mapped[Refinement] = relationship(back_populates="questions")
    asked_by: Mapped[User | None] = relationship(foreign_keys=asked_by_id)
    answered_by: Mapped[User | None] = relationship(foreign_keys=answered_by_id)


class JointLink(Base):
    """Two demands of different enterprises that could be put together as one order; only the desk sees it."""

    __tablename__ = "joint_links"
    __table_args__ = (UniqueConstraint("demand_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # The lower id first, so that a pair is there once.
    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"), index=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
