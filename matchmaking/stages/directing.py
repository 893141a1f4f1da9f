"""The host's steps: open, next item, timer, answered, pinned, hidden, blocked, polls, close; each can be taken back."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.roadshows.queries import agenda
from matchmaking.roadshows.services import close_roadshow, open_roadshow
from matchmaking.stages import queries, telling
from matchmaking.stages.chapters import make_chapters
from matchmaking.stages.models import Poll, Stage, StageBlock, StageMessage, StageMoment, StageQuestion
from matchmaking.stages.routing import route_all, tell_asker, unroute_question
from matchmaking.stages.states import ANSWERED, CLOSED, HIDDEN, POLL_STATES, PREPARED, QUESTION_STATES, RUNNING
from matchmaking.stages.steps import note, of_question, snapshot

MOST_PAGES = 400


def prepare_stage(roadshow: Roadshow) -> Stage:
    """Where a session stands; before it was opened, at its first item."""
    stage = queries.stage_of(roadshow.id)
    if stage is None:
        stage = Stage(roadshow_id=roadshow.id, page=1, takes_messages=True)
        current_session().add(stage)
        # The steps below read it back.
        current_session().flush()
    return stage


def open_room(roadshow: Roadshow, *, actor: Viewer) -> None:
    """Begin; the first item goes on stage."""
    note(roadshow, "opened", actor)
    open_roadshow(roadshow, actor=actor)


def begin_room(roadshow: Roadshow) -> None:
    """Put the first item on stage, unless one is there from before."""
    stage = prepare_stage(roadshow)
    first = next(iter(agenda(roadshow)), None)
    if first is not None and stage.pitch_id is None:
        _put(stage, first)
    telling.tell_stage(roadshow.id)


def show_pitch(roadshow: Roadshow, pitch: Pitch, *, actor: Viewer) -> None:
    """Put an item on stage; a second time changes nothing."""
    stage = prepare_stage(roadshow)
    if stage.pitch_id == pitch.id:
        return
    note(roadshow, "pitch", actor, before=snapshot(stage, "pitch_id", "page", "pitch_began_at", "pitch_ends_at"))
    _put(stage, pitch)
    telling.tell_stage(roadshow.id)


def _put(stage: Stage, pitch: Pitch) -> None:
    stage.pitch, stage.page = pitch, 1
    stage.pitch_began_at = now()
    stage.pitch_ends_at = stage.pitch_began_at + timedelta(minutes=pitch.minutes)
    keep_moment(stage)


def keep_moment(stage: Stage) -> None:
    """Remember what is on from now."""
    current_session().add(
        StageMoment(roadshow_id=stage.roadshow_id, pitch_id=stage.pitch.id, page=stage.page, at=now())
    )


def turn_page(stage: Stage, page: int) -> None:
    """Show another page of the deck that is on. Who leaves through faster than pages are told leaves only the last."""
    page = min(max(1, page), MOST_PAGES)
    if page == stage.page or stage.pitch is None:
        return
    stage.page = page
    keep_moment(stage)
    telling.tell_page(stage)


def move_timer(roadshow: Roadshow, minutes: int, *, actor: Viewer) -> None:
    """Give the item that is on more or fewer minutes, not fewer than have passed."""
    stage = prepare_stage(roadshow)
    if stage.pitch_ends_at is None:
        raise RuleBroken(_("还没有项目上台。"))
    note(roadshow, "timer", actor, before=snapshot(stage, "pitch_ends_at"))
    stage.pitch_ends_at = max(stage.pitch_ends_at + timedelta(minutes=minutes), now())
    telling.publish(telling.topic_of(roadshow.id), "timer", {})


def switch_messages(roadshow: Roadshow, *, actor: Viewer) -> None:
    """Let people send short messages, or not."""
    stage = prepare_stage(roadshow)
    note(roadshow, "messages", actor, before=snapshot(stage, "takes_messages"))
    stage.takes_messages = not stage.takes_messages
    telling.tell_messages_switched(stage)


def close_room(roadshow: Roadshow, *, actor: Viewer) -> int:
    """End: the page becomes the replay; how many questions were left open, and have a clock now."""
    note(roadshow, "closed", actor)
    count = len(queries.open_questions(roadshow.id))
    close_roadshow(roadshow, actor=actor)
    return count


def end_room(roadshow: Roadshow) -> None:
    """Write the chapters, start the clocks of open questions, close what can be chosen."""
    make_chapters(roadshow)
    route_all(roadshow)
    for poll in queries.polls_of(roadshow.id):
        if poll.state == RUNNING:
            POLL_STATES.move(poll, CLOSED, actor=None)
            telling.tell_poll(poll)
    telling.tell_stage(roadshow.id)


def answer_live(question: StageQuestion, *, actor: Viewer) -> None:
    """Note that it was answered aloud, at this moment of the session."""
    if question.live_seconds is not None:
        return
    opened = question.roadshow.opened_at
    if opened is None:
        raise RuleBroken(_("还没有开场。"))
    note(question.roadshow, "answered", actor, question, **of_question(question))
    question.live_seconds = int((now() - opened).total_seconds())
    _answered(question, actor)
    tell_asker(question, "answered_live")
    telling.tell_question(question)


def answer_in_words(question: StageQuestion, text: str, *, actor: Viewer) -> bool:
    """Answer in writing, or word it anew; False when it reads the same."""
    if question.answer == text:
        return False
    question.answer = text
    _answered(question, actor)
    history.record("stage_questions.worded", question, actor=actor)
    unroute_question(question)
    tell_asker(question, "answered")
    telling.tell_question(question)
    return True


def _answered(question: StageQuestion, actor: Viewer) -> None:
    if question.state != ANSWERED:
        QUESTION_STATES.move(question, ANSWERED, actor=actor)
    question.answered_at, question.answered_by_id = now(), actor.user_id


def pin_question(question: StageQuestion, *, actor: Viewer) -> None:
    """Put a question on top, or back among the others."""
    note(question.roadshow, "pinned", actor, question, **of_question(question))
    question.pinned_at = None if question.pinned_at else now()
    telling.tell_question(question)


def hide_question(question: StageQuestion, reason: str, *, actor: Viewer) -> None:
    """Take a question off the page, for a reason that the asker reads."""
    note(question.roadshow, "hidden", actor, question, **of_question(question))
    QUESTION_STATES.move(question, HIDDEN, actor=actor, reason=reason)
    question.hidden_reason, question.pinned_at = reason, None
    unroute_question(question, was_answered=False)
    tell_asker(question, "hidden", reason=reason)
    telling.tell_question(question)


def hide_message(roadshow: Roadshow, message: StageMessage, *, actor: Viewer) -> None:
    """Take a short message off the page."""
    if message.hidden_at is not None:
        return
    note(roadshow, "message_hidden", actor, message)
    message.hidden_at = now()
    telling.tell_message(message)


def block_person(roadshow: Roadshow, user_id: int, *, actor: Viewer) -> None:
    """Let somebody look on but not speak."""
    if user_id == actor.user_id or queries.is_blocked(roadshow.id, user_id):
        return
    current_session().add(StageBlock(roadshow_id=roadshow.id, user_id=user_id))
    note(roadshow, "blocked", actor, subject_id=user_id)
    history.record("roadshows.blocked", roadshow, actor=actor, data={"user_id": user_id})


def unblock_person(roadshow: Roadshow, user_id: int, *, actor: Viewer) -> None:
    """Let somebody speak again."""
    block = queries.block_of(roadshow.id, user_id)
    if block is not None:
        current_session().delete(block)
        note(roadshow, "unblocked", actor, subject_id=user_id)
        history.record("roadshows.unblocked", roadshow, actor=actor, data={"user_id": user_id})


def open_poll(roadshow: Roadshow, text: str, options: Sequence[str], *, actor: Viewer, form_key: str) -> Poll:
    """Ask the room something; another poll that runs is closed. The same form gives what it made."""
    present = queries.poll_by_key(form_key) if form_key else None
    if present is not None:
        return present
    for running in queries.polls_of(roadshow.id):
        if running.state == RUNNING:
            close_poll(running, actor=actor)
    poll = Poll(roadshow=roadshow, text=text, options=list(options), form_key=form_key or None, state=PREPARED)
    current_session().add(poll)
    # The step names it by its id.
    current_session().flush()
    POLL_STATES.move(poll, RUNNING, actor=actor)
    note(roadshow, "poll_opened", actor, poll)
    telling.tell_poll(poll)
    return poll


def close_poll(poll: Poll, *, actor: Viewer) -> None:
    """Close a poll and show what was chosen."""
    POLL_STATES.move(poll, CLOSED, actor=actor)
    note(poll.roadshow, "poll_closed", actor, poll)
    telling.tell_poll(poll)
