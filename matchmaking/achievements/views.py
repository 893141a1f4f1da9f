"""The public pages of achievements and the steps of their form."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements import verified
from matchmaking.achievements.catalogue import CATALOGUE
from matchmaking.achievements.forms import READINESS_BASES, RIGHT_STATES
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.pages import in_list, mode_words, source_words
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.achievements.steps import WRITING
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.listings import draft_views, step_views, views

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
    return _page(views.load(ACHIEVEMENTS, achievement_id, viewer()), viewer())


@achievements.get("/achievements/<int:achievement_id>/preview")
@guard(SIGNED_IN)
def preview_achievement(achievement_id: int) -> str:
    """The page of the achievement as somebody else will see it."""
    return draft_views.preview(views.load(ACHIEVEMENTS, achievement_id, viewer()), viewer(), _page)


def _page(achievement: Achievement, person: Viewer, **context: Any) -> str:
    return views.show_record(
        ACHIEVEMENTS,
        achievement,
        person,
        modes=mode_words(achievement),
        right_states=RIGHT_STATES,
        readiness_bases=READINESS_BASES,
        verified=[(one, source_words(one)) for one in achievement.verified],
        may_take_down=person.edits_for(achievement.organisation_id),
        **context,
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


@achievements.post("/achievements/<int:achievement_id>/verified/remove")
@guard(SIGNED_IN)
def remove_verified(achievement_id: int) -> Response:
    """Show no more what enterprises measured when they accepted the work: whoever writes for the owner."""
    achievement, person = views.load(ACHIEVEMENTS, achievement_id, viewer()), viewer()
    require(person.edits_for(achievement.organisation_id))
    verified.remove_verified(achievement, actor=person)
    flash(_("验收实测值已撤下，页面、搜索和匹配都不再使用。"), "success")
    return redirect(url_for("achievements.show_achievement", achievement_id=achievement.id), 303)


@achievements.route("/achievements/<int:achievement_id>/discard", methods=["GET", "POST"])
@guard(SIGNED_IN)
def discard_achievement(achievement_id: int) -> Answer:
    """Delete a draft that was never handed in."""
    return draft_views.discard(ACHIEVEMENTS, views.load(ACHIEVEMENTS, achievement_id, viewer()), viewer())


@achievements.get("/achievements/mine")
@guard(SIGNED_IN)
def my_achievements() -> str:
    """The achievements of the viewer's organisation, by state."""
    return views.my_records(ACHIEVEMENTS, viewer())
