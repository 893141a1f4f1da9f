"""Confirming that achievements still hold, and bringing back those that were hidden."""

from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.achievements.views import Answer, achievements
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.listings import renewal_views, views
from matchmaking.listings.forms import RenewForm


@achievements.post("/achievements/<int:achievement_id>/confirm")
@guard(SIGNED_IN)
def confirm_achievement(achievement_id: int) -> Response:
    """It still holds; one that was hidden is public again."""
    return renewal_views.confirm(ACHIEVEMENTS, views.load(ACHIEVEMENTS, achievement_id, viewer()), viewer())


@achievements.post("/achievements/mine/confirm")
@guard(SIGNED_IN)
def confirm_achievements() -> Response:
    """Those that were ticked on the list of one's own still hold."""
    return renewal_views.confirm_many(ACHIEVEMENTS, viewer())


@achievements.route("/achievements/<int:achievement_id>/renew", methods=["GET", "POST"])
@guard(SIGNED_IN)
def renew_achievement(achievement_id: int) -> Answer:
    """Bring a hidden one back."""
    return renewal_views.renew(ACHIEVEMENTS, views.load(ACHIEVEMENTS, achievement_id, viewer()), viewer(), RenewForm)
