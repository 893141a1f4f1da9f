"""What a proposal promises against what the demand requires, criterion by criterion, with matching's comparison."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matchmaking.listings.values import value_text
from matchmaking.matching.comparison import Finding, Offer, Requirement, compare_one
from matchmaking.matching.intervals import MET, NOT_MET, NOT_STATED, PARTLY
from matchmaking.proposals.models import Promise, Proposal

YES, TALK, NO = "yes", "talk", "no"


@dataclass(frozen=True)
class PromiseFinding:
    """The outcome for one criterion.

    `verdict` is met, partly, not_met or not_stated. `promised` is the value in words, empty when nothing is stated;
    `as_wanted`: promised exactly as required, without a value of its own. `margin` is the relative distance to the
    target, positive beyond it. `finding` is matching's, with its reason, or None where a promise was refused or open.
    """

    position: int
    criterion_id: int | None
    name: str
    importance: str
    wanted: str
    answer: str | None
    promised: str
    as_wanted: bool
    condition: str
    proof: str
    verdict: str
    margin: float | None
    finding: Finding | None


def findings_of(proposal: Proposal) -> list[PromiseFinding]:
    """One for each criterion that the demand had when the proposal was last saved, in its order."""
    return [finding_of(one) for one in proposal.promises]


def finding_of(promise: Promise) -> PromiseFinding:
    """Yes counts as far as its value reaches; open to talks is at most partly met; no is not met."""
    found = _compared(promise)
    verdict = found.verdict if found else NOT_STATED
    if promise.answer == NO:
        verdict = NOT_MET
    elif promise.answer == TALK and verdict == MET:
        verdict = PARTLY
    elif promise.answer is None:
        verdict = NOT_STATED
    as_wanted = promise.answer == YES and not promise.has_value
    return PromiseFinding(
        position=promise.position,
        criterion_id=promise.criterion_id,
        name=promise.name,
        importance=promise.importance,
        wanted=promise.wanted,
        answer=promise.answer,
        promised=promise.wanted if as_wanted else promise_text(promise),
        as_wanted=as_wanted,
        condition=promise.condition or "",
        proof=promise.note or "",
        verdict=verdict.lower(),
        margin=found.margin if found else None,
        finding=found,
    )


def promise_text(promise: Promise) -> str:
    """The promised value in words, without its circumstances."""
    return value_text(promise.operator, promise.value_low, promise.value_high, promise.text, promise.unit)


def counts(findings: Sequence[PromiseFinding]) -> dict[str, int]:
    """How many there are of each verdict."""
    verdicts = [one.verdict for one in findings]
    return {kind: verdicts.count(kind) for kind in ("met", "partly", "not_stated", "not_met")}


def missed_musts(findings: Sequence[PromiseFinding]) -> list[PromiseFinding]:
    """The musts that are not promised, or not far enough."""
    return [one for one in findings if one.importance == "must" and one.verdict == "not_met"]


def _compared(promise: Promise) -> Finding | None:
    """Matching's finding; None where there is no value to compare."""
    if promise.answer is None or (promise.answer != YES and not promise.has_value):
        return None
    target: dict[str, Any] = promise.target
    requirement = Requirement(
        promise.position, promise.name, promise.importance, target["operator"], target.get("low"), target.get("high"),
        target.get("text") or "", target.get("unit") or "", target.get("test_method") or "",
    )  # fmt: skip
    if promise.has_value:
        # A promise answers the criterion with its test method, unless it names other conditions.
        # What is promised as at least so much counts as just so much: the rest is hope.
        operator = "=" if promise.operator in (">=", "<=") else promise.operator
        offer = Offer(
            promise.position, promise.name, operator, promise.value_low, promise.value_high,
            promise.text or "", promise.unit or "", promise.condition or requirement.condition,
        )  # fmt: skip
    else:
        # Exactly what is required, also how it is tested.
        offer = Offer(
            promise.position, promise.name, requirement.operator, requirement.low, requirement.high, requirement.text,
            requirement.unit, requirement.condition,
        )  # fmt: skip
    return compare_one(requirement, [offer])
