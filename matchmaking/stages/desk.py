"""The host's desk: open, next item, pages, timer, questions, messages, polls, people, close; and taking it back."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import current_session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.media.queries import video_of
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.roadshows.permissions import can_close_roadshow, can_open_roadshow
from matchmaking.roadshows.queries import agenda
from matchmaking.roadshows.registration_queries import registered_ids
from matchmaking.roadshows.states import ENDED, LIVE
from matchmaking.stages import chapters as chapter_services
from matchmaking.stages import directing, queries, undoing
from matchmaking.stages.forms import HideForm, PollForm
from matchmaking.stages.models import Poll, StageMessage, StageQuestion
from matchmaking.stages.permissions import can_direct, can_turn_pages
from matchmaking.stages.room_pages import deck_for
from matchmaking.stages.states import CLOSED, RUNNING
from matchmaking.stages.steps import STEP_WORDS
from matchmaking.stages.telling import topic_of
from matchmaking.stages.views import Answered, load, load_question
from matchmaking.stages.wording import seconds_of
from matchmaking.streaming import presence

stage_desk = Blueprint("stage_desk", __name__)
MESSAGES_AT_DESK = 40
# Minutes by which the timer can be moved at once.
MINUTES = (-1, 1, 5)


def _load(roadshow_id: int) -> Roadshow:
    roadshow = load(roadshow_id)
    require(can_direct(viewer(), roadshow))
    return roadshow


def _live(roadshow_id: int) -> Roadshow:
    """A session that the viewer directs and that is on."""
    roadshow = _load(roadshow_id)
    require(roadshow.state == LIVE)
    return roadshow


def _question(roadshow_id: int, question_id: int) -> StageQuestion:
    question = load_question(question_id)
    require(question.roadshow_id == roadshow_id and can_direct(viewer(), question.roadshow))
    return question


def _to_desk(roadshow_id: int) -> Response:
    return redirect(url_for("stage_desk.show_desk", roadshow_id=roadshow_id), 303)


def _parts(roadshow: Roadshow, poll_form: PollForm | None = None) -> dict[str, Any]:
    stage, pitches = queries.stage_of(roadshow.id), agenda(roadshow)
    pitch = stage.pitch if stage else None
    place = next((place for place, one in enumerate(pitches) if pitch and one.id == pitch.id), -1)
    if poll_form is None:
        poll_form = PollForm(formdata=None)
        poll_form.form_key.data = PollForm.fresh_key()
    polls = queries.polls_of(roadshow.id)
    return {
        "roadshow": roadshow,
        "stage": stage,
        "pitches": pitches,
        "pitch": pitch,
        "following": pitches[place + 1] if place + 1 < len(pitches) else None,
        "deck": deck_for(viewer(), pitch),
        "questions": queries.questions_at_desk(roadshow.id),
        "messages": queries.messages_of(roadshow.id, MESSAGES_AT_DESK, hidden=True)[::-1],
        "blocks": queries.blocks_of(roadshow.id),
        "polls": [(one, queries.poll_results(one)) for one in polls],
        "running": RUNNING,
        "closed": CLOSED,
        "steps": queries.last_steps(roadshow.id),
        "step_words": STEP_WORDS,
        "minutes": MINUTES,
        "chapters": {one.pitch_id: one.seconds for one in queries.chapters_of(roadshow.id)},
        "recording": video_of("roadshow", roadshow.id, "recording") if roadshow.state == ENDED else None,
        "viewers": presence.count(topic_of(roadshow.id)),
        "registered": len(registered_ids(roadshow)),
        "topic": topic_of(roadshow.id),
        "poll_form": poll_form,
        "hide_form": HideForm(formdata=None),
        "may": {"open": can_open_roadshow(viewer(), roadshow), "close": can_close_roadshow(viewer(), roadshow)},
    }


@stage_desk.get("/roadshows/<int:roadshow_id>/host")
@guard(SIGNED_IN)
def show_desk(roadshow_id: int) -> str:
    """Everything that the host does, on one page."""
    return render_template("stages/show_desk.html", **_parts(_load(roadshow_id)))


@stage_desk.get("/roadshows/<int:roadshow_id>/host/<part>")
@guard(SIGNED_IN)
def show_desk_part(roadshow_id: int, part: str) -> str:
    """A piece of the desk, for pages that are told that it changed."""
    roadshow = _load(roadshow_id)
    if part not in ("questions", "messages", "stage"):
        abort(404)
    return render_template(f"stages/_desk_{part}.html", **_parts(roadshow))


@stage_desk.post("/roadshows/<int:roadshow_id>/host/open")
@guard(SIGNED_IN)
def open_room(roadshow_id: int) -> Response:
    """Begin."""
    roadshow = _load(roadshow_id)
    require(can_open_roadshow(viewer(), roadshow))
    directing.open_room(roadshow, actor=viewer())
    flash(_("已开场，观众现在能看到讲稿、提问和投票。"), "success")
    return _to_desk(roadshow.id)


@stage_desk.post("/roadshows/<int:roadshow_id>/host/close")
@guard(SIGNED_IN)
def close_room(roadshow_id: int) -> Response:
    """End."""
    roadshow = _live(roadshow_id)
    count = directing.close_room(roadshow, actor=viewer())
    flash(
        ngettext(
            "直播已结束，这一页成了回放。%(num)s 个没答的提问已转给项目方，限期回答。",
            "直播已结束，这一页成了回放。%(num)s 个没答的提问已转给项目方，限期回答。",
            count,
        )
        if count
        else _("直播已结束，这一页成了回放。"),
        "success",
    )
    return _to_desk(roadshow.id)


@stage_desk.post("/roadshows/<int:roadshow_id>/host/pitch")
@guard(SIGNED_IN)
def show_pitch(roadshow_id: int) -> Response:
    """Put an item of the agenda on stage."""
    roadshow = _live(roadshow_id)
    text = request.form.get("pitch", "")
    pitch = current_session().get(Pitch, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else None
    if pitch is None or pitch.roadshow_id != roadshow.id:
        raise RuleBroken(_("这一项已经不在议程里，请刷新页面。"))
    directing.show_pitch(roadshow, pitch, actor=viewer())
    return _to_desk(roadshow.id)


@stage_desk.post("/roadshows/<int:roadshow_id>/room/page")
@guard(SIGNED_IN)
def turn_page(roadshow_id: int) -> Response:
    """Turn the page: the host at the desk, or the speaker in the room."""
    roadshow = load(roadshow_id)
    stage = queries.stage_of(roadshow.id)
    require(stage is not None and can_turn_pages(viewer(), roadshow, stage.pitch))
    assert stage is not None
    text = request.form.get("page", "")
    if text.isascii() and text.isdigit() and len(text) < 6:
        deck = deck_for(viewer(), stage.pitch)
        directing.turn_page(stage, min(int(text), deck.page_count if deck else 1))
    if request.form.get("from") == "room":
        return redirect(url_for("stages.show_room", roadshow_id=roadshow.id), 303)
    return _to_desk(roadshow.id)


@stage_desk.post("/roadshows/<int:roadshow_id>/host/timer")
@guard(SIGNED_IN)
def move_timer(roadshow_id: int) -> Response:
    """Give the item that is on more or fewer minutes."""
    roadshow = _live(roadshow_id)
    text = request.form.get("minutes", "")
    if text not in {str(one) for one in MINUTES}:
        raise RuleBroken(_("请用页面上的按钮调整时间。"))
    directing.move_timer(roadshow, int(text), actor=viewer())
    return _to_desk(roadshow.id)


@stage_desk.post("/roadshows/<int:roadshow_id>/host/messages")
@guard(SIGNED_IN)
def switch_messages(roadshow_id: int) -> Response:
    """Let people send short messages, or not."""
    directing.switch_messages(_live(roadshow_id), actor=viewer())
    return _to_desk(roadshow_id)


@stage_desk.post("/roadshows/<int:roadshow_id>/host/messages/<int:message_id>/hide")
@guard(SIGNED_IN)
def hide_message(roadshow_id: int, message_id: int) -> Response:
    """Take a short message off the page."""
    roadshow = _load(roadshow_id)
    message = current_session().get(StageMessage, message_id)
    if message is None or message.roadshow_id != roadshow.id:
        abort(404)
    directing.hide_message(roadshow, message, actor=viewer())
    return _to_desk(roadshow.id)


@stage_desk.post("/roadshows/<int:roadshow_id>/host/questions/<int:question_id>/answered")
@guard(SIGNED_IN)
def answer_live(roadshow_id: int, question_id: int) -> Response:
    """Note that a question was answered aloud."""
    question = _question(roadshow_id, question_id)
    directing.answer_live(question, actor=viewer())
    return _to_desk(roadshow_id)


@stage_desk.post("/roadshows/<int:roadshow_id>/host/questions/<int:question_id>/pin")
@guard(SIGNED_IN)
def pin_question(roadshow_id: int, question_id: int) -> Response:
    """Put a question on top, or back among the others."""
    directing.pin_question(_question(roadshow_id, question_id), actor=viewer())
    return _to_desk(roadshow_id)


@stage_desk.post("/roadshows/<int:roadshow_id>/host/questions/<int:question_id>/hide")
@guard(SIGNED_IN)
def hide_question(roadshow_id: int, question_id: int) -> Response:
    """Take a question off the page, with a reason."""
    question = _question(roadshow_id, question_id)
    form = HideForm()
    if not form.validate_on_submit():
        flash(_("请选择隐藏的理由，提问人会看到。"), "error")
        return _to_desk(roadshow_id)
    directing.hide_question(question, form.reason.data, actor=viewer())
    return _to_desk(roadshow_id)


@stage_desk.post("/roadshows/<int:roadshow_id>/host/people/block")
@guard(SIGNED_IN)
def block_person(roadshow_id: int) -> Response:
    """Let who wrote a question or a message look on but not speak."""
    roadshow = _load(roadshow_id)
    directing.block_person(roadshow, _author(roadshow), actor=viewer())
    return _to_desk(roadshow.id)


@stage_desk.post("/roadshows/<int:roadshow_id>/host/people/unblock")
@guard(SIGNED_IN)
def unblock_person(roadshow_id: int) -> Response:
    """Let somebody speak again."""
    roadshow = _load(roadshow_id)
    text = request.form.get("user", "")
    if text.isascii() and text.isdigit() and len(text) < 10:
        directing.unblock_person(roadshow, int(text), actor=viewer())
    return _to_desk(roadshow.id)


def _author(roadshow: Roadshow) -> int:
    """Who wrote what the button belongs to; only people who spoke in this room can be named."""
    for name, model in (("question", StageQuestion), ("message", StageMessage)):
        text = request.form.get(name, "")
        if text.isascii() and text.isdigit() and len(text) < 10:
            found: Any = current_session().get(model, int(text))
            if found is not None and found.roadshow_id == roadshow.id and found.user_id:
                return int(found.user_id)
    raise RuleBroken(_("请用提问或弹幕旁的按钮操作。"))


@stage_desk.post("/roadshows/<int:roadshow_id>/host/polls")
@guard(SIGNED_IN)
def open_poll(roadshow_id: int) -> Answered:
    """Ask the room something."""
    roadshow = _live(roadshow_id)
    form = PollForm()
    if not form.validate_on_submit():
        return render_template("stages/show_desk.html", **_parts(roadshow, form)), 422
    directing.open_poll(roadshow, form.question.data, form.lines(), actor=viewer(), form_key=form.form_key.data or "")
    return _to_desk(roadshow.id)


@stage_desk.post("/roadshows/<int:roadshow_id>/host/polls/<int:poll_id>/close")
@guard(SIGNED_IN)
def close_poll(roadshow_id: int, poll_id: int) -> Response:
    """Close a poll and show what was chosen."""
    roadshow = _load(roadshow_id)
    poll = current_session().get(Poll, poll_id)
    if poll is None or poll.roadshow_id != roadshow.id:
        abort(404)
    directing.close_poll(poll, actor=viewer())
    return _to_desk(roadshow.id)


@stage_desk.post("/roadshows/<int:roadshow_id>/host/undo/<int:step_id>")
@guard(SIGNED_IN)
def undo(roadshow_id: int, step_id: int) -> Response:
    """Take the last step back."""
    roadshow = _load(roadshow_id)
    kind = undoing.undo(roadshow, step_id, actor=viewer())
    flash(_("已撤销：%(step)s。", step=STEP_WORDS[kind]), "success")
    return _to_desk(roadshow.id)


@stage_desk.post("/roadshows/<int:roadshow_id>/host/chapters")
@guard(SIGNED_IN)
def correct_chapters(roadshow_id: int) -> Answered:
    """Say where in the recording the items begin."""
    roadshow = _load(roadshow_id)
    require(roadshow.state == ENDED)
    found: dict[int, int] = {}
    for pitch in agenda(roadshow):
        text = request.form.get(f"chapter-{pitch.id}", "").strip()
        if not text:
            continue
        seconds = seconds_of(text)
        if seconds is None:
            flash(_("章节时间请按 14:20 或 1:02:03 填写。“%(title)s”没有保存。", title=pitch.title), "error")
            return render_template("stages/show_desk.html", **_parts(roadshow)), 422
        found[pitch.id] = seconds
    chapter_services.correct_chapters(roadshow, found)
    flash(_("章节已保存。"), "success")
    return _to_desk(roadshow.id)
