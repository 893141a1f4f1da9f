"""The vocabulary in the database: terms of every kind, words with their relations, and what was loaded when."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.db import Base, Stamped, now

SAME, NARROWER, RELATED = "same", "narrower", "related"
WAITING, APPLIED, DISCARDED = "waiting", "applied", "discarded"
FROM_FILE, FROM_DESK = "file", "desk"


class Term(Stamped, Base):
    """One entry of a list. Terms are never deleted: what is no longer in the list is only not current any more."""

    __tablename__ = "vocabulary_terms"
    __table_args__ = (UniqueConstraint("kind", "code", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    code: Mapped[str]
    # 0 for a term that is not tied to a year; NULL would let duplicates through the unique constraint.
    year: Mapped[int] = mapped_column(default=0)
    name: Mapped[str]
    name_en: Mapped[str]
    parent_code: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)
    status: Mapped[str]
    note: Mapped[str] = mapped_column(Text, default="")
    note_en: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(default="")
    is_current: Mapped[bool] = mapped_column(default=True)


class Word(Base):
    """A word of the trade in the form that is used first."""

    __tablename__ = "vocabulary_words"

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(unique=True)
    english: Mapped[str]
    field: Mapped[str]

    relations: Mapped[list["WordRelation"]] = relationship(
        back_populates="subject", cascade="all, delete-orphan", order_by="WordRelation.id"
    )


class WordRelation(Base):
    """How another word relates to a word: the same thing, one kind of it, or only related to it."""

    __tablename__ = "vocabulary_word_relations"
    __table_args__ = (UniqueConstraint("word_id", "relation", "other"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    word_id: Mapped[int] = mapped_column(ForeignKey("vocabulary_words.id", ondelete="CASCADE"))
    relation: Mapped[str]
    other: Mapped[str]

    subject: Mapped[Word] = relationship(back_populates="relations")


class ProblemWord(Base):
    """What a firm says (漏油) and one word that a researcher uses for it (密封性能)."""

    __tablename__ = "vocabulary_problem_words"
    __table_args__ = (UniqueConstraint("problem", "research"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    problem: Mapped[str]
    research: Mapped[str]


class AmbiguousForm(Base):
    """One meaning of a short form. `industries` and the words in `contexts` decide when it is meant."""

    __tablename__ = "vocabulary_ambiguous_forms"
    __table_args__ = (UniqueConstraint("token", "meaning"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str]
    meaning: Mapped[str]
    word: Mapped[str]
    industries: Mapped[list[str]]
    contexts: Mapped[list[str]]


class BoilerplateWord(Base):
    """A word that says little about a record; with `alone`, only when it is not part of a longer term."""

    __tablename__ = "vocabulary_boilerplate_words"

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(unique=True)
    alone: Mapped[bool] = mapped_column(default=False)


class Revision(Base):
    """One version of one list, from the repository's files or uploaded at the desk, waiting or applied."""

    __tablename__ = "vocabulary_revisions"
    __table_args__ = (Index("ix_vocabulary_revisions_list", "list_code", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # A kind of terms, or one of the word lists.
    list_code: Mapped[str]
    origin: Mapped[str]
    state: Mapped[str]
    digest: Mapped[str]
    row_count: Mapped[int]
    # Only of an upload: the text of the file, kept so that what is confirmed is what was checked.
    text: Mapped[str | None] = mapped_column(Text)
    file_name: Mapped[str | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    applied_at: Mapped[datetime | None]
