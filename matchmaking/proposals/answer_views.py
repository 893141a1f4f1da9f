"""The answers to a demand, for those who decide on them."""

from flask import render_template

from matchmaking.accounts.current import viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.core.panels import panels_for
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import accepts_answers_until
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.views import load as load_listing
from matchmaking.proposals.pages import answer_rows
from matchmaking.proposals.permissions import is_blind_for_owner, is_demand_side, is_sealed
from matchmaking.proposals.queries import answer_count, withdrawn_from
from matchmaking.proposals.views import proposals


@proposals.get("/demands/<int:demand_id>/answers")
@guard(SIGNED_IN)
def list_answers(demand_id: int) -> str:
    """What came in: who, at what price, how far the promises reach; sealed answers are only counted."""
    demand: Demand = load_listing(DEMANDS, demand_id, viewer())
    require(is_demand_side(viewer(), demand), hide=True)
    sealed = is_sealed(demand)
    # Why somebody stepped back may say who it was.
    nameless = sealed or is_blind_for_owner(demand)
    rows = answer_rows(demand, viewer())
    return render_template(
        "proposals/list_answers.html",
        demand=demand, rows=rows, sealed=sealed, count=answer_count(demand.id) if sealed else len(rows),
        until=accepts_answers_until(demand),
        withdrawn=[] if nameless else withdrawn_from(demand),
        clocks=lines_for("proposals", [row["proposal"].id for row in rows]),
        panels=panels_for("answers", viewer(), demand),
    )  # fmt: skip
