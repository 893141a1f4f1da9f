"""Decks with their pages, videos with their captions, covers and summaries of records, and uploads that go on.

A record is named by `subject_type` and `subject_id`; the room of that type says who may see and change its media. The
bytes lie in the media folder, in a folder of their own for each deck, video and cover, under a random `token`.
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.db import Base, Stamped, now
from matchmaking.media.states import WAITING

# A deck is shown page by page, and so is a summary that came as a PDF.
DECK, SUMMARY = "deck", "summary"
# What a project shows of itself, and what was recorded of a session.
PITCH, RECORDING = "pitch", "recording"
COVER = "cover"
DECK_KINDS, VIDEO_KINDS = (DECK, SUMMARY), (PITCH, RECORDING)


class _Medium(Stamped):
    """What decks and videos have in common. `size` counts towards the quota of the organisation, in bytes."""

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    purpose: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # The name of the file as it came; shown only to those who may change it.
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(default=WAITING)
    # Why it was refused, a code of media/failures.py.
    failure: Mapped[str | None]
    # It takes the place of this one as soon as it is ready.
    replaces_id: Mapped[int | None]
    ready_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class Deck(_Medium, Base):
    """A PDF as pictures of its pages. `page_count` is known as soon as it was opened, `done_count` pages are there."""

    __tablename__ = "decks"
    __table_args__ = (Index("ix_decks_subject", "subject_type", "subject_id"),)

    page_count: Mapped[int] = mapped_column(default=0)
    done_count: Mapped[int] = mapped_column(default=0)
    # Whether who sees the pages may also take the PDF away.
    is_downloadable: Mapped[bool] = mapped_column(default=False)

    pages: Mapped[list["DeckPage"]] = relationship(
        order_by="DeckPage.number", cascade="all, delete-orphan", passive_deletes=True
    )


class DeckPage(Base):
    """One page: its number from 1, its text, and the size of its largest picture in pixels."""

    __tablename__ = "deck_pages"
    __table_args__ = (UniqueConstraint("deck_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    width: Mapped[int]
    height: Mapped[int]


class Video(_Medium, Base):
    """A video as every browser plays it. `duration_seconds` is exact; `position` is the order of those of one purpose.

    While it is converted, `done_seconds` of `source_seconds` are done; the latter is 0 where the file does not say.
    """

    __tablename__ = "videos"
    __table_args__ = (Index("ix_videos_subject", "subject_type", "subject_id"),)

    title: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    duration_seconds: Mapped[float] = mapped_column(default=0.0)
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    has_poster: Mapped[bool] = mapped_column(default=False)
    source_seconds: Mapped[float] = mapped_column(default=0.0)
    done_seconds: Mapped[float] = mapped_column(default=0.0)

    captions: Mapped[list["Caption"]] = relationship(
        order_by="Caption.language.desc()", cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )

    @property
    def has_captions(self) -> bool:
        return bool(self.captions)


class Caption(Stamped, Base):
    """What is said in a video, as WebVTT that we wrote ourselves; one for each language ("zh" or "en")."""

    __tablename__ = "captions"
    __table_args__ = (UniqueConstraint("video_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    video_id: Mapped[int] = mapped_column(ForeignKey("videos.id", ondelete="CASCADE"))
    language: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    cue_count: Mapped[int]


class Cover(Stamped, Base):
    """The picture that stands for a record in lists; one for each record."""

    __tablename__ = "covers"
    __table_args__ = (UniqueConstraint("subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int]
    height: Mapped[int]


class Summary(Stamped, Base):
    """A record on one page, in words; one for each record."""

    __tablename__ = "summaries"
    __table_args__ = (UniqueConstraint("subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)


class Upload(Stamped, Base):
    """A file that comes in pieces: `received` of `size` bytes are safely stored, and the next piece begins there.

    `open_key` names person, place and file while it goes on, so that whoever chooses the same file again goes on with
    it. Finished, `made_id` is the deck or video that it became; the row stays a while for who did not hear the answer.
    """

    __tablename__ = "media_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    purpose: Mapped[str]
    replaces_id: Mapped[int | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    open_key: Mapped[str | None] = mapped_column(unique=True)
    made_id: Mapped[int | None]
    moved_at: Mapped[datetime] = mapped_column(default=now)
