"""A direct demand from the page of an achievement."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.db import session
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.listings.views import load
from matchmaking.matching.approaching import approach, can_approach
from matchmaking.matching.views import matching
from matchmaking.organisations.models import Organisation


@matching.post("/achievements/<int:achievement_id>/approach")
@guard(SIGNED_IN)
def approach_achievement(achievement_id: int) -> Response:
    """A draft that only the organisation of this achievement will read."""
    person = viewer()
    achievement = load(ACHIEVEMENTS, achievement_id, person)
    require(can_approach(person, achievement))
    owner = session.get_one(Organisation, person.organisation_id)
    demand = approach(achievement, owner=owner, actor=person, questions=request.form.get("questions", ""))
    name = achievement.organisation.name
    flash(_("这是直接洽谈的草稿，只发给“%(name)s”。写好提交，核验后通知对方。", name=name), "info")
    return redirect(url_for("demands.edit_demand", demand_id=demand.id), 303)
