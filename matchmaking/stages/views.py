"""The room of a session, live and as a replay, and what everybody in it may do: ask, vote, talk, choose."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.forms import EmptyForm
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.core.headers import POLICY
from matchmaking.roadshows.models import Roadshow
from matchmaking.roadshows.queries import roadshow as roadshow_with
from matchmaking.stages import asking, queries
from matchmaking.stages.directing import prepare_stage
from matchmaking.stages.forms import AskForm, MessageForm
from matchmaking.stages.models import Poll, StageQuestion
from matchmaking.stages.permissions import (
    can_ask,
    can_direct,
    can_enter,
    can_talk,
    can_turn_pages,
    can_view_question,
    can_withdraw,
)
from matchmaking.stages.room_pages import Room, room_for
from matchmaking.stages.states import CLOSED
from matchmaking.stages.telling import topic_of
from matchmaking.streaming import presence

stages = Blueprint("stages", __name__)
Answered = str | Response | tuple[str, int]
# Short messages of so long ago still stand on the stage when a page is opened.
LATELY = timedelta(minutes=1)
TABS = ("questions", "agenda", "materials", "poll")


def load(roadshow_id: int) -> Roadshow:
    """A session whose room the viewer may enter, or 404."""
    roadshow = roadshow_with(roadshow_id)
    require(roadshow is not None and can_enter(viewer(), roadshow), hide=True)
    assert roadshow is not None
    return roadshow


def load_question(question_id: int) -> StageQuestion:
    """A question that the viewer may read, or 404."""
    question = queries.question_with(question_id)
    require(question is not None and can_view_question(viewer(), question), hide=True)
    assert question is not None
    return question


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _room(roadshow: Roadshow) -> Room:
    return room_for(
        viewer(),
        roadshow,
        asked_pitch=_number("pitch"),
        asked_page=_number("page"),
        seconds=_number("t") or 0,
        hosts=current_app.config["LIVE_HOSTS"],
    )


def _parts(room: Room, ask_form: AskForm | None = None) -> dict[str, Any]:
    """Everything that the page and its fragments show."""
    roadshow, person = room.roadshow, viewer()
    questions = queries.questions_shown(roadshow.id)
    poll = queries.poll_shown(roadshow.id)
    choice = queries.poll_vote(poll.id, person.user_id) if poll else None
    shows_results = poll is not None and poll.state == CLOSED
    if ask_form is None:
        ask_form = AskForm(formdata=None)
        ask_form.new_key()
        ask_form.offer(room.pitches, room.pitch.id if room.pitch else None)
    message_form = MessageForm(formdata=None)
    message_form.form_key.data = ask_form.form_key.data
    tab = request.args.get("tab", "")
    return {
        "room": room,
        "roadshow": roadshow,
        "questions": questions,
        "voted": queries.votes_of(person.user_id, [one.id for one in questions]),
        "own": {one.id for one in questions if can_withdraw(person, one)},
        "poll": poll,
        "choice": choice.choice if choice else None,
        "results": queries.poll_results(poll) if poll and shows_results else [],
        "messages": queries.messages_of(roadshow.id, since=now() - LATELY) if room.is_live else [],
        "sees_messages": request.cookies.get("messages") != "off",
        "tab": tab if tab in TABS else TABS[0],
        "topic": topic_of(roadshow.id),
        "viewers": presence.count(topic_of(roadshow.id)) if room.is_live else 0,
        "ask_form": ask_form,
        "message_form": message_form,
        "button_form": EmptyForm(formdata=None),
        "may": {
            "ask": can_ask(person, roadshow),
            "talk": can_talk(person, roadshow) and (room.stage is None or room.stage.takes_messages),
            "direct": can_direct(person, roadshow),
            "turn": can_turn_pages(person, roadshow, room.pitch) and room.follows,
        },
    }


def _policy(page: str, room: Room) -> Response:
    """The page with leave to load the one stream that it plays."""
    response = make_response(page)
    if room.plays_live:
        origin = f"https://{urlsplit(room.live_address).hostname}"
        response.headers["Content-Security-Policy"] = f"{POLICY}; media-src 'self' blob: {origin}"
    return response


@stages.get("/roadshows/<int:roadshow_id>/room")
@guard(PUBLIC)
def show_room(roadshow_id: int) -> Response:
    """The room: before the opening, live, and ever after."""
    room = _room(load(roadshow_id))
    return _policy(render_template("stages/show_room.html", **_parts(room)), room)


@stages.get("/roadshows/<int:roadshow_id>/room/parts")
@guard(PUBLIC)
def show_parts(roadshow_id: int) -> str:
    """What changes while the room is open, for pages that are told so."""
    return render_template("stages/_parts.html", **_parts(_room(load(roadshow_id))))


@stages.post("/roadshows/<int:roadshow_id>/room/questions")
@guard(SIGNED_IN)
def ask(roadshow_id: int) -> Answered:
    """Ask."""
    roadshow = load(roadshow_id)
    require(can_ask(viewer(), roadshow))
    room = _room(roadshow)
    form = AskForm()
    form.offer(room.pitches, None)
    if not form.validate_on_submit():
        return render_template("stages/show_room.html", **_parts(room, form)), 422
    pitch = next(one for one in room.pitches if one.id == form.pitch_id.data)
    question = asking.ask(
        roadshow, pitch, form.text.data, actor=viewer(), is_anonymous=form.is_anonymous.data,
        form_key=form.form_key.data or "",
    )  # fmt: skip
    # The address needs the id.
    current_session().flush()
    words = _("已提问，项目方回答后通知您。") if room.is_over else _("已提问，大家都能看到，也可以为它加票。")
    flash(words, "success")
    return redirect(_back(roadshow, f"question-{question.id}"), 303)


@stages.post("/roadshows/<int:roadshow_id>/room/vote")
@guard(SIGNED_IN)
def vote(roadshow_id: int) -> Answered:
    """Vote for a question, or take the vote back."""
    roadshow = load(roadshow_id)
    require(can_ask(viewer(), roadshow))
    text = request.form.get("question", "")
    question = queries.question_with(int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else None
    if question is None or question.roadshow_id != roadshow.id:
        raise RuleBroken(_("这个提问已经撤回或不再显示。"))
    asking.switch_vote(question, actor=viewer())
    return redirect(_back(roadshow, f"question-{question.id}"), 303)


@stages.post("/stage-questions/<int:question_id>/withdraw")
@guard(SIGNED_IN)
def withdraw_question(question_id: int) -> Response:
    """Take one's own question back."""
    question = load_question(question_id)
    require(can_withdraw(viewer(), question))
    asking.withdraw_question(question, actor=viewer())
    flash(_("提问已撤回。"), "success")
    return redirect(_back(question.roadshow), 303)


@stages.post("/roadshows/<int:roadshow_id>/room/messages")
@guard(SIGNED_IN)
def send_message(roadshow_id: int) -> Response:
    """Send a short message."""
    roadshow = load(roadshow_id)
    require(can_talk(viewer(), roadshow))
    form = MessageForm()
    if not form.validate_on_submit():
        raise RuleBroken(next(iter(form.errors.values()))[0])
    asking.send_message(
        roadshow, prepare_stage(roadshow), form.message.data, actor=viewer(), form_key=form.form_key.data or ""
    )
    return redirect(_back(roadshow), 303)


@stages.post("/roadshows/<int:roadshow_id>/room/choose")
@guard(SIGNED_IN)
def choose(roadshow_id: int) -> Response:
    """Take part in a poll."""
    roadshow = load(roadshow_id)
    require(can_talk(viewer(), roadshow))
    number, choice = request.form.get("poll", ""), request.form.get("choice", "")
    sound = number.isascii() and number.isdigit() and len(number) < 10
    poll = current_session().get(Poll, int(number)) if sound else None
    if poll is None or poll.roadshow_id != roadshow.id:
        raise RuleBroken(_("这个投票已经撤回。"))
    asking.choose(
        poll, int(choice) if choice.isascii() and choice.isdigit() and len(choice) < 3 else -1, actor=viewer()
    )
    flash(_("已投票。结束前可以改选。"), "success")
    return redirect(_back(roadshow, tab="poll"), 303)


@stages.post("/roadshows/<int:roadshow_id>/room/messages-shown")
@guard(PUBLIC)
def switch_messages_shown(roadshow_id: int) -> Response:
    """Show short messages over the stage, or not; kept in a cookie, so that it works for everybody."""
    response = redirect(_back(load(roadshow_id)), 303)
    if request.cookies.get("messages") == "off":
        response.delete_cookie("messages", path="/")
    else:
        secure = current_app.config["BEHIND_TLS"]
        response.set_cookie("messages", "off", max_age=31_536_000, httponly=True, samesite="Lax", secure=secure)
    return response


def _back(roadshow: Roadshow, anchor: str | None = None, tab: str | None = None) -> str:
    """The room, at the place where the viewer was."""
    kept = {name: value for name in ("pitch", "page", "t") if (value := request.args.get(name, "")).isdigit()}
    return url_for("stages.show_room", roadshow_id=roadshow.id, _anchor=anchor, tab=tab, **kept)
