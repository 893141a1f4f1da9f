"""Selections: how the owner of a demand chooses among its answers, who reviews them, and what was said and decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.core.db import Base, Stamped, Versioned, now
from matchmaking.demands.models import Demand
from matchmaking.proposals.models import Proposal
from matchmaking.selections.states import DECIDED, DELIVERED, INVITED, OPEN


class Selection(Versioned, Stamped, Base):
    """The choice among the answers to one demand. `decides_at` is promised to everybody who answers.

    While it is blind and open, reviewers read neutral letters instead of organisations; with `is_blind_for_owner` the
    demand's own people too. A demand that is published again after a decision begins another selection.
    """

    __tablename__ = "selections"
    __table_args__ = (Index("ix_selections_state_decides", "state", "decides_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"), index=True)
    # The demand's id until delivery, then empty: a demand has one running selection.
    running_key: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=OPEN)
    decides_at: Mapped[datetime]
    is_blind: Mapped[bool] = mapped_column(default=False)
    is_blind_for_owner: Mapped[bool] = mapped_column(default=False)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # From the confirming form: sent twice, it is one decision.
    decision_key: Mapped[str | None]
    delivered_at: Mapped[datetime | None]
    # Why nothing was chosen at all, as a code: the demand was cancelled or withdrawn.
    ended_code: Mapped[str | None]

    demand: Mapped[Demand] = relationship()
    criteria: Mapped[list["SelectionCriterion"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="SelectionCriterion.position"
    )
    candidates: Mapped[list["Candidate"]] = relationship(
        back_populates="selection", cascade="all, delete-orphan", passive_deletes=True, order_by="Candidate.id"
    )
    reviewers: Mapped[list["Reviewer"]] = relationship(
        back_populates="selection", cascade="all, delete-orphan", passive_deletes=True, order_by="Reviewer.id"
    )

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    @property
    def is_decided(self) -> bool:
        return self.state == DECIDED

    @property
    def is_delivered(self) -> bool:
        return self.state == DELIVERED


class SelectionCriterion(Base):
    """What reviewers score, with its weight in percent."""

    __tablename__ = "selection_criteria"

    id: Mapped[int] = mapped_column(primary_key=True)
    selection_id: Mapped[int] = mapped_column(ForeignKey("selections.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    weight: Mapped[int]


class Candidate(Base):
    """A proposal in a selection, known by its letter, and what is to be told to its team.

    How far it has come is the state of the proposal. Reason and sentence are prepared here; nobody of the team reads
    them before delivery.
    """

    __tablename__ = "candidates"
    __table_args__ = (UniqueConstraint("selection_id", "letter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    selection_id: Mapped[int] = mapped_column(ForeignKey("selections.id", ondelete="CASCADE"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"), unique=True)
    letter: Mapped[str]
    reason_code: Mapped[str | None]
    sentence: Mapped[str | None] = mapped_column(Text)
    # The state from which it was declined, for taking that back.
    declined_from: Mapped[str | None]
    # The owner agrees to show its hidden name to this team when it is chosen.
    reveals_name: Mapped[bool] = mapped_column(default=False)
    # Chosen and delivered; kept here too, because a proposal may name no achievement and then has no match.
    wanted_at: Mapped[datetime | None]

    selection: Mapped[Selection] = relationship(back_populates="candidates")
    proposal: Mapped[Proposal] = relationship()


class Reviewer(Stamped, Base):
    """Somebody who was asked to review. The address decides until an account with it has signed the declaration.

    `excluded` holds the ids of proposals that the reviewer named in the declaration; what the platform knows of
    interests is asked anew at every look, because memberships change.
    """

    __tablename__ = "selection_reviewers"
    __table_args__ = (UniqueConstraint("selection_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    selection_id: Mapped[int] = mapped_column(ForeignKey("selections.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(default=INVITED)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    invited_at: Mapped[datetime] = mapped_column(default=now)
    # none: no interest in any answer; some: in those of `excluded`; all: excused.
    declaration: Mapped[str | None]
    declared_at: Mapped[datetime | None]
    interest: Mapped[str | None] = mapped_column(Text)
    excluded: Mapped[dict[str, Any]] = mapped_column(default=dict)

    selection: Mapped[Selection] = relationship(back_populates="reviewers")
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    reviews: Mapped[list["Review"]] = relationship(
        back_populates="reviewer", cascade="all, delete-orphan", passive_deletes=True
    )


class Review(Versioned, Base):
    """What one reviewer says of one proposal; fixed once it is handed in."""

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("reviewer_id", "candidate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("selection_reviewers.id", ondelete="CASCADE"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"), index=True)
    comment: Mapped[str] = mapped_column(Text, default="")
    # How often the proposal had been submitted when this was written.
    revision_count: Mapped[int] = mapped_column(default=0)
    handed_in_at: Mapped[datetime | None]

    reviewer: Mapped[Reviewer] = relationship(back_populates="reviews")
    scores: Mapped[list["Score"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class Score(Base):
    """Points (0–10) of a review for one criterion, with a remark."""

    __tablename__ = "review_scores"
    __table_args__ = (UniqueConstraint("review_id", "criterion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("selection_criteria.id", ondelete="CASCADE"))
    points: Mapped[int]
    remark: Mapped[str] = mapped_column(default="")


class SelectionComment(Base):
    """A remark among the demand's people and the reviewers, on the whole or on one proposal; no answerer reads it."""

    __tablename__ = "selection_comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    selection_id: Mapped[int] = mapped_column(ForeignKey("selections.id", ondelete="CASCADE"), index=True)
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    form_key: Mapped[str | None] = mapped_column(unique=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)

    candidate: Mapped[Candidate | None] = relationship()
    author: Mapped[User | None] = relationship()
