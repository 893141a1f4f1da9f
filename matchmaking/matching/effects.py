"""How much each feature counted in a stored score, in a word: the same arithmetic as `scoring`, taken apart again."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from matchmaking.matching.scoring import (
    MISSED_MUST,
    MUST_WEIGHT,
    SAME_SUBJECT,
    SHOULD_WEIGHT,
    VERDICT_VALUES,
    WEIGHTS,
    with_meaning,
    words_value,
)
from matchmaking.matching.standing import LEANINGS, UNKNOWN

MAIN, HELPS, LITTLE, NOTHING, SLIGHT, HURTS = "main", "helps", "little", "nothing", "slight", "hurts"
# From strengths to what speaks against.
ORDER = (MAIN, HELPS, LITTLE, NOTHING, SLIGHT, HURTS)
AGAINST = (SLIGHT, HURTS)
# From which amount on (of a scale from 0 to 1) which word is used. Close words (a cosine of 0.1 and more) and criteria
# that are all met reach the first.
MAIN_FROM, HELPS_FROM, LEAST = 0.19, 0.02, 0.002
PLAIN = ("field", "readiness", "price", "county")
# What a pair has of which nothing is known.
BASE = UNKNOWN * sum(WEIGHTS[name] for name in PLAIN)


class Judged(Protocol):
    """A finding, stored or not."""

    importance: str
    verdict: str


def effect_of(amount: float) -> str:
    """The word for what a feature added to a score, or took from it."""
    if amount >= MAIN_FROM:
        return MAIN
    if abs(amount) < LEAST:
        return NOTHING
    if amount > 0:
        return HELPS if amount >= HELPS_FROM else LITTLE
    return HURTS if amount <= -HELPS_FROM else SLIGHT


def amounts(
    parts: Mapping[str, float], findings: Sequence[Judged], text_score: float, through_synonyms: float = 0.0
) -> dict[str, float]:
    """feature → what it added (above 0) or took (below), against the same pair with nothing known of it.

    Criteria are told apart by verdict: "MET", "PARTLY", "NOT_STATED", "NOT_MET". `through_synonyms` is what of the
    score of the words comes from other names. Together with `BASE` it is the score.
    """
    words_weight = WEIGHTS["words"] + (0.0 if findings else WEIGHTS["criteria"])
    subject = WEIGHTS["criteria"] * min(1.0, max(0.0, text_score) / SAME_SUBJECT)
    words = words_value(text_score)
    found = {"words": words_weight * words}
    if findings:
        # Figures count only as far as the words are about the same thing, so this much of them is the words' merit.
        found["words"] += subject * VERDICT_VALUES["NOT_STATED"]
    if through_synonyms:
        found["synonyms"] = words_weight * (words - words_value(text_score - through_synonyms))
        found["words"] -= found["synonyms"]
    if "meaning" in parts:
        found["meaning"] = words_weight * (words_value(with_meaning(text_score, parts["meaning"])) - words)
    for name in PLAIN:
        found[name] = WEIGHTS[name] * (parts.get(name, UNKNOWN) - UNKNOWN)
    weights = [MUST_WEIGHT if one.importance == "must" else SHOULD_WEIGHT for one in findings]
    for finding, weight in zip(findings, weights, strict=True):
        gain = VERDICT_VALUES[finding.verdict] - VERDICT_VALUES["NOT_STATED"]
        found[finding.verdict] = found.get(finding.verdict, 0.0) + subject * gain * weight / sum(weights)
    if any(one.importance == "must" and one.verdict == "NOT_MET" for one in findings):
        found["NOT_MET"] -= (1 - MISSED_MUST) * (BASE + sum(found.values()))
    for name, weight in LEANINGS.items():
        found[name] = weight * (parts.get(name, UNKNOWN) - UNKNOWN) / UNKNOWN
    return found | {name: parts[name] for name in ("learned", "ranker") if name in parts}
