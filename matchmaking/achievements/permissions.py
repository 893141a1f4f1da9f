"""Who may do what with an achievement."""

from sqlalchemy import Select

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.listings.permissions import can_edit_listing as can_edit_achievement
from matchmaking.listings.permissions import can_publish_listing as can_publish_achievement
from matchmaking.listings.permissions import can_reopen_listing as can_reopen_achievement
from matchmaking.listings.permissions import can_submit_listing as can_submit_achievement
from matchmaking.listings.permissions import can_view_listing as can_view_achievement
from matchmaking.listings.permissions import can_withdraw_listing as can_withdraw_achievement
from matchmaking.listings.permissions import visible


def visible_achievements(viewer: Viewer) -> Select[tuple[Achievement]]:
    """The achievements that this viewer may see; lists, search hits, exports and feeds all start here."""
    return visible(Achievement, viewer)


__all__ = [
    "can_edit_achievement", "can_publish_achievement", "can_reopen_achievement", "can_submit_achievement",
    "can_view_achievement", "can_withdraw_achievement", "visible_achievements",
]  # fmt: skip
