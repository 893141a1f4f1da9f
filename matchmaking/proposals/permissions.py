"""Who may do what with a proposal. Nobody reads one because of a role alone: an answer holds a team's ideas."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select

from matchmaking.accounts.models import Role
from matchmaking.accounts.viewer import EDITING, Viewer
from matchmaking.core.db import current_session
from matchmaking.demands.deadlines import is_over, not_over
from matchmaking.demands.models import Demand
from matchmaking.demands.modes import CHALLENGE
from matchmaking.demands.permissions import can_answer_demand, is_in_charge
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.states import DRAFT, HANDED_IN

ReadableIds = Callable[[Viewer], Select[tuple[int]] | None]
_readers: list[ReadableIds] = []
_blindness: list[tuple[ReadableIds, Callable[[Demand], bool]]] = []


def register_reader(readable: ReadableIds) -> None:
    """Let a room above give people proposals to read: `readable(viewer)` selects their ids, or None for nobody."""
    if readable not in _readers:
        _readers.append(readable)


def register_blindness(hidden: ReadableIds, is_blind: Callable[[Demand], bool]) -> None:
    """Let a room above keep from the demand's own people whose answers they read, until they have decided.

    `hidden(viewer)` selects the proposals that are read there, under neutral names, and not here; `is_blind(demand)`:
    whether notices leave the name of the team out.
    """
    if (hidden, is_blind) not in _blindness:
        _blindness.append((hidden, is_blind))


def is_blind_for_owner(demand: Demand) -> bool:
    """Whether the demand's own people may not know yet who answers."""
    return any(is_blind(demand) for _hidden, is_blind in _blindness)


def _hidden_ids(viewer: Viewer) -> list[Select[tuple[int]]]:
    return [query for hidden, _is_blind in _blindness if (query := hidden(viewer)) is not None]


def is_sealed(demand: Demand, moment: datetime | None = None) -> bool:
    """Whether the answers to a demand may not be opened yet: under 揭榜, before the deadline has passed."""
    return demand.mode == CHALLENGE and demand.deadline_on is not None and not is_over(demand.deadline_on, moment)


def oversees(viewer: Viewer, demand: Demand) -> bool:
    """Be in charge of a demand: who took charge of it at the desk, and the officers of its county."""
    return is_in_charge(viewer, demand) or viewer.looks_after(demand.county_code)


def is_demand_side(viewer: Viewer, demand: Demand) -> bool:
    """Belong to those who read the answers to this demand: its organisation, and who is in charge of it."""
    return viewer.belongs_to(demand.organisation_id) or oversees(viewer, demand)


def reads_every_answer(viewer: Viewer, demand: Demand) -> bool:
    """Read all that was answered to a demand here: nobody while it is sealed, its own people not while it is blind."""
    if is_sealed(demand) or (viewer.belongs_to(demand.organisation_id) and is_blind_for_owner(demand)):
        return False
    return is_demand_side(viewer, demand)


def can_view_proposal(viewer: Viewer, proposal: Proposal) -> bool:
    """Read a proposal: its own side always (a draft only its editors), the demand's side and its reviewers later."""
    if proposal.state == DRAFT:
        return viewer.edits_for(proposal.organisation_id)
    if viewer.belongs_to(proposal.organisation_id):
        return True
    if proposal.state not in HANDED_IN or is_sealed(proposal.demand):
        return False
    return reads_every_answer(viewer, proposal.demand) or _is_reader(viewer, proposal)


def _is_reader(viewer: Viewer, proposal: Proposal) -> bool:
    asked = [query for readable in _readers if (query := readable(viewer)) is not None]
    found = [current_session().scalar(select(Proposal.id).where(Proposal.id == proposal.id, Proposal.id.in_(query)))
             for query in asked]  # fmt: skip
    return any(found)


def visible_proposals(viewer: Viewer) -> Select[tuple[Proposal]]:
    """The proposals that `can_view_proposal` lets this viewer read; every list starts here.

    Whose charge a demand is cannot be asked in SQL: of one demand use `lists.proposals_to`.
    """
    own = [Proposal.organisation_id.in_([one for one, role in viewer.memberships.items() if role in EDITING])]
    own.append(and_(Proposal.organisation_id.in_(list(viewer.memberships)), Proposal.state != DRAFT))
    reading: list[ColumnElement[bool]] = [Demand.organisation_id.in_(list(viewer.memberships)), _overseen(viewer)]
    reading += [Proposal.id.in_(query) for readable in _readers if (query := readable(viewer)) is not None]
    hidden = [Proposal.id.not_in(query) for query in _hidden_ids(viewer)]
    opened = and_(Proposal.state.in_(HANDED_IN), _is_open(), or_(*reading), *hidden)
    return select(Proposal).join(Proposal.demand).where(or_(*own, opened))


def _overseen(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.is_city_officer:
        return Demand.id.is_not(None)
    if viewer.role == Role.COUNTY_OFFICER and viewer.county_code:
        return Demand.county_code == viewer.county_code
    return false()


def _is_open() -> ColumnElement[bool]:
    """`not is_sealed` in SQL."""
    return or_(Demand.mode != CHALLENGE, Demand.deadline_on.is_(None), not_(not_over(Demand.deadline_on)))


def answering_organisations(viewer: Viewer, demand: Demand) -> list[int]:
    """The organisations in whose name the viewer may answer this demand now, the one acted for first.

    Who belongs to the demand's organisation answers for nobody: one person does not sit on both sides.
    """
    if viewer.belongs_to(demand.organisation_id):
        return []
    found = [one for one, role in viewer.memberships.items() if role in EDITING]
    able = [one for one in found if can_answer_demand(replace(viewer, organisation_id=one), demand)]
    return sorted(able, key=lambda one: one != viewer.organisation_id)


def can_start_proposal(viewer: Viewer, demand: Demand) -> bool:
    """Begin an answer, in the name of one of the viewer's organisations."""
    return bool(answering_organisations(viewer, demand))


def can_edit_proposal(viewer: Viewer, proposal: Proposal) -> bool:
    """Write: the editors of the answering organisation, as far as they know, while nothing is decided.

    The deadline is asked separately: it must refuse with words and keep what was typed.
    """
    return viewer.edits_for(proposal.organisation_id) and (
        proposal.state == DRAFT or (proposal.state in HANDED_IN and not proposal.is_delivered)
    )


def can_withdraw_proposal(viewer: Viewer, proposal: Proposal) -> bool:
    """Take a submitted proposal back: the same people, until the decision is delivered."""
    return proposal.state in HANDED_IN and not proposal.is_delivered and viewer.edits_for(proposal.organisation_id)


def can_discard_proposal(viewer: Viewer, proposal: Proposal) -> bool:
    """Throw a draft away."""
    return proposal.state == DRAFT and viewer.edits_for(proposal.organisation_id)


def takes_changes(demand: Demand, moment: datetime | None = None) -> bool:
    """Whether answers to this demand may still be written, by its state and its deadline, to the second."""
    return demand.is_published and not is_over(demand.deadline_on, moment)
