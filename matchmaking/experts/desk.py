"""The steps of an expert: hand in, publish, send back, withdraw, reopen; and what waits for a check."""

from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.experts.side import EXPERTS
from matchmaking.experts.steps import WRITING
from matchmaking.experts.views import Answer, experts
from matchmaking.listings import step_views, views
from matchmaking.listings.permissions import AT_DESK


@experts.route("/experts/<int:expert_id>/submit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def submit_expert(expert_id: int) -> Answer:
    """Check the answers and hand the expert in."""
    expert = views.load(EXPERTS, expert_id, viewer())
    return step_views.submit(WRITING, expert, viewer())


@experts.post("/experts/<int:expert_id>/publish")
@guard(AT_DESK)
def publish_expert(expert_id: int) -> Response:
    """Make it public."""
    return views.publish(EXPERTS, views.load(EXPERTS, expert_id, viewer()), viewer())


@experts.route("/experts/<int:expert_id>/send-back", methods=["GET", "POST"])
@guard(AT_DESK)
def send_back_expert(expert_id: int) -> Answer:
    """Return it to its writers with a reason."""
    return views.send_back(EXPERTS, views.load(EXPERTS, expert_id, viewer()), viewer())


@experts.route("/experts/<int:expert_id>/withdraw", methods=["GET", "POST"])
@guard(SIGNED_IN)
def withdraw_expert(expert_id: int) -> Answer:
    """Take it out of sight with a reason."""
    return views.withdraw(EXPERTS, views.load(EXPERTS, expert_id, viewer()), viewer())


@experts.post("/experts/<int:expert_id>/reopen")
@guard(SIGNED_IN)
def reopen_expert(expert_id: int) -> Response:
    """Make a draft of it again."""
    return views.reopen(EXPERTS, views.load(EXPERTS, expert_id, viewer()), viewer())


@experts.get("/desk/experts")
@guard(AT_DESK)
def desk_queue() -> str:
    """Experts that wait for the viewer's check."""
    return views.queue(EXPERTS, viewer())
