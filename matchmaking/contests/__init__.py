"""Contests: editions, divisions, rounds, judges and sheets, rankings, and where the winners land."""

from flask import Flask

from matchmaking.accounts.viewer import Viewer
from matchmaking.contests import desk
from matchmaking.contests.clocks import register_clocks
from matchmaking.contests.models import Heat
from matchmaking.contests.permissions import can_edit_contest
from matchmaking.contests.services import SUBJECT, TOPIC
from matchmaking.contests.views import contests
from matchmaking.core.db import current_session
from matchmaking.core.letters import path_to
from matchmaking.juries.subjects import Subject, register_subject
from matchmaking.notifications.topics import register_topic

__all__ = ["desk", "init_app"]

register_topic(TOPIC)


def init_app(app: Flask) -> None:
    """Attach the pages and the clocks, and let heats have juries."""
    app.register_blueprint(contests)
    register_clocks()
    register_subject(SUBJECT, Subject(_may_manage, _page))


def _may_manage(viewer: Viewer, heat_id: int) -> bool:
    heat = current_session().get(Heat, heat_id)
    return heat is not None and can_edit_contest(viewer, heat.round.contest)


def _page(heat_id: int) -> str:
    heat = current_session().get_one(Heat, heat_id)
    return path_to("contests.show_contest", contest_id=heat.round.contest_id)
