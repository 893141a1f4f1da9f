"""The list of deals and one deal."""

from flask import Blueprint, abort, render_template
from sqlalchemy import select

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.deals import queries
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import can_see_deal, side_of

deals = Blueprint("deals", __name__)


def load_deal(deal_id: int) -> Deal:
    """The deal, for every page of it in every room. Answers 404 to everybody outside it."""
    deal = queries.deal_by_id(deal_id)
    if deal is None:
        abort(404)
    require(can_see_deal(viewer(), deal), hide=True)
    return deal


@deals.get("/deals")
@guard(SIGNED_IN)
def list_deals() -> str:
    """The deals of the viewer."""
    rows = list(session.scalars(select(Deal).where(queries.seen_by(viewer())).order_by(Deal.id.desc()).limit(100)))
    return render_template("deals/list_deals.html", rows=rows, person=viewer())


@deals.get("/deals/<int:deal_id>")
@guard(SIGNED_IN)
def show_deal(deal_id: int) -> str:
    """One deal: where it stands, what is next, what was done."""
    deal, person = load_deal(deal_id), viewer()
    return deal_page("deals/show_deal.html", deal, person, events=queries.events_of(deal, side_of(person, deal) or ""))
