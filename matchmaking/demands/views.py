"""The public pages of demands and the steps of their form."""

from functools import partial
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.door import keep
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard
from matchmaking.demands.catalogue import CATALOGUE
from matchmaking.demands.extending import REASONS
from matchmaking.demands.inviting import note_seen
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import in_list, organisation_words, present_text
from matchmaking.demands.permissions import can_change_mode, can_extend_demand, organisation_shown
from matchmaking.demands.queries import extensions_of, invitee_of
from matchmaking.demands.side import DEMANDS
from matchmaking.demands.steps import WRITING
from matchmaking.listings import draft_views, step_views, views

demands = Blueprint("demands", __name__)
Answer = str | Response | tuple[str, int]


@demands.get("/demands")
@guard(PUBLIC)
def list_demands() -> str:
    """Find demands."""
    return views.show_list(DEMANDS, CATALOGUE, viewer(), partial(in_list, viewer=viewer()))


@demands.get("/demands/<int:demand_id>")
@guard(PUBLIC)
def show_demand(demand_id: int) -> str:
    """One demand."""
    demand = views.load(DEMANDS, demand_id, viewer())
    invitee = None if demand.is_for_everybody else invitee_of(demand.id, viewer().organisation_id)
    if invitee is not None and invitee.seen_at is None and demand.is_published:
        # Like a log: after the answer, in a transaction of its own.
        keep(partial(note_seen, invitee.id))
    return _page(demand, viewer())


@demands.get("/demands/<int:demand_id>/preview")
@guard(SIGNED_IN)
def preview_demand(demand_id: int) -> str:
    """The page of the demand as somebody else will see it."""
    return draft_views.preview(views.load(DEMANDS, demand_id, viewer()), viewer(), _page)


def _page(demand: Demand, person: Viewer, **context: Any) -> str:
    return views.show_record(
        DEMANDS,
        demand,
        person,
        is_named=organisation_shown(person, demand),
        organisation=organisation_words(demand, person),
        present=present_text,
        extensions=extensions_of(demand.id),
        reasons=REASONS,
        can_extend=can_extend_demand(person, demand),
        can_change_mode=can_change_mode(person, demand),
        **context,
    )


@demands.route("/demands/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def new_demand() -> Answer:
    """Write the first step of a new demand of the organisation that the viewer acts for."""
    return step_views.write_first(WRITING, viewer())


@demands.get("/demands/<int:demand_id>/edit")
@guard(SIGNED_IN)
def edit_demand(demand_id: int) -> str:
    """The steps of the form, how far each one is, and where to go on."""
    return step_views.task_list(WRITING, views.load(DEMANDS, demand_id, viewer()), viewer())


@demands.route("/demands/<int:demand_id>/edit/<step>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def write_demand(demand_id: int, step: str) -> Answer:
    """One step of the form."""
    return step_views.write_step(WRITING, views.load(DEMANDS, demand_id, viewer()), step, viewer())


@demands.route("/demands/<int:demand_id>/discard", methods=["GET", "POST"])
@guard(SIGNED_IN)
def discard_demand(demand_id: int) -> Answer:
    """Delete a draft that was never handed in."""
    return draft_views.discard(DEMANDS, views.load(DEMANDS, demand_id, viewer()), viewer())


@demands.get("/demands/mine")
@guard(SIGNED_IN)
def my_demands() -> str:
    """The demands of the viewer's organisation, by state."""
    return views.my_records(DEMANDS, viewer())
