"""Who may do what in a selection: the demand's people, its reviewers, and who looks after the demand."""

from sqlalchemy import Select, or_, select

from matchmaking.accounts.models import Role, User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import is_in_charge
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.permissions import is_sealed
from matchmaking.selections.conflicts import Interests, is_excluded
from matchmaking.selections.models import Candidate, Reviewer, Selection
from matchmaking.selections.queries import blind_selection_ids, reviewer_in, signed_places, standing
from matchmaking.selections.states import SIGNED


def is_owner_side(viewer: Viewer, selection: Selection) -> bool:
    """Belong to the demand's organisation, and to none of those that answer it."""
    if not viewer.belongs_to(selection.demand.organisation_id):
        return False
    return not any(viewer.belongs_to(one.proposal.organisation_id) for one in standing(selection))


def can_set_up(viewer: Viewer, demand: Demand) -> bool:
    """Prepare how the answers to a published demand will be chosen from."""
    return demand.is_published and viewer.edits_for(demand.organisation_id)


def can_manage_selection(viewer: Viewer, selection: Selection) -> bool:
    """Screen, invite reviewers and decide: those who write for the demand's organisation."""
    return is_owner_side(viewer, selection) and viewer.edits_for(selection.demand.organisation_id)


def can_watch_selection(viewer: Viewer, selection: Selection) -> bool:
    """Read how far it has come: the officers of the county, and the broker who took charge of the demand."""
    demand = selection.demand
    if any(viewer.belongs_to(one.proposal.organisation_id) for one in standing(selection)):
        return False
    return viewer.looks_after(demand.county_code) or (viewer.is_broker and is_in_charge(viewer, demand))


def can_view_selection(viewer: Viewer, selection: Selection) -> bool:
    """Open its page: the demand's people, those who watch, and reviewers who have signed."""
    return (
        is_owner_side(viewer, selection)
        or can_watch_selection(viewer, selection)
        or active_reviewer(viewer, selection) is not None
    )


def can_read_record(viewer: Viewer, selection: Selection) -> bool:
    """Read who reviews, what was declared and how far they are: the demand's people and those who watch."""
    return is_owner_side(viewer, selection) or can_watch_selection(viewer, selection)


def active_reviewer(viewer: Viewer, selection: Selection) -> Reviewer | None:
    """The viewer's own part as a reviewer, signed and with no interest that the platform knows of."""
    reviewer = reviewer_in(selection, viewer.user_id)
    if reviewer is None or reviewer.state != SIGNED:
        return None
    return None if Interests(selection).of(reviewer.user) else reviewer


def can_read_answers(viewer: Viewer, selection: Selection) -> bool:
    """Read what was answered: the demand's people and active reviewers, and nobody while the answers are sealed."""
    if is_sealed(selection.demand):
        return False
    return is_owner_side(viewer, selection) or active_reviewer(viewer, selection) is not None


def can_read_candidate(viewer: Viewer, candidate: Candidate) -> bool:
    """Read one of them; a reviewer not those in which an interest was declared."""
    selection = candidate.selection
    if candidate not in standing(selection) or not can_read_answers(viewer, selection):
        return False
    if is_owner_side(viewer, selection):
        return True
    reviewer = active_reviewer(viewer, selection)
    return reviewer is not None and not is_excluded(reviewer, candidate)


def is_blind_to(viewer: Viewer, selection: Selection) -> bool:
    """Whether this viewer reads letters instead of names: reviewers until delivery, the owner until it has decided."""
    if not selection.is_blind or selection.is_delivered:
        return False
    if is_owner_side(viewer, selection):
        return selection.is_open and selection.is_blind_for_owner
    return True


def can_comment(viewer: Viewer, selection: Selection) -> bool:
    """Write a remark: the demand's people and active reviewers, until the decision is delivered."""
    return not selection.is_delivered and can_read_answers(viewer, selection)


def is_invited(viewer: Viewer, reviewer: Reviewer) -> bool:
    """Whether an invitation is this person's: by account, or by an address that no account has used yet."""
    if not viewer.is_signed_in:
        return False
    if reviewer.user_id is not None:
        return reviewer.user_id == viewer.user_id
    return current_session().scalar(select(User.email).where(User.id == viewer.user_id)) == reviewer.email


def sees_reviews_of_others(viewer: Viewer, candidate: Candidate) -> bool:
    """Read what the other reviewers said: a reviewer only after the own review is in, so that nobody leans on them."""
    selection = candidate.selection
    own = reviewer_in(selection, viewer.user_id)
    if own is not None and own.state == SIGNED:
        return any(one.candidate_id == candidate.id and one.handed_in_at for one in own.reviews)
    return is_owner_side(viewer, selection)


def demands_to_choose_for(viewer: Viewer) -> Select[tuple[int]] | None:
    """The demands whose selections stand on the viewer's list: the own ones, or those that the viewer looks after."""
    ways = []
    if viewer.organisation_id is not None:
        ways.append(Demand.organisation_id == viewer.organisation_id)
    if viewer.is_city_officer:
        ways.append(Demand.id.is_not(None))
    elif viewer.role == Role.COUNTY_OFFICER and viewer.county_code:
        ways.append(Demand.county_code == viewer.county_code)
    elif viewer.is_broker:
        ways.append(Demand.id.is_not(None))
    return select(Demand.id).where(or_(*ways)) if ways else None


def proposals_to_review(viewer: Viewer) -> Select[tuple[int]] | None:
    """For the room of the proposals: what the viewer reads as a reviewer, under its own name.

    Blind answers are read here under their letters only, so they are left out until the decision is delivered.
    """
    if not viewer.is_signed_in:
        return None
    ids = [
        candidate.proposal_id
        for reviewer, selection in signed_places(viewer.user_id or 0)
        if not (selection.is_blind and not selection.is_delivered) and active_reviewer(viewer, selection) is not None
        for candidate in selection.candidates
        if not is_excluded(reviewer, candidate)
    ]
    return select(Proposal.id).where(Proposal.id.in_(ids)) if ids else None


def proposals_to_hide(viewer: Viewer) -> Select[tuple[int]] | None:
    """For the room of the proposals: answers whose teams the viewer's own organisations may not know yet."""
    return blind_selection_ids(viewer.memberships) if viewer.memberships else None
