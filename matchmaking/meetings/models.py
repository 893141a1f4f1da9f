"""Times that people open for meetings, the meetings themselves, and what both sides said afterwards."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.demands.models import Demand
from matchmaking.meetings.states import ASKED, ONLINE, OPEN
from matchmaking.organisations.models import Organisation


class MeetingSlot(Stamped, Base):
    """A time at which a person is ready to talk about a record. `place` is an address, or a link for online."""

    __tablename__ = "meeting_slots"
    __table_args__ = (Index("ix_meeting_slots_subject", "subject_type", "subject_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    # Who sits there.
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    # The session of a roadshow that it belongs to; its room is above, so that only its table is named.
    roadshow_id: Mapped[int | None] = mapped_column(ForeignKey("roadshows.id", ondelete="SET NULL"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    form: Mapped[str] = mapped_column(default=ONLINE)
    place: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=OPEN)
    # Person and beginning while it is open: nobody opens the same time twice.
    open_key: Mapped[str | None] = mapped_column(unique=True)

    user: Mapped[User] = relationship()


class Meeting(Versioned, Stamped, Base):
    """One meeting of two sides about a record, from the request to its outcome.

    `owner_id` and `host_id` are the side of the record, `organisation_id` and `user_id` the side that asked. `place`
    is for the two sides only.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        Index("ix_meetings_subject", "subject_type", "subject_id", "starts_at"),
        Index("ix_meetings_owner_state", "owner_id", "state"),
        Index("ix_meetings_state_expires", "state", "expires_at"),
        Index("ix_meetings_state_ends", "state", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    # As the record was called then; never the name of an organisation or a person.
    title: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    host_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("demands.id", ondelete="SET NULL"))
    roadshow_id: Mapped[int | None] = mapped_column(ForeignKey("roadshows.id", ondelete="SET NULL"), index=True)
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_slots.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    form: Mapped[str] = mapped_column(default=ONLINE)
    place: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=ASKED)
    # The last words of whoever answered, proposed or cancelled; a code of `states.REASONS` for a no.
    answer: Mapped[str] = mapped_column(Text, default="")
    reason_code: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    # Until when the other side must answer; then the request lapses.
    expires_at: Mapped[datetime]
    # Counts changes of time and place: calendars take the newest.
    sequence: Mapped[int] = mapped_column(default=0)
    form_key: Mapped[str | None] = mapped_column(unique=True)
    # Person and record while it waits: one request at a time.
    open_key: Mapped[str | None] = mapped_column(unique=True)
    # The slot while it is held: a slot has one meeting, whoever is faster.
    slot_key: Mapped[str | None] = mapped_column(unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)

    owner: Mapped[Organisation] = relationship(foreign_keys=[owner_id])
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id])
    host: Mapped[User | None] = relationship(foreign_keys=[host_id])
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    demand: Mapped[Demand | None] = relationship()
    reports: Mapped[list["MeetingReport"]] = relationship(
        back_populates="meeting", cascade="all, delete-orphan", passive_deletes=True, order_by="MeetingReport.id"
    )


class MeetingTime(Base):
    """Five minutes of a person that an accepted meeting takes: the database itself refuses to give them twice."""

    __tablename__ = "meeting_times"
    __table_args__ = (UniqueConstraint("user_id", "cell"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    # Whole five minutes since 1970 in UTC.
    cell: Mapped[int]


class MeetingReport(Base):
    """What one side said after a meeting: whether it took place, and what comes next, by whom and until when."""

    __tablename__ = "meeting_reports"
    __table_args__ = (UniqueConstraint("meeting_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    side: Mapped[str]
    outcome: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    next_step: Mapped[str]
    next_side: Mapped[str | None]
    next_on: Mapped[date | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship(back_populates="reports")
