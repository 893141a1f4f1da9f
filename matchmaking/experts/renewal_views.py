"""Confirming that experts still hold, and bringing back those that were hidden."""

from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.experts.side import EXPERTS
from matchmaking.experts.views import Answer, experts
from matchmaking.listings import renewal_views, views
from matchmaking.listings.forms import RenewForm


@experts.post("/experts/<int:expert_id>/confirm")
@guard(SIGNED_IN)
def confirm_expert(expert_id: int) -> Response:
    """It still holds; one that was hidden is public again."""
    return renewal_views.confirm(EXPERTS, views.load(EXPERTS, expert_id, viewer()), viewer())


@experts.post("/experts/mine/confirm")
@guard(SIGNED_IN)
def confirm_experts() -> Response:
    """Those that were ticked on the list of one's own still hold."""
    return renewal_views.confirm_many(EXPERTS, viewer())


@experts.route("/experts/<int:expert_id>/renew", methods=["GET", "POST"])
@guard(SIGNED_IN)
def renew_expert(expert_id: int) -> Answer:
    """Bring a hidden one back."""
    return renewal_views.renew(EXPERTS, views.load(EXPERTS, expert_id, viewer()), viewer(), RenewForm)
