"""The channel for everybody: what is on, what comes, and the same as data for the player."""

from datetime import datetime, timedelta

from flask import Blueprint, jsonify, render_template
from werkzeug.wrappers import Response

from matchmaking.channels import queries
from matchmaking.channels.queries import Film
from matchmaking.core.db import now
from matchmaking.core.filters import today
from matchmaking.core.guards import PUBLIC, guard
from matchmaking.core.letters import path_to
from matchmaking.media.addresses import poster_address, video_address
from matchmaking.watching.tickets import ticket_for

channels = Blueprint("channels", __name__)
SHOWN = 12
# A player that asks a moment before the end is told of the next clip, instead of a last tenth of a second.
NEARLY_OVER = timedelta(milliseconds=300)


@channels.get("/channel")
@guard(PUBLIC)
def show_channel() -> str:
    """What everybody sees at this moment, what comes next, and the way to the projects."""
    moment = now() + NEARLY_OVER
    films = queries.films_from(moment, SHOWN)
    playing = films[0] if films and films[0].showing.starts_at <= moment else None
    return render_template(
        "channels/show_channel.html",
        playing=playing,
        coming=_once_each(films, playing),
        offset=_offset(playing, moment),
        theme=queries.theme_on(today()),
    )


@channels.get("/channel/now")
@guard(PUBLIC)
def show_now() -> Response:
    """The clip on the air and where in it we are, in seconds, and the one after it; null for nothing."""
    moment = now() + NEARLY_OVER
    films = queries.films_from(moment, 2)
    playing = films[0] if films and films[0].showing.starts_at <= moment else None
    following = films[1:] if playing else films
    return jsonify(
        now={**_told(playing), "offset": _offset(playing, moment), "src": video_address(playing.video),
             "poster": poster_address(playing.video) if playing.video.has_poster else "",
             "watch": ticket_for("project", playing.project.id)} if playing else None,
        next=_told(following[0]) if following else None,
    )  # fmt: skip


def _once_each(films: list[Film], playing: Film | None) -> list[Film]:
    """What comes next until the round begins again: a list that repeats itself says nothing."""
    seen = {playing.video.id} if playing else set()
    coming = []
    for film in films[1:] if playing else films:
        if film.video.id in seen:
            break
        seen.add(film.video.id)
        coming.append(film)
    return coming


def _offset(film: Film | None, moment: datetime) -> float:
    return round(film.showing.offset(moment), 1) if film else 0.0


def _told(film: Film) -> dict[str, object]:
    return {
        "title": film.project.title,
        "sentence": film.project.sentence,
        "page": path_to("projects.show_project", project_id=film.project.id),
        "starts_at": film.showing.starts_at.isoformat(),
        "ends_at": film.showing.ends_at.isoformat(),
    }
