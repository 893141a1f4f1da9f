"""Contests: an edition with its divisions and rounds, the entries, who won, and where the winners land."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.contests.states import DRAFT, PREPARING, SUBMITTED, TRACKED
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.organisations.models import Organisation
from matchmaking.projects.models import Project


class Contest(Versioned, Stamped, Base):
    """One edition of a contest. Entries are taken until `closes_at`."""

    __tablename__ = "contests"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    about: Mapped[str] = mapped_column(Text, default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    # What is won: money, site, support; in words.
    prizes: Mapped[str] = mapped_column(Text, default="")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    closes_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=DRAFT, index=True)
    state_reason: Mapped[str | None] = mapped_column(Text)
    opened_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    form_key: Mapped[str | None] = mapped_column(unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    divisions: Mapped[list["Division"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="Division.position"
    )
    rounds: Mapped[list["Round"]] = relationship(
        back_populates="contest", cascade="all, delete-orphan", passive_deletes=True, order_by="Round.position"
    )

    @property
    def present_round(self) -> "Round | None":
        """The round that is scored now, or else the next one."""
        return next((one for one in self.rounds if one.state != "closed"), None)


class Division(Base):
    """A division (赛道 or 组别) of an edition; projects compete inside of one."""

    __tablename__ = "contest_divisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contests.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]


class Round(Versioned, Base):
    """A round. The best `advance_count` of each division go on; in the last round that is how many can win.

    `due_on` is the last day for the judges.
    """

    __tablename__ = "contest_rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contests.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    advance_count: Mapped[int]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(default=PREPARING)
    closed_at: Mapped[datetime | None]

    contest: Mapped[Contest] = relationship(back_populates="rounds")
    heats: Mapped[list["Heat"]] = relationship(
        back_populates="round", cascade="all, delete-orphan", passive_deletes=True, order_by="Heat.division_id"
    )

    @property
    def is_last(self) -> bool:
        return self is self.contest.rounds[-1]


class Heat(Base):
    """One division in one round: it has the jury. `title` names both, for the judges."""

    __tablename__ = "contest_heats"
    __table_args__ = (UniqueConstraint("round_id", "division_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("contest_rounds.id", ondelete="CASCADE"))
    division_id: Mapped[int] = mapped_column(ForeignKey("contest_divisions.id", ondelete="CASCADE"))
    title: Mapped[str]

    round: Mapped[Round] = relationship(back_populates="heats")
    division: Mapped[Division] = relationship()


class ContestEntry(Stamped, Base):
    """A project in a contest, in one division."""

    __tablename__ = "contest_entries"
    __table_args__ = (UniqueConstraint("contest_id", "project_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contests.id", ondelete="CASCADE"))
    division_id: Mapped[int] = mapped_column(ForeignKey("contest_divisions.id"), index=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default=SUBMITTED)
    # Why it was not admitted, in words for the team.
    state_reason: Mapped[str | None] = mapped_column(Text)

    contest: Mapped[Contest] = relationship(lazy="joined", innerjoin=True)
    division: Mapped[Division] = relationship(lazy="joined", innerjoin=True)
    project: Mapped[Project] = relationship()


class Placing(Base):
    """Where an entry came in one heat, as it was published: it does not change with later sheets."""

    __tablename__ = "contest_placings"
    __table_args__ = (UniqueConstraint("heat_id", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    heat_id: Mapped[int] = mapped_column(ForeignKey("contest_heats.id", ondelete="CASCADE"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("contest_entries.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    # Tenths of points, exact: 85 is 8.5.
    tenths: Mapped[int]
    sheet_count: Mapped[int]
    goes_on: Mapped[bool]

    heat: Mapped[Heat] = relationship()
    entry: Mapped[ContestEntry] = relationship()


class Winner(Versioned, Stamped, Base):
    """An entry that won something; from then on its landing is followed."""

    __tablename__ = "contest_winners"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("contest_entries.id", ondelete="CASCADE"), unique=True)
    prize: Mapped[str]
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default=TRACKED)
    state_reason: Mapped[str | None] = mapped_column(Text)
    # Where it settles, once that is known.
    county_code: Mapped[str | None]

    entry: Mapped[ContestEntry] = relationship()
    steps: Mapped[list["LandingStep"]] = relationship(
        back_populates="winner", cascade="all, delete-orphan", passive_deletes=True, order_by="LandingStep.on"
    )


class LandingStep(Stamped, Base):
    """A step on the way into the city, with its day and what proves it. `amount` in yuan for funding and revenue."""

    __tablename__ = "landing_steps"
    __table_args__ = (UniqueConstraint("winner_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    winner_id: Mapped[int] = mapped_column(ForeignKey("contest_winners.id", ondelete="CASCADE"))
    kind: Mapped[str]
    on: Mapped[date]
    amount: Mapped[Decimal | None]
    # The company's name and number, the lease, the contract, the invoice: what an officer would ask to see.
    proof: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    winner: Mapped[Winner] = relationship(back_populates="steps")
