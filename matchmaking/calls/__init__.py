"""Calls for projects: applications, screening, scores of a jury, and the decision with its reason."""

from flask import Flask

from matchmaking.accounts.viewer import Viewer
from matchmaking.calls import desk, jobs
from matchmaking.calls.models import Call
from matchmaking.calls.permissions import can_edit_call
from matchmaking.calls.services import SUBJECT, TOPIC, register_clocks
from matchmaking.calls.views import calls
from matchmaking.core.db import current_session
from matchmaking.core.letters import path_to
from matchmaking.juries.subjects import Subject, register_subject
from matchmaking.notifications.topics import register_topic

__all__ = ["desk", "init_app", "jobs"]

register_topic(TOPIC)


def init_app(app: Flask) -> None:
    """Attach the pages and the clocks, and let calls have juries."""
    app.register_blueprint(calls)
    register_clocks()
    register_subject(SUBJECT, Subject(_may_manage, lambda call_id: path_to("calls.show_call", call_id=call_id)))


def _may_manage(viewer: Viewer, call_id: int) -> bool:
    call = current_session().get(Call, call_id)
    return call is not None and can_edit_call(viewer, call)
