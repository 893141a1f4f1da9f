"""From what two records have in common to one score, its parts, and a word for it. Pure arithmetic.

The score only orders; it is never shown as a number. What is shown are its parts, each with its reason.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from matchmaking.matching.comparison import Finding, summary
from matchmaking.matching.standing import LEANINGS, UNKNOWN, freshness_fit, response_fit, verification_fit

MODEL_VERSION = "2026.11.3"

# What each part may add. Without criteria their share goes to the words.
WEIGHTS = {"words": 0.50, "criteria": 0.30, "field": 0.08, "readiness": 0.06, "price": 0.04, "county": 0.02}
# The cosine at which words alone are worth 63 %: the first good match of a demand usually has 0.2 to 0.4.
WORDS_SCALE = 0.2
# What close meaning adds where the words have little in common: most without a shared word, a third of that at a
# cosine of 0.04, next to nothing among good matches. So it orders the tail and hardly touches what words have ordered;
# as the share is not above the scale on which it fades, more shared words never lower a score.
MEANING_SHARE, MEANING_FADES = 0.04, 0.04
MEANING_DIGITS = 2
# Below this cosine the two texts speak of different things, and equal figures mean nothing.
SAME_SUBJECT = 0.12
VERDICT_VALUES = {"MET": 1.0, "PARTLY": 0.6, "NOT_STATED": 0.35, "NOT_MET": 0.0}
MUST_WEIGHT, SHOULD_WEIGHT = 2.0, 1.0
# A missed must leaves the match visible, but below those without one.
MISSED_MUST = 0.75
# Weaker pairs are not stored at all. Of 3,789 pairs judged by professionals, 64 % of the strong and 8 % of the
# unrelated ones have at least this much in common; below, it is mostly lone characters.
LEAST_TEXT_SCORE = 0.07
# When criteria were written and the other side answers none, the words must carry the pair alone: 55 % of the strong,
# 5 % of the unrelated ones. In another industry one common word is chance more often than not: 33 % and 1 %.
LEAST_WORDS_ALONE = 0.10
LEAST_WORDS_ELSEWHERE = 0.15
LEAST_SCORE = 0.15
SCORE_DIGITS = 6

STRONG, FAIR, LOOK = "strong", "fair", "look"
CLOSE_WORDS, VERY_CLOSE_WORDS = 0.10, 0.20


@dataclass(frozen=True, slots=True)
class DemandFacts:
    """What of a demand counts beside its words and criteria; for the last three see `standing`."""

    industries: tuple[str, ...] = ()
    technical_field: str | None = None
    needs_readiness: int | None = None
    budget_low: Decimal | None = None
    budget_high: Decimal | None = None
    county: str | None = None
    freshness: str | None = None
    response: str | None = None
    is_verified: bool | None = None


@dataclass(frozen=True, slots=True)
class AchievementFacts:
    """What of an achievement counts beside its words and measurements; for the last four see `standing`."""

    industries: tuple[str, ...] = ()
    technical_field: str | None = None
    readiness: int | None = None
    price_low: Decimal | None = None
    price_high: Decimal | None = None
    county: str | None = None
    freshness: str | None = None
    response: str | None = None
    is_verified: bool | None = None
    has_evidence: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """The score with its parts (0 to 1 each, with the weight each had) and the codes of the reasons."""

    score: float
    parts: Mapping[str, float]
    codes: Mapping[str, str]
    industries: tuple[str, ...] = field(default=())


def words_value(text_score: float) -> float:
    """The cosine of the words on a scale from 0 to 1 that rises ever more slowly."""
    return 1.0 - math.exp(-max(0.0, text_score) / WORDS_SCALE)


def with_meaning(text_score: float, meaning: float | None) -> float:
    """The score of the words with what close meaning (a cosine from -1 to 1, None when not known) adds to it."""
    if meaning is None:
        return text_score
    return text_score + MEANING_SHARE * meaning * math.exp(-max(0.0, text_score) / MEANING_FADES)


def criteria_value(findings: Sequence[Finding], text_score: float) -> float | None:
    """How well the criteria are met, musts counting double; None without criteria."""
    if not findings:
        return None
    weights = [MUST_WEIGHT if finding.importance == "must" else SHOULD_WEIGHT for finding in findings]
    total = sum(weight * VERDICT_VALUES[finding.verdict] for weight, finding in zip(weights, findings, strict=True))
    return total / sum(weights) * min(1.0, max(0.0, text_score) / SAME_SUBJECT)


def field_fit(demand: DemandFacts, achievement: AchievementFacts) -> tuple[float, str, tuple[str, ...]]:
    """Industry and technical field: value, code of the reason, industries in common."""
    common = tuple(code for code in demand.industries if code in achievement.industries)
    if common:
        return 1.0, "same_industry", common
    if demand.technical_field and demand.technical_field == achievement.technical_field:
        return 0.6, "same_field", ()
    if not demand.industries or not achievement.industries:
        return UNKNOWN, "industry_unknown", ()
    return 0.0, "other_industry", ()


def readiness_fit(needs: int | None, has: int | None) -> tuple[float, str]:
    """Readiness level against what the demand needs; each level short costs a third."""
    if needs is None:
        return UNKNOWN, "readiness_not_asked"
    if has is None:
        return UNKNOWN, "readiness_unknown"
    if has >= needs:
        return 1.0, "readiness_reached"
    return max(0.0, 1.0 - (needs - has) / 3), "readiness_below"


def price_fit(demand: DemandFacts, achievement: AchievementFacts) -> tuple[float, str]:
    """The asked price against the budget, by the ends that were given."""
    budget = demand.budget_high if demand.budget_high is not None else demand.budget_low
    lowest = achievement.price_low if achievement.price_low is not None else achievement.price_high
    highest = achievement.price_high if achievement.price_high is not None else achievement.price_low
    if budget is None or lowest is None or highest is None:
        return UNKNOWN, "price_open"
    if highest <= budget:
        return 1.0, "price_within"
    if lowest <= budget:
        return 0.7, "price_partly"
    return 0.0, "price_above"


def county_fit(one: str | None, other: str | None) -> tuple[float, str]:
    """Neighbours meet more easily; being elsewhere is no fault, so it counts little."""
    if not one or not other:
        return UNKNOWN, "county_unknown"
    return (1.0, "county_same") if one == other else (0.0, "county_other")


def score_pair(
    text_score: float,
    findings: Sequence[Finding],
    demand: DemandFacts,
    achievement: AchievementFacts,
    meaning: float | None = None,
) -> Score:
    """One score for a pair, the same from both sides; it rises with the words, everything else being equal.

    `meaning`: how near the two texts are in meaning, None when nothing measures it. Thresholds ask the words alone.
    """
    words, criteria = words_value(with_meaning(text_score, meaning)), criteria_value(findings, text_score)
    fits, field_code, industries = field_fit(demand, achievement)
    readiness, readiness_code = readiness_fit(demand.needs_readiness, achievement.readiness)
    price, price_code = price_fit(demand, achievement)
    county, county_code = county_fit(demand.county, achievement.county)
    parts = {"words": words, "field": fits, "readiness": readiness, "price": price, "county": county}
    weights = dict(WEIGHTS)
    if criteria is None:
        weights["words"] += weights["criteria"]
    else:
        parts["criteria"] = criteria
    total = sum(weights[name] * value for name, value in parts.items())
    if any(finding.importance == "must" and finding.verdict == "NOT_MET" for finding in findings):
        total *= MISSED_MUST
    standing = {
        "freshness": freshness_fit(demand.freshness, achievement.freshness),
        "verification": verification_fit(
            are_verified=demand.is_verified and achievement.is_verified, has_evidence=achievement.has_evidence
        ),
        "response": response_fit(demand.response, achievement.response),
    }
    for name, (value, _code) in standing.items():
        total += LEANINGS[name] * (value - UNKNOWN) / UNKNOWN
        parts[name] = value
    if meaning is not None:
        # Not a part of the sum: it is in the words already; the page says it in a sentence of its own.
        parts["meaning"] = round(meaning, MEANING_DIGITS)
    return Score(
        round(total, SCORE_DIGITS),
        {name: round(value, 4) for name, value in parts.items()},
        {
            "field": field_code,
            "readiness": readiness_code,
            "price": price_code,
            "county": county_code,
            **{name: code for name, (_value, code) in standing.items()},
        },
        industries,
    )


def band(text_score: float, findings: Sequence[Finding]) -> str:
    """The word for a pair, by rules that anybody can check on the page.

    strong (很吻合): close words, no must missed, at least two criteria and at least half of them met;
    fair (较吻合): no must missed, and either close words with a criterion met, or very close words; look: all others.
    """
    counts = summary(findings)
    if counts["must_missed"] or text_score < CLOSE_WORDS:
        return LOOK
    if counts["MET"] >= 2 and counts["MET"] * 2 >= len(findings):
        return STRONG
    return FAIR if counts["MET"] or text_score >= VERY_CLOSE_WORDS else LOOK


def is_worth_keeping(text_score: float, score: Score, findings: Sequence[Finding]) -> bool:
    """Whether a pair is stored and shown at all: something beside a common word must speak for it."""
    if text_score < LEAST_TEXT_SCORE or score.score < LEAST_SCORE:
        return False
    if any(finding.verdict in ("MET", "PARTLY") for finding in findings):
        return True
    if score.codes["field"] == "other_industry":
        return text_score >= LEAST_WORDS_ELSEWHERE
    return not findings or text_score >= LEAST_WORDS_ALONE
