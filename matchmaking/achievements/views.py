"""The public pages of achievements and their form."""

from functools import partial

from flask import Blueprint
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.achievements.catalogue import CATALOGUE
from matchmaking.achievements.forms import READINESS_BASES, RIGHT_STATES, AchievementForm
from matchmaking.achievements.pages import in_list, mode_words
from matchmaking.achievements.permissions import can_edit_achievement
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.listings import views

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
    """Describe a new achievement of the organisation that the viewer acts for."""
    return views.write_first(ACHIEVEMENTS, AchievementForm(), viewer())


@achievements.route("/achievements/<int:achievement_id>/edit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_achievement(achievement_id: int) -> Answer:
    """Change an achievement."""
    achievement = views.load(ACHIEVEMENTS, achievement_id, viewer())
    require(can_edit_achievement(viewer(), achievement))
    return views.write_form(ACHIEVEMENTS, AchievementForm(obj=achievement), achievement, viewer())


@achievements.get("/achievements/mine")
@guard(SIGNED_IN)
def my_achievements() -> str:
    """The achievements of the viewer's organisation, by state."""
    return views.my_records(ACHIEVEMENTS, viewer())
