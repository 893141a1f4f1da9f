"""The steps of a demand: hand in, publish, send back, withdraw, reopen."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.demands.side import DEMANDS
from matchmaking.demands.steps import WRITING
from matchmaking.demands.views import Answer, demands
from matchmaking.listings import step_views, views
from matchmaking.listings.permissions import AT_DESK


@demands.route("/demands/<int:demand_id>/submit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def submit_demand(demand_id: int) -> Answer:
    """Check the answers and hand the demand in."""
    demand = views.load(DEMANDS, demand_id, viewer())
    return step_views.submit(WRITING, demand, viewer())


@demands.post("/demands/<int:demand_id>/publish")
@guard(AT_DESK)
def publish_demand(demand_id: int) -> Response:
    """Make it public."""
    return views.publish(DEMANDS, views.load(DEMANDS, demand_id, viewer()), viewer())


@demands.route("/demands/<int:demand_id>/send-back", methods=["GET", "POST"])
@guard(AT_DESK)
def send_back_demand(demand_id: int) -> Answer:
    """Return it to its writers with a reason."""
    return views.send_back(DEMANDS, views.load(DEMANDS, demand_id, viewer()), viewer())


@demands.route("/demands/<int:demand_id>/withdraw", methods=["GET", "POST"])
@guard(SIGNED_IN)
def withdraw_demand(demand_id: int) -> Answer:
    """Take it out of sight with a reason."""
    return views.withdraw(DEMANDS, views.load(DEMANDS, demand_id, viewer()), viewer())


@demands.post("/demands/<int:demand_id>/reopen")
@guard(SIGNED_IN)
def reopen_demand(demand_id: int) -> Response:
    """Make a draft of it again."""
    return views.reopen(DEMANDS, views.load(DEMANDS, demand_id, viewer()), viewer())


@demands.get("/desk/demands")
@guard(AT_DESK)
def desk_queue() -> Response:
    """The old address of the desk; the room of the refinements has the queue now."""
    return redirect(url_for("refinements.list_refinements"), 303)
