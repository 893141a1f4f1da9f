"""Who may do what with a demand, and who learns whose it is."""

from sqlalchemy import Select, or_

from matchmaking.accounts.viewer import Viewer
from matchmaking.demands.models import Demand
from matchmaking.listings.permissions import can_edit_listing as can_edit_demand
from matchmaking.listings.permissions import can_publish_listing as can_publish_demand
from matchmaking.listings.permissions import can_reopen_listing as can_reopen_demand
from matchmaking.listings.permissions import can_submit_listing as can_submit_demand
from matchmaking.listings.permissions import can_view_listing as can_view_demand
from matchmaking.listings.permissions import can_withdraw_listing as can_withdraw_demand
from matchmaking.listings.permissions import visible, works_at_desk_for


def visible_demands(viewer: Viewer) -> Select[tuple[Demand]]:
    """The demands that this viewer may see; lists, search hits, exports and feeds all start here."""
    return visible(Demand, viewer)


def organisation_shown(viewer: Viewer, demand: Demand) -> bool:
    """Whether the viewer learns whose demand it is.

    A hidden name is for its members, for brokers and for the officers in charge; everybody else sees only the county.
    """
    if not demand.hides_name:
        return True
    return viewer.belongs_to(demand.organisation_id) or works_at_desk_for(viewer, demand.county_code)


def can_read_files(viewer: Viewer, demand: Demand) -> bool:
    """Download what is attached. Letterheads and file names give an organisation away, so they follow its name."""
    return can_view_demand(viewer, demand) and organisation_shown(viewer, demand)


def named_for(query: Select[tuple[Demand]], viewer: Viewer, organisation_id: int) -> Select[tuple[Demand]]:
    """Of the demands of one organisation, those that may be shown on its page without giving a hidden name away."""
    if viewer.belongs_to(organisation_id) or viewer.is_broker or viewer.is_city_officer:
        return query
    if viewer.is_officer:
        return query.where(or_(Demand.hides_name.is_(False), Demand.county_code == (viewer.county_code or "")))
    return query.where(Demand.hides_name.is_(False))


__all__ = [
    "can_edit_demand", "can_publish_demand", "can_read_files", "can_reopen_demand", "can_submit_demand",
    "can_view_demand",
    "can_withdraw_demand", "named_for", "organisation_shown", "visible_demands",
]  # fmt: skip
