"""The argument (专家论证): who is asked, who must stay out, the scores, and what they come to."""

from collections.abc import Mapping

from flask_babel import gettext as _

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.challenges.models import Challenge, ChallengeExpert
from matchmaking.challenges.queries import experts_of, scored, waiting_experts
from matchmaking.challenges.states import (
    DECLINED,
    EXPERT_STATES,
    FAILED,
    INVITED,
    PASSED,
    REMOVED,
    SCORED,
)
from matchmaking.challenges.steps import SCORE, move, page_of, tell_enterprise, tell_officers, tell_person
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.letters import path_to
from matchmaking.organisations.queries import membership_of

MOST_EXPERTS = 15


def invite_expert(challenge: Challenge, user: User, *, actor: Viewer) -> ChallengeExpert:
    """Ask a person to argue. Raises RuleBroken for who must stay out, without saying why: a name may be hidden."""
    known = [one for one in experts_of(challenge) if one.user_id == user.id]
    if any(one.state in (INVITED, SCORED) for one in known):
        raise RuleBroken(_("已经邀请过这位专家。"))
    if known or user.id == actor.user_id or is_barred(challenge, user):
        raise RuleBroken(_("按回避规则，不能请这位专家论证这项需求。请换一位。"))
    if len([one for one in experts_of(challenge) if one.state in (INVITED, SCORED)]) >= MOST_EXPERTS:
        raise RuleBroken(_("最多邀请 %(most)s 位专家。", most=MOST_EXPERTS))
    expert = ChallengeExpert(challenge=challenge, user=user, round=challenge.round, invited_by_id=actor.user_id)
    current_session().add(expert)
    # The clock and the address need the id.
    current_session().flush()
    history.record("challenge_experts.invited", expert, actor=actor, to_state=INVITED)
    clock = open_clock(SCORE, expert, user_id=user.id, county_code=challenge.demand.county_code)
    tell_person(user.id, challenge, "invited", path_of(expert), due=clock.due_at.isoformat())
    return expert


def is_barred(challenge: Challenge, user: User) -> bool:
    """Members of the enterprise never judge its own demand."""
    return membership_of(challenge.demand.organisation_id, user.id) is not None


def path_of(expert: ChallengeExpert) -> str:
    """The page on which the expert scores."""
    return path_to("challenges.score_challenge", expert_id=expert.id)


def remove_expert(expert: ChallengeExpert, *, actor: Viewer) -> None:
    """Take an invitation back; scores that were given no longer count, but stay on record."""
    EXPERT_STATES.move(expert, REMOVED, actor=actor)
    close_clock(SCORE, expert, was_answered=False)


def decline_argument(expert: ChallengeExpert, *, reason: str, actor: Viewer) -> None:
    """The expert has an interest or no time; the officers look for somebody else."""
    EXPERT_STATES.move(expert, DECLINED, actor=actor)
    expert.decline_reason, expert.scores, expert.opinion = reason, {}, ""
    close_clock(SCORE, expert)
    tell_officers(expert.challenge, "expert_declined", name=expert.user.name)


def score_challenge(expert: ChallengeExpert, *, scores: Mapping[str, int], opinion: str, actor: Viewer) -> None:
    """Keep the scores of an expert who has declared to have no interest; they may be corrected until the conclusion."""
    if is_barred(expert.challenge, expert.user):
        raise RuleBroken(_("按回避规则，您不能论证这项需求。"))
    if expert.state != SCORED:
        EXPERT_STATES.move(expert, SCORED, actor=actor)
    else:
        history.record("challenge_experts.corrected", expert, actor=actor)
    expert.scores, expert.opinion = dict(scores), opinion
    expert.declared_at = expert.scored_at = now()
    close_clock(SCORE, expert)
    # The state of this expert must be stored before the others are counted.
    current_session().flush()
    if len(scored(expert.challenge)) == expert.challenge.rules.experts:
        tell_officers(expert.challenge, "scored", count=expert.challenge.rules.experts)


def result_of(challenge: Challenge) -> float | None:
    """The mean of all scores that count, with the weights of the rules."""
    return challenge.rules.result_of([one.scores for one in scored(challenge)])


def conclude_argument(challenge: Challenge, *, conclusion: str, actor: Viewer) -> bool:
    """Passed or not, as the scores say; `conclusion` are the reasons that the enterprise reads. True when passed.

    Raises RuleBroken while fewer experts than the rules ask for have scored.
    """
    count, wanted = len(scored(challenge)), challenge.rules.experts
    if count < wanted:
        raise RuleBroken(_("规则要求至少 %(wanted)s 位专家评分，现在只有 %(count)s 位。", wanted=wanted, count=count))
    for expert in waiting_experts(challenge):
        remove_expert(expert, actor=actor)
    result = result_of(challenge)
    has_passed = challenge.rules.passes(result)
    challenge.result, challenge.conclusion = round(result or 0, 1), conclusion
    move(challenge, PASSED if has_passed else FAILED, actor=actor, result=challenge.result)
    tell_enterprise(challenge, "argued", actor, has_passed=has_passed)
    return has_passed


__all__ = [
    "conclude_argument", "decline_argument", "invite_expert", "is_barred", "page_of", "path_of", "remove_expert",
    "result_of", "score_challenge",
]  # fmt: skip
