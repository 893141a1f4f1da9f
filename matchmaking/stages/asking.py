"""Questions and votes of the people in the room, and their short messages and choices in polls."""

from datetime import timedelta

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.roadshows.states import ENDED
from matchmaking.stages import queries
from matchmaking.stages.models import Poll, PollVote, Stage, StageMessage, StageQuestion, StageVote
from matchmaking.stages.routing import route_question, unroute_question
from matchmaking.stages.states import QUESTION_STATES, RUNNING, SHOWN, WITHDRAWN
from matchmaking.stages.telling import tell_message, tell_question, tell_votes

MOST_OPEN = 5
# So many short messages may one person send within so many seconds.
MOST_MESSAGES, WITHIN = 5, 15


def ask(
    roadshow: Roadshow, pitch: Pitch | None, text: str, *, actor: Viewer, is_anonymous: bool, form_key: str
) -> StageQuestion:
    """Ask. The same form gives what it made. After the session the project's team has to answer within its limit.

    Raises RuleBroken for who has too many questions waiting.
    """
    user_id = actor.user_id or 0
    present = queries.question_by_key(form_key, user_id) if form_key else None
    if present is not None:
        return present
    if queries.open_count(roadshow.id, user_id) >= MOST_OPEN:
        raise RuleBroken(_("您在这一场已有 %(most)d 个提问等待回答，请等回答后再问。", most=MOST_OPEN))
    question = StageQuestion(
        roadshow=roadshow,
        pitch=pitch,
        project_id=pitch.project_id if pitch else None,
        user_id=user_id,
        organisation_id=actor.organisation_id,
        text=text,
        is_anonymous=is_anonymous,
        form_key=form_key or None,
        vote_count=0,
    )
    current_session().add(question)
    # The words stay out of it: who asks may have chosen not to be named.
    history.record("stage_questions.asked", question, actor=actor)
    tell_question(question)
    if roadshow.state == ENDED:
        route_question(question)
    return question


def withdraw_question(question: StageQuestion, *, actor: Viewer) -> None:
    """Take one's own question back."""
    QUESTION_STATES.move(question, WITHDRAWN, actor=actor)
    unroute_question(question, was_answered=False)
    tell_question(question)


def switch_vote(question: StageQuestion, *, actor: Viewer) -> bool:
    """Vote for a question, or take the vote back; whether it is there now. One's own question needs no vote."""
    if question.state not in SHOWN:
        raise RuleBroken(_("这个提问已经撤回或不再显示。"))
    user_id = actor.user_id or 0
    session = current_session()
    before = queries.vote_of(question.id, user_id)
    if before is None:
        session.add(StageVote(question_id=question.id, user_id=user_id))
    else:
        session.delete(before)
    # The count is of rows, so that it never drifts.
    session.flush()
    question.vote_count = queries.count_votes(question.id)
    tell_votes(question)
    return before is None


def send_message(roadshow: Roadshow, stage: Stage, text: str, *, actor: Viewer, form_key: str) -> StageMessage:
    """Send a short message. Raises RuleBroken when the host switched them off, or somebody sends too many."""
    user_id = actor.user_id or 0
    present = queries.message_by_key(form_key, user_id) if form_key else None
    if present is not None:
        return present
    if not stage.takes_messages:
        raise RuleBroken(_("主持人关闭了弹幕。想问的请用“提问”。"))
    if queries.message_count(roadshow.id, user_id, now() - timedelta(seconds=WITHIN)) >= MOST_MESSAGES:
        raise RuleBroken(_("发得太快了，请过 %(seconds)d 秒再发。", seconds=WITHIN))
    message = StageMessage(roadshow_id=roadshow.id, user_id=user_id, text=text, form_key=form_key or None)
    current_session().add(message)
    # The number is part of what pages are told.
    current_session().flush()
    tell_message(message)
    return message


def choose(poll: Poll, choice: int, *, actor: Viewer) -> None:
    """Take part in a poll, or choose anew. Raises RuleBroken once it is closed."""
    if poll.state != RUNNING:
        raise RuleBroken(_("投票已经结束。"))
    if not 0 <= choice < len(poll.options):
        raise RuleBroken(_("请选择一项再提交。"))
    vote = queries.poll_vote(poll.id, actor.user_id)
    if vote is None:
        current_session().add(PollVote(poll_id=poll.id, user_id=actor.user_id or 0, choice=choice))
    else:
        vote.choice = choice
