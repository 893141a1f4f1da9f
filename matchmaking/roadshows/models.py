"""Sessions, the items of their agenda, who takes part in which task, who registered, and secret calendar addresses."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.organisations.models import Organisation
from matchmaking.projects.models import Project
from matchmaking.roadshows.states import ASKED, DRAFT, LIVE, REGISTERED

ONSITE, ONLINE, MIXED = "onsite", "online", "mixed"
PITCH, TALK, QUESTIONS, BREAK = "pitch", "talk", "questions", "break"
HOST, SPEAKER = "host", "speaker"


class Roadshow(Versioned, Stamped, Base):
    """One session. `state`: draft → announced → live → ended, or cancelled with a reason.

    A change of the agenda touches `updated_at`, so that `version` also counts changes of the agenda.
    """

    __tablename__ = "roadshows"
    __table_args__ = (Index("ix_roadshows_state_starts", "state", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    # A word or two on what kind of session it is, for a tag.
    theme: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(Text, default="")
    industry_codes: Mapped[list[str]] = mapped_column(default=list)
    form: Mapped[str] = mapped_column(default=ONLINE)
    place: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    # Seats: in the hall where there is one, else on line. None: as many as come.
    capacity: Mapped[int | None]
    # 主办; who carries it out (承办) is free text.
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    co_host: Mapped[str] = mapped_column(default="")
    host_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    # Where the stream runs; only linked, never fetched by the server.
    live_url: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(default=DRAFT)
    # Why it was cancelled, for everybody who registered.
    state_reason: Mapped[str | None] = mapped_column(Text)
    announced_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # What calendars know it by; it never changes. `sequence` goes up with every change that they must take over.
    calendar_uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    # The starts of which everybody was reminded, so that a session that is moved is reminded of again.
    day_told_for: Mapped[datetime | None]
    hour_told_for: Mapped[datetime | None]
    form_key: Mapped[str | None] = mapped_column(unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    host: Mapped[User | None] = relationship(foreign_keys=[host_id], lazy="joined")
    pitches: Mapped[list["Pitch"]] = relationship(
        back_populates="roadshow", cascade="all, delete-orphan", passive_deletes=True, order_by="Pitch.position"
    )

    @property
    def is_live(self) -> bool:
        return self.state == LIVE

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT

    @property
    def has_hall(self) -> bool:
        """Whether people come together in a room."""
        return self.form in (ONSITE, MIXED)


class Pitch(Stamped, Base):
    """One item of the agenda: a project that is pitched, a talk, free questions, or a break."""

    __tablename__ = "pitches"
    __table_args__ = (Index("ix_pitches_roadshow_position", "roadshow_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roadshow_id: Mapped[int] = mapped_column(ForeignKey("roadshows.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(default=PITCH)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id", ondelete="SET NULL"), index=True)
    title: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    # Who speaks, and of which house, as everybody reads it.
    speaker: Mapped[str] = mapped_column(default="")
    speaker_place: Mapped[str] = mapped_column(default="")
    # The account that is asked to speak, where it is known; else the team of the project is asked.
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    position: Mapped[int]

    roadshow: Mapped[Roadshow] = relationship(back_populates="pitches")
    project: Mapped[Project | None] = relationship()

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


class Engagement(Versioned, Stamped, Base):
    """Somebody is asked to host a session or to speak to one item, and says yes or no.

    Asked is a person (`user_id`), or whoever writes for an organisation.
    """

    __tablename__ = "roadshow_engagements"
    __table_args__ = (Index("ix_roadshow_engagements_roadshow", "roadshow_id", "task"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roadshow_id: Mapped[int] = mapped_column(ForeignKey("roadshows.id", ondelete="CASCADE"))
    pitch_id: Mapped[int | None] = mapped_column(ForeignKey("pitches.id", ondelete="SET NULL"), index=True)
    task: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    # The session as it was called then, for clocks and notices.
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default=ASKED)
    reason: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    # "host:7" or "speaker:42" while it holds: one for each task.
    open_key: Mapped[str | None] = mapped_column(unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)

    roadshow: Mapped[Roadshow] = relationship()
    pitch: Mapped[Pitch | None] = relationship()
    user: Mapped[User | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()


class Registration(Versioned, Stamped, Base):
    """A person who will come, waits for a seat, came, or does not come after all."""

    __tablename__ = "roadshow_registrations"
    __table_args__ = (
        UniqueConstraint("roadshow_id", "user_id"),
        Index("ix_roadshow_registrations_queue", "roadshow_id", "state", "queued_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roadshow_id: Mapped[int] = mapped_column(ForeignKey("roadshows.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"))
    # onsite or online; in a mixed session the person's choice.
    attends: Mapped[str] = mapped_column(default=ONLINE)
    state: Mapped[str] = mapped_column(default=REGISTERED)
    # Who gives the seat up and comes back stands at the end of the queue again.
    queued_at: Mapped[datetime]
    present_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)

    roadshow: Mapped[Roadshow] = relationship()
    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation | None] = relationship()


class CalendarAddress(Stamped, Base):
    """The secret address of a person's own calendar: the signed number changes when the address is renewed."""

    __tablename__ = "calendar_addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    serial: Mapped[int] = mapped_column(default=1)
