"""Reads where a session stands, its questions, votes, messages, polls and steps."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from matchmaking.core.db import current_session
from matchmaking.roadshows.models import Engagement, Pitch
from matchmaking.roadshows.states import ACCEPTED
from matchmaking.stages.models import (
    Chapter,
    Poll,
    PollVote,
    Stage,
    StageBlock,
    StageMessage,
    StageMoment,
    StageQuestion,
    StageStep,
    StageVote,
)
from matchmaking.stages.states import CLOSED, OPEN, RUNNING, SHOWN

QUESTIONS_SHOWN, MESSAGES_SHOWN, STEPS_SHOWN = 200, 4, 5


def stage_of(roadshow_id: int) -> Stage | None:
    """Where a session stands; None before it was opened for the first time."""
    return current_session().scalar(select(Stage).where(Stage.roadshow_id == roadshow_id))


def moments_of(roadshow_id: int, pitch_id: int | None = None) -> list[StageMoment]:
    """What was on when, in order; of one item or of all."""
    query = select(StageMoment).where(StageMoment.roadshow_id == roadshow_id)
    if pitch_id is not None:
        query = query.where(StageMoment.pitch_id == pitch_id)
    return list(current_session().scalars(query.order_by(StageMoment.at, StageMoment.id)))


def chapters_of(roadshow_id: int) -> list[Chapter]:
    """The chapters of the recording in order."""
    query = select(Chapter).where(Chapter.roadshow_id == roadshow_id)
    return list(current_session().scalars(query.order_by(Chapter.seconds, Chapter.id)))


def _questions(roadshow_id: int) -> Select[tuple[StageQuestion]]:
    query = select(StageQuestion).where(StageQuestion.roadshow_id == roadshow_id)
    return query.options(joinedload(StageQuestion.organisation), joinedload(StageQuestion.pitch))


def questions_shown(roadshow_id: int, pitch_id: int | None = None) -> list[StageQuestion]:
    """What everybody reads: pinned ones first, then those that most want to ask."""
    query = _questions(roadshow_id).where(StageQuestion.state.in_(SHOWN))
    if pitch_id is not None:
        query = query.where(StageQuestion.pitch_id == pitch_id)
    order = (StageQuestion.pinned_at.is_(None), StageQuestion.vote_count.desc(), StageQuestion.id)
    return list(current_session().scalars(query.order_by(*order).limit(QUESTIONS_SHOWN)))


def questions_at_desk(roadshow_id: int) -> list[StageQuestion]:
    """The same for the host, with who asked and with those that are hidden, which come last."""
    query = _questions(roadshow_id).where(StageQuestion.state != "withdrawn").options(joinedload(StageQuestion.user))
    order = (
        StageQuestion.state != OPEN, StageQuestion.pinned_at.is_(None), StageQuestion.vote_count.desc(),
        StageQuestion.id,
    )  # fmt: skip
    return list(current_session().scalars(query.order_by(*order).limit(QUESTIONS_SHOWN)))


def open_questions(roadshow_id: int) -> list[StageQuestion]:
    """Those that nobody has answered."""
    return list(current_session().scalars(_questions(roadshow_id).where(StageQuestion.state == OPEN)))


def question_with(question_id: int) -> StageQuestion | None:
    """One question with its session."""
    query = select(StageQuestion).options(joinedload(StageQuestion.roadshow), joinedload(StageQuestion.pitch))
    return current_session().scalar(query.where(StageQuestion.id == question_id))


def question_by_key(form_key: str, user_id: int) -> StageQuestion | None:
    """What this form made already."""
    query = select(StageQuestion).where(StageQuestion.form_key == form_key, StageQuestion.user_id == user_id)
    return current_session().scalar(query)


def open_count(roadshow_id: int, user_id: int) -> int:
    """How many questions of a person wait in a session."""
    query = select(func.count(StageQuestion.id)).where(
        StageQuestion.roadshow_id == roadshow_id, StageQuestion.user_id == user_id, StageQuestion.state == OPEN
    )
    return current_session().scalar(query) or 0


def asked_of(project_id: int, since: datetime) -> list[StageQuestion]:
    """What was asked about a project in any session, the latest first."""
    query = select(StageQuestion).where(
        StageQuestion.project_id == project_id, StageQuestion.created_at >= since, StageQuestion.state.in_(SHOWN)
    )
    query = query.options(joinedload(StageQuestion.organisation), joinedload(StageQuestion.roadshow))
    return list(current_session().scalars(query.order_by(StageQuestion.id.desc()).limit(200)))


def votes_of(user_id: int | None, ids: Collection[int]) -> set[int]:
    """Which of these questions a person voted for."""
    if not user_id or not ids:
        return set()
    query = select(StageVote.question_id).where(StageVote.user_id == user_id, StageVote.question_id.in_(list(ids)))
    return set(current_session().scalars(query))


def vote_of(question_id: int, user_id: int) -> StageVote | None:
    """A person's vote for a question."""
    query = select(StageVote).where(StageVote.question_id == question_id, StageVote.user_id == user_id)
    return current_session().scalar(query)


def count_votes(question_id: int) -> int:
    """How many voted for a question."""
    query = select(func.count(StageVote.id)).where(StageVote.question_id == question_id)
    return current_session().scalar(query) or 0


def is_blocked(roadshow_id: int, user_id: int) -> bool:
    """Whether a person may not speak in a session."""
    return block_of(roadshow_id, user_id) is not None


def block_of(roadshow_id: int, user_id: int) -> StageBlock | None:
    """The row that says so."""
    query = select(StageBlock).where(StageBlock.roadshow_id == roadshow_id, StageBlock.user_id == user_id)
    return current_session().scalar(query)


def blocks_of(roadshow_id: int) -> list[StageBlock]:
    """Everybody who may not speak in a session."""
    query = select(StageBlock).options(joinedload(StageBlock.user)).where(StageBlock.roadshow_id == roadshow_id)
    return list(current_session().scalars(query.order_by(StageBlock.id)))


def speaks_at(pitch_id: int, user_id: int) -> bool:
    """Whether a person agreed to speak to an item."""
    query = select(Engagement.id).where(
        Engagement.pitch_id == pitch_id, Engagement.user_id == user_id, Engagement.state == ACCEPTED
    )
    return current_session().scalar(query.limit(1)) is not None


def messages_of(
    roadshow_id: int, limit: int = MESSAGES_SHOWN, *, since: datetime | None = None, hidden: bool = False
) -> list[StageMessage]:
    """The last messages, the oldest of them first; with `hidden` all of them, with who wrote them."""
    query = select(StageMessage).where(StageMessage.roadshow_id == roadshow_id)
    query = query.options(joinedload(StageMessage.user)) if hidden else query.where(StageMessage.hidden_at.is_(None))
    if since is not None:
        query = query.where(StageMessage.at > since)
    return list(current_session().scalars(query.order_by(StageMessage.id.desc()).limit(limit)))[::-1]


def message_count(roadshow_id: int, user_id: int, since: datetime) -> int:
    """How many messages a person has sent since a moment."""
    query = select(func.count(StageMessage.id)).where(
        StageMessage.roadshow_id == roadshow_id, StageMessage.user_id == user_id, StageMessage.at > since
    )
    return current_session().scalar(query) or 0


def message_by_key(form_key: str, user_id: int) -> StageMessage | None:
    """What this form sent already."""
    query = select(StageMessage).where(StageMessage.form_key == form_key, StageMessage.user_id == user_id)
    return current_session().scalar(query)


def polls_of(roadshow_id: int) -> list[Poll]:
    """All polls of a session, the newest first."""
    return list(current_session().scalars(select(Poll).where(Poll.roadshow_id == roadshow_id).order_by(Poll.id.desc())))


def poll_shown(roadshow_id: int) -> Poll | None:
    """The poll that everybody sees: the one that runs, else the last one that is closed."""
    query = select(Poll).where(Poll.roadshow_id == roadshow_id, Poll.state.in_((RUNNING, CLOSED)))
    return current_session().scalar(query.order_by(Poll.state != RUNNING, Poll.id.desc()).limit(1))


def poll_results(poll: Poll) -> list[int]:
    """How many chose each of the answers."""
    query = select(PollVote.choice, func.count(PollVote.id)).where(PollVote.poll_id == poll.id)
    found = dict(current_session().execute(query.group_by(PollVote.choice)).all())
    return [found.get(place, 0) for place in range(len(poll.options))]


def poll_vote(poll_id: int, user_id: int | None) -> PollVote | None:
    """What a person chose."""
    if not user_id:
        return None
    return current_session().scalar(select(PollVote).where(PollVote.poll_id == poll_id, PollVote.user_id == user_id))


def poll_by_key(form_key: str) -> Poll | None:
    """What this form made already."""
    return current_session().scalar(select(Poll).where(Poll.form_key == form_key))


def last_steps(roadshow_id: int, limit: int = STEPS_SHOWN) -> list[StageStep]:
    """The host's steps that were not taken back, the last one first."""
    query = select(StageStep).where(StageStep.roadshow_id == roadshow_id, StageStep.undone_at.is_(None))
    return list(current_session().scalars(query.order_by(StageStep.id.desc()).limit(limit)))


def hosted_project_ids(roadshow_ids: Any) -> Select[tuple[int | None]]:
    """The projects of the items of these sessions."""
    return select(Pitch.project_id).where(Pitch.roadshow_id.in_(roadshow_ids), Pitch.project_id.is_not(None))
