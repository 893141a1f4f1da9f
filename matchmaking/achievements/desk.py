"""The steps of an achievement: hand in, publish, send back, withdraw, reopen; and what waits for a check."""

from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.achievements.steps import WRITING
from matchmaking.achievements.views import Answer, achievements
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.listings import step_views, views
from matchmaking.listings.permissions import AT_DESK


@achievements.route("/achievements/<int:achievement_id>/submit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def submit_achievement(achievement_id: int) -> Answer:
    """Check the answers and hand the achievement in."""
    achievement = views.load(ACHIEVEMENTS, achievement_id, viewer())
    return step_views.submit(WRITING, achievement, viewer())


@achievements.post("/achievements/<int:achievement_id>/publish")
@guard(AT_DESK)
def publish_achievement(achievement_id: int) -> Response:
    """Make it public."""
    return views.publish(ACHIEVEMENTS, views.load(ACHIEVEMENTS, achievement_id, viewer()), viewer())


@achievements.route("/achievements/<int:achievement_id>/send-back", methods=["GET", "POST"])
@guard(AT_DESK)
def send_back_achievement(achievement_id: int) -> Answer:
    """Return it to its writers with a reason."""
    return views.send_back(ACHIEVEMENTS, views.load(ACHIEVEMENTS, achievement_id, viewer()), viewer())


@achievements.route("/achievements/<int:achievement_id>/withdraw", methods=["GET", "POST"])
@guard(SIGNED_IN)
def withdraw_achievement(achievement_id: int) -> Answer:
    """Take it out of sight with a reason."""
    return views.withdraw(ACHIEVEMENTS, views.load(ACHIEVEMENTS, achievement_id, viewer()), viewer())


@achievements.post("/achievements/<int:achievement_id>/reopen")
@guard(SIGNED_IN)
def reopen_achievement(achievement_id: int) -> Response:
    """Make a draft of it again."""
    return views.reopen(ACHIEVEMENTS, views.load(ACHIEVEMENTS, achievement_id, viewer()), viewer())


@achievements.get("/desk/achievements")
@guard(AT_DESK)
def desk_queue() -> str:
    """Achievements that wait for the viewer's check."""
    return views.queue(ACHIEVEMENTS, viewer())
