"""Reads experts."""

from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.experts.models import Expert, ExpertAchievement
from matchmaking.experts.states import SELF


def own_profile(viewer: Viewer) -> Expert | None:
    """The profile that this person has written of themselves in the organisation that they act for."""
    query = select(Expert).where(
        Expert.written_for == SELF,
        Expert.created_by_id == (viewer.user_id or 0),
        Expert.organisation_id == (viewer.organisation_id or 0),
    )
    return current_session().scalar(query.order_by(Expert.id).limit(1))


def link_with(link_id: int) -> ExpertAchievement | None:
    """One link; ask who may decide about it before showing it."""
    return current_session().get(ExpertAchievement, link_id)
