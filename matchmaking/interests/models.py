"""Interest in projects: who wants what, what was answered, what comes next, and which matches came of it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.demands.models import Demand
from matchmaking.interests.states import OPEN, STEP_OPEN
from matchmaking.matching.models import Match
from matchmaking.meetings.models import Meeting
from matchmaking.organisations.models import Organisation
from matchmaking.projects.models import Project


class Interest(Versioned, Stamped, Base):
    """Somebody follows a project, wants material of it, or a talk. `kind` is one of `states.KINDS`.

    `owner_id` is the project's organisation, whose turn it is first; `user_id` asked, perhaps for `organisation_id`.
    """

    __tablename__ = "interests"
    __table_args__ = (
        Index("ix_interests_project_state", "project_id", "state"),
        Index("ix_interests_owner_state", "owner_id", "state"),
        Index("ix_interests_state_kind", "state", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    kind: Mapped[str]
    # The project's title, which is public.
    title: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("demands.id", ondelete="SET NULL"), index=True)
    # The session and the item of its agenda at which it was raised; their room is above, so that only tables are named.
    roadshow_id: Mapped[int | None] = mapped_column(ForeignKey("roadshows.id", ondelete="SET NULL"), index=True)
    pitch_id: Mapped[int | None] = mapped_column(ForeignKey("pitches.id", ondelete="SET NULL"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"), index=True)
    words: Mapped[str] = mapped_column(Text, default="")
    # The team reads 一家企业 and the county until the asker says who it is.
    hides_asker: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default=OPEN)
    answer: Mapped[str] = mapped_column(Text, default="")
    # A code of `states.REASONS` for a no, of `states.RESULTS` for the end.
    reason_code: Mapped[str | None]
    result_code: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    form_key: Mapped[str | None] = mapped_column(unique=True)
    # Project, kind and person while it is open or followed up: pressed twice, it is one.
    open_key: Mapped[str | None] = mapped_column(unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)

    project: Mapped[Project] = relationship()
    owner: Mapped[Organisation] = relationship(foreign_keys=[owner_id])
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id])
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    demand: Mapped[Demand | None] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    steps: Mapped[list["InterestStep"]] = relationship(
        back_populates="interest", cascade="all, delete-orphan", passive_deletes=True, order_by="InterestStep.id"
    )


class InterestStep(Versioned, Stamped, Base):
    """Something that was promised: what, by which side, until when, and whether it was done."""

    __tablename__ = "interest_steps"
    __table_args__ = (Index("ix_interest_steps_project_state", "project_id", "state", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interest_id: Mapped[int] = mapped_column(ForeignKey("interests.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    title: Mapped[str]
    side: Mapped[str]
    text: Mapped[str]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(default=STEP_OPEN)
    # What was done, or why it is not needed any more.
    done_words: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    interest: Mapped[Interest] = relationship(back_populates="steps")


class InterestMatch(Base):
    """An interest and a match that it put into the list: the way from either to the other."""

    __tablename__ = "interest_matches"
    __table_args__ = (UniqueConstraint("interest_id", "match_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interest_id: Mapped[int] = mapped_column(ForeignKey("interests.id", ondelete="CASCADE"))
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"), index=True)

    interest: Mapped[Interest] = relationship()
    match: Mapped[Match] = relationship()


class ProjectBroker(Base):
    """The broker who looks after what follows a project."""

    __tablename__ = "project_brokers"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    taken_at: Mapped[datetime]

    user: Mapped[User] = relationship()
