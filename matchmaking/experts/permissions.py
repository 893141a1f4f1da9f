"""Who writes a profile, and who learns whose it is."""

from sqlalchemy import ColumnElement, Select, and_, or_

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.records import SUBMITTED
from matchmaking.experts.models import Expert
from matchmaking.experts.states import NAMED, SELF
from matchmaking.listings.disclosure import register_name_rule
from matchmaking.listings.permissions import Writers, register_writers, works_at_desk_for
from matchmaking.listings.permissions import can_view_listing as can_view_expert
from matchmaking.listings.permissions import writes as can_write_expert


def is_holder(viewer: Viewer, expert: Expert) -> bool:
    """Whether the profile is about this very person, who wrote it."""
    return viewer.is_signed_in and expert.holder_id == viewer.user_id


def held_by(viewer: Viewer) -> ColumnElement[bool]:
    """The same in SQL."""
    return and_(Expert.written_for == SELF, Expert.created_by_id == (viewer.user_id or 0))


def _begins(viewer: Viewer) -> bool:
    """Everybody writes of themselves, whatever they may do for the organisation."""
    return viewer.is_signed_in and viewer.organisation_id is not None


def _writes(viewer: Viewer, expert: Expert) -> bool:
    """The person, as long as it belongs to the organisation; for people without an account, who writes for it."""
    if expert.holder_id is not None:
        return expert.holder_id == viewer.user_id and viewer.belongs_to(expert.organisation_id)
    return viewer.edits_for(expert.organisation_id)


def name_is_shown(viewer: Viewer, expert: Expert) -> bool:
    """Whether the viewer learns who it is: everybody where the person agreed, else the own people and who checks it."""
    if expert.consent == NAMED or viewer.belongs_to(expert.organisation_id) or is_holder(viewer, expert):
        return True
    return expert.state == SUBMITTED and works_at_desk_for(viewer, expert.county_code)


def named_for(query: Select[tuple[Expert]], viewer: Viewer, organisation_id: int) -> Select[tuple[Expert]]:
    """Of the experts of one organisation, those that its page may show without giving anybody away."""
    return query if viewer.belongs_to(organisation_id) else query.where(Expert.consent == NAMED)


def can_link(viewer: Viewer, expert: Expert) -> bool:
    """Say which achievements the person worked on."""
    return can_write_expert(viewer, expert)


def can_decide_link(viewer: Viewer, expert: Expert) -> bool:
    """Confirm that for the organisation, or not."""
    return viewer.edits_for(expert.organisation_id)


def can_read_fits(viewer: Viewer, expert: Expert) -> bool:
    """See which demands the profile may fit: the person; for people without an account, who writes for them."""
    return is_holder(viewer, expert) or can_write_expert(viewer, expert)


def answered_by(viewer: Viewer) -> ColumnElement[bool]:
    """A condition: profiles for which this viewer answers requests."""
    places = [one for one in viewer.memberships if viewer.edits_for(one)]
    theirs = and_(Expert.organisation_id.in_(places), or_(Expert.written_for != SELF, Expert.created_by_id.is_(None)))
    return or_(held_by(viewer), theirs)


register_writers(Expert, Writers(_begins, _writes, is_holder))
register_name_rule(Expert, name_is_shown)

__all__ = [
    "answered_by", "can_decide_link", "can_link", "can_read_fits", "can_view_expert", "can_write_expert", "held_by",
    "is_holder", "name_is_shown", "named_for",
]  # fmt: skip
