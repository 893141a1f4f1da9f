"""Reads questions."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.core.db import current_session
from matchmaking.demands.models import Demand
from matchmaking.questions.models import Question
from matchmaking.questions.states import ANSWERED, ASKED


def complete(query: Select[tuple[Question]]) -> Select[tuple[Question]]:
    """Load what pages show along."""
    return query.options(
        joinedload(Question.organisation),
        joinedload(Question.demand, innerjoin=True).joinedload(Demand.organisation, innerjoin=True),
        selectinload(Question.answers),
    )


def question_with(question_id: int) -> Question | None:
    """One question, whoever may see it; ask `can_view_question` before showing it."""
    return current_session().scalar(complete(select(Question).where(Question.id == question_id)))


def questions_of(demand_id: int, shown: ColumnElement[bool]) -> Select[tuple[Question]]:
    """The questions about a demand that somebody may see: what waits first, then the newest."""
    return (
        select(Question)
        .where(Question.demand_id == demand_id, shown)
        .order_by(Question.state != ASKED, Question.answered_at.desc(), Question.id.desc())
    )


def load(query: Select[Any], limit: int, offset: int = 0) -> list[Question]:
    """A part of a list."""
    return list(current_session().scalars(complete(query).limit(limit).offset(offset)))


def by_form_key(key: str, user_id: int) -> Question | None:
    """The question that this form has already made."""
    return current_session().scalar(select(Question).where(Question.form_key == key, Question.user_id == user_id))


def same_question(demand_id: int, user_id: int, text: str) -> Question | None:
    """What this person has asked in the same words and nobody has answered."""
    query = select(Question).where(
        Question.demand_id == demand_id, Question.user_id == user_id, Question.text == text, Question.state == ASKED
    )
    return current_session().scalar(query.limit(1))


def open_count(demand_id: int, user_id: int) -> int:
    """How many questions of a person about a demand wait."""
    query = select(func.count(Question.id)).where(
        Question.demand_id == demand_id, Question.user_id == user_id, Question.state == ASKED
    )
    return current_session().scalar(query) or 0


def answered_count(demand_id: int) -> int:
    """How many questions about a demand everybody can read."""
    query = select(func.count(Question.id)).where(Question.demand_id == demand_id, Question.state == ANSWERED)
    return current_session().scalar(query) or 0
