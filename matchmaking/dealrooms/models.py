"""The room of a deal: minutes, files, signed statements, tasks, messages; read by the three sides alone."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.dealrooms.states import TASK_OPEN, WAITING
from matchmaking.deals.models import Deal
from matchmaking.files.models import StoredFile


class Minutes(Versioned, Stamped, Base):
    """The minutes (纪要) of one talk; `newest` is the number of the version that holds."""

    __tablename__ = "deal_minutes"
    __table_args__ = (Index("ix_deal_minutes_deal", "deal_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"))
    newest: Mapped[int] = mapped_column(default=1)
    # When both parties had confirmed the newest version.
    fixed_at: Mapped[datetime | None]
    form_key: Mapped[str | None] = mapped_column(unique=True)

    deal: Mapped[Deal] = relationship()
    versions: Mapped[list["MinutesVersion"]] = relationship(
        back_populates="minutes", cascade="all, delete-orphan", passive_deletes=True, order_by="MinutesVersion.number"
    )


class MinutesVersion(Base):
    """What one version says; never changed. `sha256` is taken over `minutes_writing.plain_text`."""

    __tablename__ = "deal_minutes_versions"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("deal_minutes.id", ondelete="CASCADE"))
    number: Mapped[int]
    held_on: Mapped[date]
    present: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text)
    decisions: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str]
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]

    minutes: Mapped[Minutes] = relationship(back_populates="versions")
    user: Mapped[User | None] = relationship()
    answers: Mapped[list["MinutesAnswer"]] = relationship(
        back_populates="version", cascade="all, delete-orphan", passive_deletes=True, order_by="MinutesAnswer.side"
    )


class MinutesAnswer(Base):
    """What a party says of one version: a code of `states.ANSWERS`; a clock runs for it while it waits."""

    __tablename__ = "deal_minutes_answers"
    __table_args__ = (UniqueConstraint("version_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("deal_minutes_versions.id", ondelete="CASCADE"))
    side: Mapped[str]
    # The deal's title, for the clock.
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default=WAITING)
    words: Mapped[str] = mapped_column(Text, default="")
    # Of the text that was confirmed.
    sha256: Mapped[str | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime | None]

    version: Mapped[MinutesVersion] = relationship(back_populates="answers")
    user: Mapped[User | None] = relationship()


class DealFile(Versioned, Stamped, Base):
    """A file in the room with all its versions. `audience` is a code of `states.AUDIENCES`; `side` put it there."""

    __tablename__ = "deal_files"
    __table_args__ = (Index("ix_deal_files_deal", "deal_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"))
    name: Mapped[str]
    about: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str]
    # Others read it only after they have signed the confidentiality statement.
    needs_statement: Mapped[bool] = mapped_column(default=False)
    newest: Mapped[int] = mapped_column(default=1)
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    form_key: Mapped[str | None] = mapped_column(unique=True)

    deal: Mapped[Deal] = relationship()
    user: Mapped[User | None] = relationship()
    versions: Mapped[list["DealFileVersion"]] = relationship(
        back_populates="file", cascade="all, delete-orphan", passive_deletes=True, order_by="DealFileVersion.number"
    )


class DealFileVersion(Base):
    """One version of a file; the bytes are a stored file of the room `files`, and are never replaced."""

    __tablename__ = "deal_file_versions"
    __table_args__ = (UniqueConstraint("file_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("deal_files.id", ondelete="CASCADE"))
    number: Mapped[int]
    stored_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id", ondelete="SET NULL"), index=True)
    # What is different from the version before.
    words: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]

    file: Mapped[DealFile] = relationship(back_populates="versions")
    stored: Mapped[StoredFile | None] = relationship()
    user: Mapped[User | None] = relationship()


class DealFileRead(Base):
    """Somebody took a version of a file; `in_archive` says that it went out with the archive of the deal."""

    __tablename__ = "deal_file_reads"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("deal_file_versions.id", ondelete="CASCADE"), index=True)
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    in_archive: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]

    version: Mapped[DealFileVersion] = relationship()
    user: Mapped[User | None] = relationship()


class SignedStatement(Base):
    """The confidentiality statement (保密承诺) as one person signed it, with its whole text.

    `sha256` is taken over `statements.signed_text`, in which `salt` keeps others from guessing who signed.
    """

    __tablename__ = "deal_statements"
    __table_args__ = (UniqueConstraint("deal_id", "user_id", "text_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"))
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    name: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="")
    edition: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    text_sha256: Mapped[str]
    salt: Mapped[str]
    sha256: Mapped[str]
    signed_at: Mapped[datetime]

    deal: Mapped[Deal] = relationship()
    user: Mapped[User | None] = relationship()


class DealTask(Versioned, Stamped, Base):
    """Something to be done for the deal: by a side, perhaps by one person of it, until a day."""

    __tablename__ = "deal_tasks"
    __table_args__ = (Index("ix_deal_tasks_deal_state", "deal_id", "state", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"))
    title: Mapped[str]
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(default=TASK_OPEN)
    # What was done, or why it is not needed any more.
    words: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
    ended_side: Mapped[str | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    by_side: Mapped[str]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    form_key: Mapped[str | None] = mapped_column(unique=True)

    deal: Mapped[Deal] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    ended_by: Mapped[User | None] = relationship(foreign_keys=[ended_by_id])


class DealMessage(Base):
    """A message in the room. Its words never change; taken back in time, they are gone and a mark stays.

    `sha256` is taken over `messages.hashed_text`, in which `salt` keeps others from guessing short words by their hash.
    """

    __tablename__ = "deal_messages"
    __table_args__ = (Index("ix_deal_messages_deal", "deal_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"))
    side: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    audience: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(default="", server_default="")
    sha256: Mapped[str]
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    form_key: Mapped[str | None] = mapped_column(unique=True)

    deal: Mapped[Deal] = relationship()
    user: Mapped[User | None] = relationship()


class DealRead(Base):
    """Until which message somebody has read."""

    __tablename__ = "deal_reads"
    __table_args__ = (UniqueConstraint("deal_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    side: Mapped[str]
    message_id: Mapped[int]
    at: Mapped[datetime]

    user: Mapped[User] = relationship()
