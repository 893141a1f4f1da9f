"""Confirming that facilities still hold, and bringing back those that were hidden."""

from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.facilities.side import FACILITIES
from matchmaking.facilities.views import Answer, facilities
from matchmaking.listings import renewal_views, views
from matchmaking.listings.forms import RenewForm


@facilities.post("/facilities/<int:facility_id>/confirm")
@guard(SIGNED_IN)
def confirm_facility(facility_id: int) -> Response:
    """It still holds; one that was hidden is public again."""
    return renewal_views.confirm(FACILITIES, views.load(FACILITIES, facility_id, viewer()), viewer())


@facilities.post("/facilities/mine/confirm")
@guard(SIGNED_IN)
def confirm_facilities() -> Response:
    """Those that were ticked on the list of one's own still hold."""
    return renewal_views.confirm_many(FACILITIES, viewer())


@facilities.route("/facilities/<int:facility_id>/renew", methods=["GET", "POST"])
@guard(SIGNED_IN)
def renew_facility(facility_id: int) -> Answer:
    """Bring a hidden one back."""
    return renewal_views.renew(FACILITIES, views.load(FACILITIES, facility_id, viewer()), viewer(), RenewForm)
