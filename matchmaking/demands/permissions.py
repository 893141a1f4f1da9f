"""Who may do what with a demand, and who learns whose it is."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, false, or_, true

from matchmaking.accounts.models import Role
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.demands.deadlines import end_of_day, is_over
from matchmaking.demands.models import Demand
from matchmaking.demands.modes import DIRECT, INVITED, MODE_CHANGES, PUBLIC_MODES
from matchmaking.demands.queries import demands_inviting, invitee_of, is_invited
from matchmaking.listings.audiences import Audience, limit_audience
from matchmaking.listings.disclosure import name_granted, register_name_rule, register_reader_rule
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


def accepts_answers_until(demand: Demand) -> datetime | None:
    """The first moment at which answers are no longer taken: 24:00 of the deadline day in the city. None: no limit."""
    return None if demand.deadline_on is None else end_of_day(demand.deadline_on)


def can_answer_demand(viewer: Viewer, demand: Demand) -> bool:
    """Answer in the name of the organisation that the viewer acts for.

    The demand is published and its deadline has not passed, to the second; it is not the own one; and it is open to
    everybody, or the organisation is invited and has not declined.
    """
    if not demand.is_published or is_over(demand.deadline_on):
        return False
    if viewer.organisation_id == demand.organisation_id or not viewer.edits_for(viewer.organisation_id):
        return False
    if demand.is_for_everybody:
        return True
    invitee = invitee_of(demand.id, viewer.organisation_id)
    return invitee is not None and invitee.declined_at is None


def can_extend_demand(viewer: Viewer, demand: Demand) -> bool:
    """Move the deadline of a published demand: its editors. How far and how often, `extending.refusal` says."""
    return demand.is_published and viewer.edits_for(demand.organisation_id)


def can_choose_invitees(viewer: Viewer, demand: Demand) -> bool:
    """Choose whom to ask: the editors, in a draft and, for an invited demand, also after it was published."""
    if not viewer.edits_for(demand.organisation_id):
        return False
    return (demand.mode in (INVITED, DIRECT) and demand.is_draft) or (demand.mode == INVITED and demand.is_published)


def can_see_invitees(viewer: Viewer, demand: Demand) -> bool:
    """Learn who was invited and what they said: its own people and the desk in charge; never the other invited."""
    if demand.mode not in (INVITED, DIRECT):
        return False
    return viewer.belongs_to(demand.organisation_id) or works_at_desk_for(viewer, demand.county_code)


def can_answer_invitation(viewer: Viewer, demand: Demand) -> bool:
    """Say yes or no for an invited institution that the viewer acts for, until the deadline."""
    if demand.is_for_everybody or not demand.is_published or is_over(demand.deadline_on):
        return False
    return viewer.edits_for(viewer.organisation_id) and invitee_of(demand.id, viewer.organisation_id) is not None


def can_change_mode(viewer: Viewer, demand: Demand) -> bool:
    """Publish a published demand in another way: its editors."""
    return demand.is_published and viewer.edits_for(demand.organisation_id) and bool(MODE_CHANGES[demand.mode])


def _chosen(viewer: Viewer) -> ColumnElement[bool]:
    """Demands for a chosen few that this viewer sees: the invited institutions, and the desk in charge."""
    if viewer.is_broker or viewer.is_city_officer:
        return true()
    ways = [Demand.id.in_(demands_inviting(list(viewer.memberships)))] if viewer.memberships else []
    if viewer.role == Role.COUNTY_OFFICER and viewer.county_code:
        ways.append(Demand.county_code == viewer.county_code)
    return or_(*ways) if ways else false()


def _is_chosen(viewer: Viewer, demand: Demand) -> bool:
    return works_at_desk_for(viewer, demand.county_code) or is_invited(demand.id, list(viewer.memberships))


limit_audience(
    Demand,
    Audience(
        public=lambda: Demand.mode.in_(PUBLIC_MODES),
        is_public=lambda demand: demand.is_for_everybody,
        chosen=_chosen,
        is_chosen=_is_chosen,
    ),
)
InCharge = Callable[[Viewer, Demand], bool]
_in_charge: list[InCharge] = []


def register_in_charge(asked: InCharge) -> None:
    """Have a room above say whether a viewer took charge of a demand; it must not cost a question for each demand."""
    if asked not in _in_charge:
        _in_charge.append(asked)


def is_in_charge(viewer: Viewer, demand: Demand) -> bool:
    """Whether the viewer took charge of the demand at the desk."""
    return any(asked(viewer, demand) for asked in _in_charge)


def organisation_shown(viewer: Viewer, demand: Demand) -> bool:
    """Whether the viewer learns whose demand it is.

    A hidden name is for its members, for the organisations that they agreed to, for whoever took charge of the demand,
    and for those at the desk who gave a reason; everybody else, brokers and officers too, sees only the county.
    """
    return not demand.hides_name or name_granted(viewer, demand) or is_in_charge(viewer, demand)


register_name_rule(Demand, organisation_shown)
register_reader_rule(Demand, is_in_charge)


def named_for(query: Select[tuple[Demand]], viewer: Viewer, organisation_id: int) -> Select[tuple[Demand]]:
    """Of the demands of one organisation, those that may be shown on its page without giving a hidden name away."""
    if viewer.belongs_to(organisation_id):
        return query
    is_open = Demand.hides_name.is_(False)
    if not viewer.is_signed_in:
        return query.where(is_open)
    hidden = current_session().scalars(query.where(Demand.hides_name))
    known = [one.id for one in hidden if organisation_shown(viewer, one)]
    return query.where(or_(is_open, Demand.id.in_(known)))


__all__ = [
    "accepts_answers_until", "can_answer_demand", "can_answer_invitation", "can_change_mode", "can_choose_invitees",
    "can_edit_demand", "can_extend_demand", "can_publish_demand", "can_reopen_demand", "can_see_invitees",
    "can_submit_demand", "can_view_demand", "can_withdraw_demand", "is_in_charge", "named_for", "organisation_shown",
    "register_in_charge", "visible_demands",
]  # fmt: skip
