"""Public questions about a demand, and every wording of their answers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.demands.models import Demand
from matchmaking.organisations.models import Organisation
from matchmaking.questions.states import ANSWERED, ASKED


class Question(Versioned, Stamped, Base):
    """One question. Who asked is shown as an organisation, or not at all; the person's name is never public."""

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_demand_state", "demand_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    # In whose name the person acted; empty for who belongs to none.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"))
    # Random, from the hidden field of the form: sent twice, it makes one question.
    form_key: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=ASKED)
    text: Mapped[str] = mapped_column(Text)
    hides_asker: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    # A code of `states.REASONS`.
    reason_code: Mapped[str | None]
    is_sample: Mapped[bool] = mapped_column(default=False)

    demand: Mapped[Demand] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    answers: Mapped[list["Answer"]] = relationship(
        back_populates="question", cascade="all, delete-orphan", passive_deletes=True, order_by="Answer.number"
    )

    @property
    def is_answered(self) -> bool:
        return self.state == ANSWERED

    @property
    def answer(self) -> "Answer | None":
        """The answer as it reads now."""
        return self.answers[-1] if self.answers else None


class Answer(Base):
    """One wording of an answer; the one with the highest number is shown. `by_broker`: not the demand's own people."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    by_broker: Mapped[bool] = mapped_column(default=False)

    question: Mapped[Question] = relationship(back_populates="answers")
