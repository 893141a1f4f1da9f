"""Who may do what at the desk, and what the enterprise may do with its demand there."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.guards import Rule
from matchmaking.core.records import PUBLISHED, SUBMITTED
from matchmaking.demands.models import Demand
from matchmaking.listings.gates import is_locked
from matchmaking.listings.permissions import works_at_desk_for
from matchmaking.refinements.models import DemandRevision, Refinement, RefinementQuestion
from matchmaking.refinements.queries import charged_ids
from matchmaking.refinements.states import ASKED, AWAITING, SENT


def is_in_charge(viewer: Viewer, demand: Demand) -> bool:
    """Took charge of the demand, alone or with a squad; only who has a desk for its county can."""
    return works_at_desk_for(viewer, demand.county_code) and demand.id in charged_ids(viewer)


def has_desk_for(viewer: Viewer, demand: Demand) -> bool:
    """Brokers, and the officers in charge of the county."""
    return works_at_desk_for(viewer, demand.county_code)


def can_view_refinement(viewer: Viewer, demand: Demand) -> bool:
    """Open the desk's page of a demand: while it waits everybody with a desk for its county, later who is in charge.

    A demand that is public may keep parts of its text for a few; its revisions hold the whole of it.
    """
    return has_desk_for(viewer, demand) and (demand.state == SUBMITTED or is_in_charge(viewer, demand))


def is_free(refinement: Refinement | None) -> bool:
    """Whether nobody is in charge."""
    return refinement is None or (refinement.in_charge_id is None and refinement.squad_id is None)


def can_claim(viewer: Viewer, demand: Demand, refinement: Refinement | None) -> bool:
    """Take charge of what waits, is nobody's, and is not under way in a room above."""
    if is_locked(demand):
        return False
    return demand.state == SUBMITTED and works_at_desk_for(viewer, demand.county_code) and is_free(refinement)


def can_work_on(viewer: Viewer, demand: Demand, refinement: Refinement | None) -> bool:
    """Triage, write revisions, ask and merge: who is in charge, or anybody at the desk while nobody is.

    Nobody while a room above has the demand under way, for example when experts judge it.
    """
    if is_locked(demand) or demand.state != SUBMITTED or not works_at_desk_for(viewer, demand.county_code):
        return False
    return is_free(refinement) or is_in_charge(viewer, demand)


def can_join(viewer: Viewer, one: Demand, other: Demand) -> bool:
    """Link two demands that wait or are public as one possible order: who has a desk for one of them.

    Nobody who would learn nothing else of the other one than that it exists: both must be seen anyway.
    """
    states = {one.state, other.state}
    return states <= {SUBMITTED, PUBLISHED} and (has_desk_for(viewer, one) or has_desk_for(viewer, other))


def can_assign(viewer: Viewer, demand: Demand, refinement: Refinement | None) -> bool:
    """Give it to somebody, or let it go: who may work on it, and always the officers of its county."""
    if can_work_on(viewer, demand, refinement):
        return True
    return demand.state == SUBMITTED and viewer.looks_after(demand.county_code)


def can_view_progress(viewer: Viewer, demand: Demand) -> bool:
    """What the desk asks and proposes: the people of the enterprise."""
    return viewer.belongs_to(demand.organisation_id)


def can_answer_question(
    viewer: Viewer, demand: Demand, refinement: Refinement | None, question: RefinementQuestion
) -> bool:
    """Answer the question that is open: who writes for the enterprise."""
    return (
        viewer.edits_for(demand.organisation_id)
        and refinement is not None
        and refinement.state == ASKED
        and question.answered_at is None
    )


def can_decide_revision(
    viewer: Viewer, demand: Demand, refinement: Refinement | None, revision: DemandRevision | None
) -> bool:
    """Approve, decline or change the revision that was sent: who writes for the enterprise."""
    return (
        viewer.edits_for(demand.organisation_id)
        and refinement is not None
        and refinement.state == AWAITING
        and revision is not None
        and revision.state == SENT
    )


def can_manage_squads(viewer: Viewer) -> bool:
    """Make squads and change them: officers and administrators."""
    return viewer.is_officer


AT_SQUADS = Rule("officers", can_manage_squads)
