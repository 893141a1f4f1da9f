"""The public pages of achievements and the steps of their form."""

from functools import partial

from flask import Blueprint
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.achievements.catalogue import CATALOGUE
from matchmaking.achievements.forms import READINESS_BASES, RIGHT_STATES
from matchmaking.achievements.pages import in_list, mode_words
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.achievements.steps import WRITING
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard
from matchmaking.listings import step_views, views

achievements = Blueprint("achievements", __name__)
Answer = str | Response | tuple[str, int]


@achievements.get("/achievements")
@guard(PUBLIC)
def list_achievements() -> str:
    """Find achievements."""
    return views.show_list(ACHIEVEMENTS, CATALOGUE, viewer(), partial(in_list, viewer=viewer()))


@achievements.get("/achievements/<int:achievement_id>")
@guard(PUBLIC)
def show_achievement(achievement_id: int) -> str:
    """One achievement."""
    achievement = views.load(ACHIEVEMENTS, achievement_id, viewer())
    return views.show_record(
        ACHIEVEMENTS,
        achievement,
        viewer(),
        modes=mode_words(achievement),
        right_states=RIGHT_STATES,
        readiness_bases=READINESS_BASES,
    )


@achievements.route("/achievements/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def new_achievement() -> Answer:
    """Write the first step of a new achievement of the organisation that the viewer acts for."""
    return step_views.write_first(WRITING, viewer())


@achievements.get("/achievements/<int:achievement_id>/edit")
@guard(SIGNED_IN)
def edit_achievement(achievement_id: int) -> str:
    """The steps of the form, how far each one is, and where to go on."""
    return step_views.task_list(WRITING, views.load(ACHIEVEMENTS, achievement_id, viewer()), viewer())


@achievements.route("/achievements/<int:achievement_id>/edit/<step>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def write_achievement(achievement_id: int, step: str) -> Answer:
    """One step of the form."""
    return step_views.write_step(WRITING, views.load(ACHIEVEMENTS, achievement_id, viewer()), step, viewer())


@achievements.get("/achievements/mine")
@guard(SIGNED_IN)
def my_achievements() -> str:
    """The achievements of the viewer's organisation, by state."""
    return views.my_records(ACHIEVEMENTS, viewer())
