"""What a demand requires against what an achievement measured: one finding per criterion, each with its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from matchmaking.matching.figures import ranged
from matchmaking.matching.intervals import MET, NOT_MET, NOT_STATED, PARTLY, RANK, Span
from matchmaking.matching.judging import judge
from matchmaking.matching.names import Synonyms, similarity
from matchmaking.matching.prose import offers_in_text
from matchmaking.matching.sentences import Reason, question_for, sentence_for
from matchmaking.matching.sides import Offer as Offer
from matchmaking.matching.sides import Requirement as Requirement
from matchmaking.matching.sides import requirement_text, with_condition
from matchmaking.matching.units import Unit

__all__ = [
    "Finding",
    "Offer",
    "Requirement",
    "compare",
    "compare_one",
    "offers_in_text",
    "requirement_text",
    "summary",
]

VERDICTS = (MET, PARTLY, NOT_MET, NOT_STATED)
# A converted value is no more exact than the one that was measured.
CONVERTED_DIGITS = 4
STATED_NAME, TEXT_NAME = 0.6, 0.7


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome for one requirement.

    `reason` is a code with parameters, worded by the caller; `sentence_zh` words it in Chinese. `question` is what to
    ask the team, with the same parameters, empty when nothing is open. `margin` is the relative distance to the target:
    positive beyond it, negative short of it.
    """

    requirement_id: int | str
    offer_id: int | str | None
    verdict: str
    importance: str
    name: str
    requirement_text: str
    offer_text: str
    reason: Reason
    margin: float | None
    source: str
    sentence: str
    evidence_kind: str

    @property
    def sentence_zh(self) -> str:
        """The reason in Chinese; worded when somebody reads it, because most findings of a run are only weighed."""
        return sentence_for(self.reason)

    @property
    def question(self) -> str:
        """What to ask the team; empty when nothing is open."""
        return question_for(self.reason, self.verdict)


def _finding(requirement: Requirement, offer: Offer, name_score: float) -> Finding:
    outcome, open_doubts, required, offered = judge(requirement, offer, name_score)
    verdict = PARTLY if outcome.verdict == MET and open_doubts else outcome.verdict
    own = offered.shown
    if (
        offered.span is not None
        and required.span is not None
        and required.unit.dimension == offered.unit.dimension
        and (required.unit.factor, required.unit.offset) != (offered.unit.factor, offered.unit.offset)
    ):
        own = f"{own} = {_converted(offered.span, required.unit)}"
    own = with_condition(own, offer.condition)
    doubt = open_doubts[0] if open_doubts else None
    code = doubt.code if doubt and outcome.verdict == MET else outcome.code
    reason = Reason(
        code,
        name=requirement.name,
        required=requirement_text(requirement),
        offered=own,
        offer_name=offer.name,
        wanted=doubt.required if doubt else "",
        given=doubt.offered if doubt else "",
        unit=required.unit.text,
        margin=abs(outcome.margin) if outcome.margin is not None else None,
    )
    return Finding(
        requirement.id, offer.id, verdict, requirement.importance, requirement.name, requirement_text(requirement),
        own, reason, outcome.margin, offer.source, offer.sentence, offer.evidence_kind,
    )  # fmt: skip


def _converted(value: Span, unit: Unit) -> str:
    """The offered value in the required unit; its sign stands before the value as it was offered."""
    low, high = unit.from_base(value.low), unit.from_base(value.high)
    first, last = (high, high) if value.form == "upper" else (low, low) if value.form == "lower" else (low, high)
    return ranged("range", first, last, unit.text, CONVERTED_DIGITS)


# A run asks for the same names again and again; the vocabulary's function is another one when the vocabulary changes.
_name_score = lru_cache(maxsize=262_144)(similarity)


def _fitting(requirement: Requirement, offers: Iterable[Offer], floor: float, synonyms: Synonyms | None):
    scored = [(_name_score(requirement.name, offer.name, synonyms), offer) for offer in offers if offer.name]
    kept = [(score, offer) for score, offer in scored if score >= floor]
    if not kept:
        return []
    best = max(score for score, _ in kept)
    return [(score, offer) for score, offer in kept if score >= best - 0.15]


@lru_cache(maxsize=32768)
def _silent(requirement: Requirement) -> Finding:
    required = requirement_text(requirement)
    reason = Reason("not_stated", name=requirement.name, required=required)
    return Finding(
        requirement.id, None, NOT_STATED, requirement.importance, requirement.name, required, "", reason,
        None, "", "", "",
    )  # fmt: skip


@lru_cache(maxsize=32768)
def _cached_finding(requirement: Requirement, offer: Offer, name_score: float) -> Finding:
    return _finding(requirement, offer, name_score)


def _disputed(best: Finding, found: Iterable[Finding]) -> Finding:
    """A text that gives one quantity several figures, of which only some suffice, has not said which holds."""
    if best.verdict != MET or not any(one.verdict == NOT_MET for one in found):
        return best
    return replace(best, verdict=PARTLY, reason=replace(best.reason, code="figures_differ"))


def compare_one(requirement: Requirement, offers: Sequence[Offer], synonyms: Synonyms | None = None) -> Finding:
    """The finding for one requirement from the offer that answers it best.

    Figures read from the text are used only when no stated measurement answers, and are marked by their source.
    """
    return _answer(requirement, _by_source(offers), synonyms)


def _by_source(offers: Sequence[Offer]) -> list[tuple[list[Offer], float]]:
    """Stated offers and those from the text, each with how alike their names must be to the requirement's."""
    return [
        ([one for one in offers if one.source == source], floor)
        for source, floor in (("stated", STATED_NAME), ("text", TEXT_NAME))
    ]


def _answer(
    requirement: Requirement, sources: Sequence[tuple[Sequence[Offer], float]], synonyms: Synonyms | None
) -> Finding:
    answer: Finding | None = None
    for offers, floor in sources:
        fitting = _fitting(requirement, offers, floor, synonyms) if offers else ()
        found = [(_cached_finding(requirement, offer, round(score, 3)), score) for score, offer in fitting]
        if not found:
            continue
        best, _ = max(found, key=lambda one: (RANK[one[0].verdict], one[1], one[0].margin or 0.0))
        if answer is None or RANK[best.verdict] > RANK[NOT_STATED]:
            answer = best if best.source == "stated" else _disputed(best, (one for one, _ in found))
        if answer.verdict != NOT_STATED:
            return answer
    return answer or _silent(requirement)


def compare(
    requirements: Sequence[Requirement], offers: Sequence[Offer], synonyms: Synonyms | None = None
) -> list[Finding]:
    """One finding per requirement, in the order of the requirements."""
    sources = _by_source(offers)
    return [_answer(requirement, sources, synonyms) for requirement in requirements]


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings have each verdict, and how many musts are met, missed or open."""
    counts = dict.fromkeys((*VERDICTS, "must", "must_met", "must_missed"), 0)
    for finding in findings:
        counts[finding.verdict] += 1
        if finding.importance == "must":
            counts["must"] += 1
            counts["must_met"] += finding.verdict == MET
            counts["must_missed"] += finding.verdict == NOT_MET
    return counts
