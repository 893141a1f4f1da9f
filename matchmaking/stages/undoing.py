"""Takes the host's steps back, the last one first."""

from collections.abc import Callable

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.roadshows.models import Roadshow
from matchmaking.roadshows.services import undo_closing, undo_opening
from matchmaking.stages import queries, telling
from matchmaking.stages.directing import keep_moment, prepare_stage
from matchmaking.stages.models import Poll, StageBlock, StageMessage, StageQuestion, StageStep
from matchmaking.stages.routing import unroute_all
from matchmaking.stages.states import POLL_STATES, PREPARED, QUESTION_STATES, RUNNING
from matchmaking.stages.steps import restore


def undo(roadshow: Roadshow, step_id: int, *, actor: Viewer) -> str:
    """Take the host's last step back; its kind. Raises RuleBroken when another one followed."""
    steps = queries.last_steps(roadshow.id, 1)
    if not steps or steps[0].id != step_id:
        raise RuleBroken(_("之后又有新的操作，请从最近一步开始撤销。"))
    step = steps[0]
    UNDO[step.kind](roadshow, step, actor)
    step.undone_at = now()
    history.record("roadshows.step_undone", roadshow, actor=actor, data={"kind": step.kind})
    return step.kind


def _undo_opened(roadshow: Roadshow, step: StageStep, actor: Viewer) -> None:
    undo_opening(roadshow, actor=actor)
    telling.tell_stage(roadshow.id)


def _undo_closed(roadshow: Roadshow, step: StageStep, actor: Viewer) -> None:
    unroute_all(roadshow)
    undo_closing(roadshow, actor=actor)
    telling.tell_stage(roadshow.id)


def _undo_stage(roadshow: Roadshow, step: StageStep, actor: Viewer) -> None:
    stage = prepare_stage(roadshow)
    restore(stage, step.before)
    if step.kind == "pitch":
        # The relationship must follow the number.
        current_session().flush()
        current_session().expire(stage, ["pitch"])
        if stage.pitch is not None:
            keep_moment(stage)
    telling.tell_stage(roadshow.id)


def _undo_messages(roadshow: Roadshow, step: StageStep, actor: Viewer) -> None:
    stage = prepare_stage(roadshow)
    restore(stage, step.before)
    telling.tell_messages_switched(stage)


def _undo_question(roadshow: Roadshow, step: StageStep, actor: Viewer) -> None:
    question = current_session().get_one(StageQuestion, step.subject_id)
    before = dict(step.before)
    state = before.pop("state")
    if question.state != state:
        QUESTION_STATES.move(question, state, actor=actor, reason="undo")
    restore(question, before)
    telling.tell_question(question)


def _undo_message(roadshow: Roadshow, step: StageStep, actor: Viewer) -> None:
    message = current_session().get_one(StageMessage, step.subject_id)
    message.hidden_at = None
    telling.tell_message(message)


def _undo_block(roadshow: Roadshow, step: StageStep, actor: Viewer) -> None:
    block = queries.block_of(roadshow.id, step.subject_id or 0)
    if block is not None:
        current_session().delete(block)


def _undo_unblock(roadshow: Roadshow, step: StageStep, actor: Viewer) -> None:
    if not queries.is_blocked(roadshow.id, step.subject_id or 0):
        current_session().add(StageBlock(roadshow_id=roadshow.id, user_id=step.subject_id or 0))


def _undo_poll(roadshow: Roadshow, step: StageStep, actor: Viewer) -> None:
    poll = current_session().get_one(Poll, step.subject_id)
    POLL_STATES.move(poll, PREPARED if step.kind == "poll_opened" else RUNNING, actor=actor)
    telling.tell_poll(poll)


UNDO: dict[str, Callable[[Roadshow, StageStep, Viewer], None]] = {
    "opened": _undo_opened,
    "closed": _undo_closed,
    "pitch": _undo_stage,
    "timer": _undo_stage,
    "messages": _undo_messages,
    "answered": _undo_question,
    "pinned": _undo_question,
    "hidden": _undo_question,
    "message_hidden": _undo_message,
    "blocked": _undo_block,
    "unblocked": _undo_unblock,
    "poll_opened": _undo_poll,
    "poll_closed": _undo_poll,
}
