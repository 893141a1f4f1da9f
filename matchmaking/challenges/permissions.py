"""Who may do what with a challenge: the enterprise applies, the officers run it, experts score, everybody reads it."""

from matchmaking.accounts.models import Role
from matchmaking.accounts.viewer import Viewer
from matchmaking.challenges.models import Challenge, ChallengeExpert
from matchmaking.challenges.states import (
    ARGUING,
    CHECKING,
    CLEARED,
    FAILED,
    INVITED,
    LIST_NOTICE,
    OPEN,
    PASSED,
    PREPARING,
    RESULT_NOTICE,
    SCORED,
    STOPPED,
    WRITABLE,
)
from matchmaking.core.guards import Rule, role
from matchmaking.core.records import DRAFT, SUBMITTED
from matchmaking.demands.deadlines import is_over
from matchmaking.demands.models import Demand
from matchmaking.demands.modes import CHALLENGE

OFFICERS = Rule("officers", lambda viewer: viewer.is_signed_in and viewer.is_officer)
ADMINISTRATOR = role(Role.ADMINISTRATOR)


def is_in_charge(viewer: Viewer, demand: Demand) -> bool:
    """An officer of its county or of the city, who does not belong to the enterprise."""
    return viewer.looks_after(demand.county_code) and not viewer.belongs_to(demand.organisation_id)


def can_view_challenge(viewer: Viewer, challenge: Challenge) -> bool:
    """The page of the procedure: the enterprise's people, and the officers once it was handed in."""
    if viewer.belongs_to(challenge.demand.organisation_id):
        return True
    return is_in_charge(viewer, challenge.demand) and challenge.state != PREPARING


def can_write_challenge(viewer: Viewer, demand: Demand, challenge: Challenge | None) -> bool:
    """Fill in what a challenge asks for: those who write for the enterprise, before it is handed in."""
    if demand.mode != CHALLENGE or demand.state not in (DRAFT, SUBMITTED):
        return False
    return viewer.edits_for(demand.organisation_id) and (challenge is None or challenge.state in WRITABLE)


def can_submit_challenge(viewer: Viewer, challenge: Challenge) -> bool:
    """Hand it in for the formal check, once the demand itself was handed in."""
    return can_write_challenge(viewer, challenge.demand, challenge) and challenge.demand.state == SUBMITTED


def can_check_challenge(viewer: Viewer, challenge: Challenge) -> bool:
    """The formal check: the officers in charge."""
    return challenge.state == CHECKING and is_in_charge(viewer, challenge.demand)


def can_manage_experts(viewer: Viewer, challenge: Challenge) -> bool:
    """Invite and remove experts, and conclude the argument: the officers in charge."""
    return challenge.state == ARGUING and is_in_charge(viewer, challenge.demand)


def can_publicise_challenge(viewer: Viewer, challenge: Challenge) -> bool:
    """Show it to the public: the officers in charge, after the argument or after a notice that was stopped."""
    return challenge.state in (PASSED, STOPPED) and is_in_charge(viewer, challenge.demand)


def can_return_challenge(viewer: Viewer, challenge: Challenge) -> bool:
    """Give it back to the enterprise with a reason."""
    states = (CHECKING, PASSED, FAILED, STOPPED, CLEARED)
    return challenge.state in states and is_in_charge(viewer, challenge.demand)


def can_announce_challenge(viewer: Viewer, challenge: Challenge) -> bool:
    """Announce it (发榜): the officers in charge, when the notice has ended."""
    return challenge.state == CLEARED and is_in_charge(viewer, challenge.demand)


def can_publicise_result(viewer: Viewer, challenge: Challenge) -> bool:
    """Show the public who was chosen, or end it without an answer: the officers in charge, after the deadline."""
    return (
        challenge.state == OPEN
        and is_in_charge(viewer, challenge.demand)
        and is_over(challenge.demand.deadline_on)
    )  # fmt: skip


def can_view_expert(viewer: Viewer, expert: ChallengeExpert) -> bool:
    """The page on which an expert scores: that person only."""
    return viewer.is_signed_in and viewer.user_id == expert.user_id


def can_score(viewer: Viewer, expert: ChallengeExpert) -> bool:
    """Score or correct the scores until the argument is concluded; never a member of the enterprise."""
    challenge = expert.challenge
    return (
        can_view_expert(viewer, expert)
        and expert.state in (INVITED, SCORED)
        and challenge.state == ARGUING
        and expert.round == challenge.round
        and not viewer.belongs_to(challenge.demand.organisation_id)
    )


def has_public_page(challenge: Challenge) -> bool:
    """Whether everybody may read about it: it was shown to the public or announced."""
    return challenge.is_announced or challenge.state in (LIST_NOTICE, CLEARED, RESULT_NOTICE)
