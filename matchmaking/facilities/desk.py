"""The steps of a facility: hand in, publish, send back, withdraw, reopen; and what waits for a check."""

from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.facilities.side import FACILITIES
from matchmaking.facilities.steps import WRITING
from matchmaking.facilities.views import Answer, facilities
from matchmaking.listings import step_views, views
from matchmaking.listings.permissions import AT_DESK


@facilities.route("/facilities/<int:facility_id>/submit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def submit_facility(facility_id: int) -> Answer:
    """Check the answers and hand the base in."""
    facility = views.load(FACILITIES, facility_id, viewer())
    return step_views.submit(WRITING, facility, viewer())


@facilities.post("/facilities/<int:facility_id>/publish")
@guard(AT_DESK)
def publish_facility(facility_id: int) -> Response:
    """Make it public."""
    return views.publish(FACILITIES, views.load(FACILITIES, facility_id, viewer()), viewer())


@facilities.route("/facilities/<int:facility_id>/send-back", methods=["GET", "POST"])
@guard(AT_DESK)
def send_back_facility(facility_id: int) -> Answer:
    """Return it to its writers with a reason."""
    return views.send_back(FACILITIES, views.load(FACILITIES, facility_id, viewer()), viewer())


@facilities.route("/facilities/<int:facility_id>/withdraw", methods=["GET", "POST"])
@guard(SIGNED_IN)
def withdraw_facility(facility_id: int) -> Answer:
    """Take it out of sight with a reason."""
    return views.withdraw(FACILITIES, views.load(FACILITIES, facility_id, viewer()), viewer())


@facilities.post("/facilities/<int:facility_id>/reopen")
@guard(SIGNED_IN)
def reopen_facility(facility_id: int) -> Response:
    """Make a draft of it again."""
    return views.reopen(FACILITIES, views.load(FACILITIES, facility_id, viewer()), viewer())


@facilities.get("/desk/facilities")
@guard(AT_DESK)
def desk_queue() -> str:
    """Service bases that wait for the viewer's check."""
    return views.queue(FACILITIES, viewer())
