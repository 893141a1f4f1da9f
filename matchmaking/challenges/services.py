"""The rules and their versions; the enterprise's application; the formal check."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.challenges.checklist import TICKS, gaps
from matchmaking.challenges.models import Challenge, ChallengeRules
from matchmaking.challenges.queries import challenge_of, newest_rules
from matchmaking.challenges.rules import Rules, default_rules
from matchmaking.challenges.states import ARGUING, CHECKING, CLOSED, FAILED, PREPARING
from matchmaking.challenges.steps import move, tell_enterprise, tell_officers
from matchmaking.core import history
from matchmaking.core.db import current_session
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.records import SUBMITTED, changed_values
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.deadlines import end_check, start_check

# What experts judge and the public is shown; the deadline may be extended, so it does not belong to it.
CONTENT = (
    "title", "summary", "problem", "context", "tried", "offers", "kind", "budget_low", "budget_high", "rights_wish",
    "needs_readiness", "criteria",
)  # fmt: skip
OWN_CONTENT = ("term_months", "fund", "is_cash", "rights_rule", "conditions")


def rules_in_force() -> ChallengeRules:
    """The version for what begins now. Before anybody has changed or needed one: the defaults, not stored."""
    return newest_rules() or ChallengeRules(number=1, values=default_rules().values(), note="")


def change_rules(rules: Rules, *, note: str, seen_number: int | None, actor: Viewer) -> ChallengeRules:
    """Make a new version for challenges that begin from now on. Raises Conflict when somebody else was faster."""
    present = rules_in_force()
    if seen_number != present.number:
        raise Conflict(_("您打开这一页之后，别人已经改过揭榜规则，您的修改没有保存。请打开最新版本再改一次。"))
    _stored(present)
    version = ChallengeRules(
        number=present.number + 1, values=rules.values(), note=note, created_by_id=actor.user_id
    )  # fmt: skip
    current_session().add(version)
    history.record("challenge_rules.changed", version, actor=actor, data={"number": version.number})
    return version


def _stored(version: ChallengeRules) -> ChallengeRules:
    """The defaults become version 1 as soon as something refers to them."""
    if version.id is None:
        current_session().add(version)
        # What refers to it needs the id.
        current_session().flush()
    return version


def write_challenge(demand: Demand, values: Mapping[str, Any], *, actor: Viewer, is_sample: bool = False) -> Challenge:
    """Store what the enterprise says about the challenge; the first time it begins with the rules now in force."""
    challenge = challenge_of(demand)
    if challenge is None:
        challenge = Challenge(
            demand=demand, version_of_rules=_stored(rules_in_force()), is_sample=is_sample or demand.is_sample
        )  # fmt: skip
        current_session().add(challenge)
        history.record("challenges.created", challenge, actor=actor, to_state=PREPARING)
    for name, value in changed_values(challenge, dict(values)).items():
        setattr(challenge, name, value)
    if challenge.state in (FAILED, CLOSED):
        move(challenge, PREPARING, actor=actor)
    return challenge


def submit_challenge(challenge: Challenge, *, actor: Viewer) -> None:
    """Hand it in for the formal check. Raises RuleBroken while something is missing or the demand was not handed in."""
    if challenge.demand.state != SUBMITTED:
        raise RuleBroken(_("请先提交需求核验，再申请揭榜。"))
    if gaps(challenge):
        raise RuleBroken(_("揭榜资料还不齐，请按清单补充后再提交。"))
    move(challenge, CHECKING, actor=actor)
    challenge.ticks, challenge.check_note = [], ""
    # From now on the officers' clocks run; the desk has nothing to do with the demand until it comes back.
    end_check(DEMANDS, challenge.demand)
    tell_officers(challenge, "submitted")


def pass_check(challenge: Challenge, *, ticks: Sequence[str], note: str, actor: Viewer) -> None:
    """The formal check is passed: the argument begins on exactly this text. Raises RuleBroken for a missing tick."""
    if missing := [words for code, words in TICKS.items() if code not in ticks]:
        raise RuleBroken(_("还有没核对的项目：%(what)s。", what=_("、").join(str(one) for one in missing)))
    if gaps(challenge):
        raise RuleBroken(_("揭榜资料不齐，请退回企业补充。"))
    move(challenge, ARGUING, actor=actor, ticks=list(ticks))
    challenge.ticks, challenge.check_note = list(ticks), note
    challenge.round += 1
    challenge.fingerprint = fingerprint_of(challenge)
    challenge.result, challenge.conclusion = None, ""
    tell_enterprise(challenge, "checked", actor)


def return_challenge(challenge: Challenge, *, reason: str, actor: Viewer) -> None:
    """Back to the enterprise, which may then change everything; the argument begins anew afterwards."""
    move(challenge, PREPARING, actor=actor, reason=reason)
    if challenge.demand.state == SUBMITTED:
        start_check(DEMANDS, challenge.demand)
    tell_enterprise(challenge, "returned", actor, reason=reason)


def fingerprint_of(challenge: Challenge) -> str:
    """SHA-256 of the text that is argued, shown and published."""
    content = DEMANDS.values_of(challenge.demand)
    shown = {name: content[name] for name in CONTENT} | {name: getattr(challenge, name) for name in OWN_CONTENT}
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def require_same_text(challenge: Challenge) -> None:
    """Raises RuleBroken when the text is no longer the one that the experts judged."""
    if challenge.fingerprint != fingerprint_of(challenge):
        raise RuleBroken(_("论证之后需求内容改过，与专家看到的不一致。请退回企业，重新审查和论证。"))
