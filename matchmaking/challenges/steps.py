"""The one place where a challenge takes a step: state, history, the clock of whoever must act next, and notices."""

from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.challenges.models import Challenge
from matchmaking.challenges.states import (
    ARGUING,
    CHALLENGE_STATES,
    CHECKING,
    CLEARED,
    PASSED,
    PREPARING,
    STOPPED,
)
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.core.letters import path_to
from matchmaking.notifications.services import notify, withdraw_about
from matchmaking.organisations.queries import officer_ids, writer_ids

CHECK, ARGUE, PUBLICISE = "challenge_check", "challenge_argue", "challenge_publicise"
ANNOUNCE, REVISION, RESULT = "challenge_announce", "challenge_revision", "challenge_result"
SCORE = "argument_score"
# State → the clock that runs in it; REVISION is the enterprise's, the others are the officers'.
CLOCKS = {
    CHECKING: CHECK,
    ARGUING: ARGUE,
    PASSED: PUBLICISE,
    STOPPED: PUBLICISE,
    CLEARED: ANNOUNCE,
    PREPARING: REVISION,
}

# What officers are told; unread, it goes with the step that it asks for.
OFFICER_STEPS = ("submitted", "expert_declined", "scored", "cleared", "decided")


def move(challenge: Challenge, target: str, *, actor: Viewer | None, reason: str | None = None, **data: Any) -> None:
    """Take a step. Raises RuleBroken for one that is not on the way."""
    before = challenge.state
    officers = officer_ids(challenge.demand.county_code)
    for step in OFFICER_STEPS:
        # What they were asked to do is done, or has lost its object.
        withdraw_about(officers, f"challenges.{step}", page_of(challenge))
    CHALLENGE_STATES.move(challenge, target, actor=actor, reason=reason, **data)
    challenge.state_reason = reason
    for kind in {CLOCKS.get(before), RESULT} - {None}:
        close_clock(str(kind), challenge)
    kind = CLOCKS.get(target)
    if kind is not None:
        demand = challenge.demand
        own = demand.organisation_id if kind == REVISION else None
        open_clock(kind, challenge, county_code=demand.county_code, organisation_id=own)


def page_of(challenge: Challenge) -> str:
    """The page of the procedure."""
    return path_to("challenges.show_challenge", challenge_id=challenge.id)


def tell_enterprise(challenge: Challenge, step: str, actor: Viewer | None = None, **data: Any) -> None:
    """Tell those who write for the enterprise, except who did it."""
    people = writer_ids(challenge.demand.organisation_id)
    _tell([one for one in people if actor is None or one != actor.user_id], challenge, step, page_of(challenge), data)


def tell_officers(challenge: Challenge, step: str, **data: Any) -> None:
    """Tell the officers in charge. The words hold the title of the demand and nothing of the enterprise."""
    _tell(officer_ids(challenge.demand.county_code), challenge, step, page_of(challenge), data)


def tell_person(user_id: int, challenge: Challenge, step: str, path: str, **data: Any) -> None:
    """Tell one person, for example an expert."""
    _tell([user_id], challenge, step, path, data)


def _tell(people: list[int], challenge: Challenge, step: str, path: str, data: dict[str, Any]) -> None:
    # The version makes the same step after a change something new.
    once = f"challenges:{challenge.id}:{step}:{challenge.round}:{challenge.version}"
    notify(people, f"challenges.{step}", once, path, title=challenge.demand.title, **data)
