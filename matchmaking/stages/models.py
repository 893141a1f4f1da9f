"""Where a session stands, what was on when, questions with votes, short messages, polls, and the host's steps."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.core.db import Base, Stamped, Versioned, now
from matchmaking.organisations.models import Organisation
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.stages.states import OPEN, PREPARED


class Stage(Versioned, Stamped, Base):
    """Where a live session stands: the item that is on, the page of its deck, and until when it may take."""

    __tablename__ = "stages"

    id: Mapped[int] = mapped_column(primary_key=True)
    roadshow_id: Mapped[int] = mapped_column(ForeignKey("roadshows.id", ondelete="CASCADE"), unique=True)
    pitch_id: Mapped[int | None] = mapped_column(ForeignKey("pitches.id", ondelete="SET NULL"))
    page: Mapped[int] = mapped_column(default=1)
    pitch_began_at: Mapped[datetime | None]
    pitch_ends_at: Mapped[datetime | None]
    takes_messages: Mapped[bool] = mapped_column(default=True)

    pitch: Mapped[Pitch | None] = relationship(lazy="joined")


class StageMoment(Base):
    """From this moment on, this item was on, and this page of its deck was shown."""

    __tablename__ = "stage_moments"
    __table_args__ = (Index("ix_stage_moments_roadshow_at", "roadshow_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roadshow_id: Mapped[int] = mapped_column(ForeignKey("roadshows.id", ondelete="CASCADE"))
    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitches.id", ondelete="CASCADE"))
    page: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)


class Chapter(Base):
    """Where an item begins in the recording, in seconds; the host can correct what the moments of the day gave."""

    __tablename__ = "stage_chapters"

    id: Mapped[int] = mapped_column(primary_key=True)
    roadshow_id: Mapped[int] = mapped_column(ForeignKey("roadshows.id", ondelete="CASCADE"), index=True)
    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitches.id", ondelete="CASCADE"), unique=True)
    seconds: Mapped[int]

    pitch: Mapped[Pitch] = relationship(lazy="joined", innerjoin=True)


class StageQuestion(Versioned, Stamped, Base):
    """A question to who is on stage. With `is_anonymous` only the host and who must answer learn who asks."""

    __tablename__ = "stage_questions"
    __table_args__ = (
        Index("ix_stage_questions_roadshow_state", "roadshow_id", "state"),
        Index("ix_stage_questions_user", "user_id", "roadshow_id"),
        Index("ix_stage_questions_project", "project_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roadshow_id: Mapped[int] = mapped_column(ForeignKey("roadshows.id", ondelete="CASCADE"))
    pitch_id: Mapped[int | None] = mapped_column(ForeignKey("pitches.id", ondelete="SET NULL"))
    # The project that was on; it stays when the agenda changes.
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id", ondelete="SET NULL"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    # Random, from the hidden field of the form: sent twice, it makes one question.
    form_key: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=OPEN)
    vote_count: Mapped[int] = mapped_column(default=0)
    pinned_at: Mapped[datetime | None]
    # Seconds since the session was opened at which it was answered aloud; the words, when it was answered in writing.
    live_seconds: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # A code of `states.REASONS`.
    hidden_reason: Mapped[str | None]
    is_sample: Mapped[bool] = mapped_column(default=False)

    roadshow: Mapped[Roadshow] = relationship()
    pitch: Mapped[Pitch | None] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def is_answered(self) -> bool:
        return self.live_seconds is not None or self.answer is not None


class StageVote(Base):
    """Somebody wants to ask the same; one for each person and question."""

    __tablename__ = "stage_votes"
    __table_args__ = (UniqueConstraint("question_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("stage_questions.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class StageMessage(Base):
    """A short message (弹幕); everybody reads the words, only the host who wrote them."""

    __tablename__ = "stage_messages"
    __table_args__ = (Index("ix_stage_messages_roadshow_at", "roadshow_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roadshow_id: Mapped[int] = mapped_column(ForeignKey("roadshows.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
    hidden_at: Mapped[datetime | None]
    form_key: Mapped[str | None] = mapped_column(unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User | None] = relationship()


class StageBlock(Base):
    """A person who may look on but not speak in one session."""

    __tablename__ = "stage_blocks"
    __table_args__ = (UniqueConstraint("roadshow_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roadshow_id: Mapped[int] = mapped_column(ForeignKey("roadshows.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship()


class Poll(Versioned, Stamped, Base):
    """One question of the host with a few answers to choose from."""

    __tablename__ = "stage_polls"

    id: Mapped[int] = mapped_column(primary_key=True)
    roadshow_id: Mapped[int] = mapped_column(ForeignKey("roadshows.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    options: Mapped[list[str]]
    state: Mapped[str] = mapped_column(default=PREPARED)
    form_key: Mapped[str | None] = mapped_column(unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)

    roadshow: Mapped[Roadshow] = relationship()


class PollVote(Base):
    """What a person chose, a place in the options from 0; it can be changed while the poll runs."""

    __tablename__ = "stage_poll_votes"
    __table_args__ = (UniqueConstraint("poll_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("stage_polls.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    choice: Mapped[int]


class StageStep(Base):
    """A step of the host and what was before, so that it can be taken back; the last one first."""

    __tablename__ = "stage_steps"
    __table_args__ = (Index("ix_stage_steps_roadshow", "roadshow_id", "undone_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roadshow_id: Mapped[int] = mapped_column(ForeignKey("roadshows.id", ondelete="CASCADE"))
    kind: Mapped[str]
    subject_id: Mapped[int | None]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]
