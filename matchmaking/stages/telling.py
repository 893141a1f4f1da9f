"""What open pages of a room are told: numbers, and fragments in both languages that hold public words only."""

from typing import Any

from flask import render_template
from flask_babel import force_locale

from matchmaking.core.languages import LOCALES
from matchmaking.stages.models import Poll, Stage, StageMessage, StageQuestion
from matchmaking.stages.queries import poll_results
from matchmaking.stages.states import CLOSED, PREPARED, SHOWN
from matchmaking.streaming.services import publish


def topic_of(roadshow_id: int) -> str:
    """What pages of this room follow."""
    return f"roadshow:{roadshow_id}"


def _both(template: str, **values: Any) -> dict[str, str]:
    found = {}
    for code, locale in LOCALES.items():
        with force_locale(locale):
            found[code] = " ".join(render_template(template, **values).split())
    return found


def tell_stage(roadshow_id: int) -> None:
    """Another item is on, or the session was opened or closed: pages fetch the stage anew."""
    publish(topic_of(roadshow_id), "stage", {})


def tell_page(stage: Stage) -> None:
    """Another page of the same deck."""
    publish(topic_of(stage.roadshow_id), "page", {"pitch": stage.pitch_id, "page": stage.page})


def tell_question(question: StageQuestion) -> None:
    """A question is new, was answered, pinned, or is no longer to be seen."""
    data: dict[str, Any] = {"id": question.id}
    if question.state in SHOWN:
        data["html"] = _both("stages/_question.html", question=question, voted=False)
    publish(topic_of(question.roadshow_id), "question", data)


def tell_votes(question: StageQuestion) -> None:
    """How many want to ask the same."""
    publish(topic_of(question.roadshow_id), "votes", {"id": question.id, "count": question.vote_count})


def tell_message(message: StageMessage) -> None:
    """A short message, or that it was hidden."""
    data = {"id": message.id, **({} if message.hidden_at else {"text": message.text})}
    publish(topic_of(message.roadshow_id), "message", data)


def tell_messages_switched(stage: Stage) -> None:
    """Whether the host lets people send short messages."""
    publish(topic_of(stage.roadshow_id), "messages", {"on": stage.takes_messages})


def tell_poll(poll: Poll) -> None:
    """A poll was opened, closed with its results, or taken back."""
    data: dict[str, Any] = {"id": poll.id}
    if poll.state != PREPARED:
        results = poll_results(poll) if poll.state == CLOSED else []
        data["html"] = _both("stages/_poll.html", poll=poll, results=results, choice=None)
    publish(topic_of(poll.roadshow_id), "poll", data)
