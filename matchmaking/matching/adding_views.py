"""The page on which a broker puts an achievement into the list of a demand, and takes it out again."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.guards import guard, require
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.disclosure import as_shown
from matchmaking.listings.permissions import AT_DESK
from matchmaking.listings.views import load
from matchmaking.matching.adding import BROKER, add_pair, additions_of, take_back
from matchmaking.matching.adding_forms import AddPairForm
from matchmaking.matching.permissions import can_add_match
from matchmaking.matching.queries import find_match
from matchmaking.matching.views import Answer, matching


@matching.route("/matches/<int:demand_id>/<int:achievement_id>/add", methods=["GET", "POST"])
@guard(AT_DESK)
def add_match(demand_id: int, achievement_id: int) -> Answer:
    """Put the pair into the list, with a sentence why; who put it there already is shown instead of the form."""
    person = viewer()
    demand, achievement = load(DEMANDS, demand_id, person), load(ACHIEVEMENTS, achievement_id, person)
    require(can_add_match(person, demand, achievement))
    form = AddPairForm()
    if form.validate_on_submit():
        add_pair(demand, achievement, origin=BROKER, actor=person, note=form.note.data)
        flash(_("已放进候选，双方会收到通知。"), "success")
        return redirect(_in_review(demand_id, achievement_id), 303)
    match = find_match(demand_id, achievement_id)
    added = additions_of([match]).get(match.id, []) if match else []
    page = render_template(
        "matching/add_match.html",
        form=form,
        demand=as_shown(person, demand),
        achievement=as_shown(person, achievement),
        organisation=organisation_words(demand, person),
        is_listed=match is not None,
        added=next((one for one in added if one[0].origin == BROKER), None),
    )
    return (page, 422) if form.errors else page


@matching.post("/matches/<int:demand_id>/<int:achievement_id>/take-back")
@guard(AT_DESK)
def take_back_match(demand_id: int, achievement_id: int) -> Response:
    """Take out what a broker put in; whether the pair stays is computed anew."""
    person = viewer()
    demand, achievement = load(DEMANDS, demand_id, person), load(ACHIEVEMENTS, achievement_id, person)
    require(can_add_match(person, demand, achievement))
    match = find_match(demand_id, achievement_id)
    if match is not None:
        take_back(match, BROKER, actor=person)
    flash(_("已取消。这一对留不留在列表里，由重新比对的结果决定。"), "success")
    return redirect(_in_review(demand_id, achievement_id), 303)


def _in_review(demand_id: int, achievement_id: int) -> str:
    """The pair on the review desk."""
    address = url_for("matching.review_demand", demand_id=demand_id, all=1, open=achievement_id)
    return f"{address}#c-{achievement_id}"
