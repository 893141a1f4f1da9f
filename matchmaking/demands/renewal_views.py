"""Confirming that demands still hold, and bringing back those that were hidden or expired."""

from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.demands.forms import DemandRenewForm
from matchmaking.demands.side import DEMANDS
from matchmaking.demands.views import Answer, demands
from matchmaking.listings import renewal_views, views


@demands.post("/demands/<int:demand_id>/confirm")
@guard(SIGNED_IN)
def confirm_demand(demand_id: int) -> Response:
    """It still holds; one that was hidden is public again."""
    return renewal_views.confirm(DEMANDS, views.load(DEMANDS, demand_id, viewer()), viewer())


@demands.post("/demands/mine/confirm")
@guard(SIGNED_IN)
def confirm_demands() -> Response:
    """Those that were ticked on the list of one's own still hold."""
    return renewal_views.confirm_many(DEMANDS, viewer())


@demands.route("/demands/<int:demand_id>/renew", methods=["GET", "POST"])
@guard(SIGNED_IN)
def renew_demand(demand_id: int) -> Answer:
    """Bring a hidden or expired one back."""
    return renewal_views.renew(DEMANDS, views.load(DEMANDS, demand_id, viewer()), viewer(), DemandRenewForm)
