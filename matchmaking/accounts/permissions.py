"""Who may do what with accounts."""

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer


def can_manage_people(viewer: Viewer) -> bool:
    """Only administrators see the list of people."""
    return viewer.is_admin


def can_deactivate_user(viewer: Viewer, user: User) -> bool:
    """An administrator may, but not the own account, so that nobody locks the door from outside."""
    return viewer.is_admin and user.id != viewer.user_id


def can_grant_role(viewer: Viewer, user: User) -> bool:
    """An administrator may, but not to the own account: a second pair of eyes takes rights away."""
    return viewer.is_admin and user.id != viewer.user_id
