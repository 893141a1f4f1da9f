"""Why a pair is not among the matches: the rules of `scoring` and `finding`, asked one by one. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaking.core.records import PUBLISHED
from matchmaking.matching.scoring import (
    LEAST_SCORE,
    LEAST_TEXT_SCORE,
    LEAST_WORDS_ALONE,
    LEAST_WORDS_ELSEWHERE,
)

# In this order they are said: what keeps the pair from being weighed, what keeps it out, what only happened.
DEMAND_STATE, ACHIEVEMENT_STATE, CHOSEN_FEW, SAME_ORGANISATION = (
    "demand_state", "achievement_state", "chosen_few", "same_organisation",
)  # fmt: skip
PUT_ASIDE, NO_INDEX, FEW_WORDS, OTHER_INDUSTRY, UNANSWERED = (
    "put_aside", "no_index", "few_words", "other_industry", "unanswered",
)  # fmt: skip
MISSED_MUST, LOW_SCORE, COPY, CROWDED, DISPLACED, WAITING, NOT_COMPUTED = (
    "missed_must", "low_score", "copy", "crowded", "displaced", "waiting", "not_computed",
)  # fmt: skip
# These alone keep a pair out that is worth keeping by itself.
THRESHOLDS = frozenset({FEW_WORDS, OTHER_INDUSTRY, UNANSWERED, LOW_SCORE})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a pair that somebody asks about.

    `score` is what the two records say, without what was learned from judgments. `verdicts` are (importance, verdict).
    `better_for_demand` counts the stored matches of the demand that score higher, `kept` is how many are stored for
    each record at most. `is_candidate`: the index names either record when it is asked for the other. `has_twin`: a
    copy of the achievement stands for it. `is_waiting`: a job that will look at either record has not run yet.
    """

    demand_state: str = PUBLISHED
    achievement_state: str = PUBLISHED
    is_for_everybody: bool = True
    is_same_organisation: bool = False
    is_put_aside: bool = False
    is_stored: bool = False
    has_index: bool = True
    text_score: float = 1.0
    score: float = 1.0
    field_code: str = "same_industry"
    verdicts: Sequence[tuple[str, str]] = ()
    has_twin: bool = False
    is_candidate: bool = True
    better_for_demand: int = 0
    better_for_achievement: int = 0
    kept: int = 30
    is_waiting: bool = False


def absence(facts: Facts) -> list[str]:
    """The codes of all reasons, the first one deciding; empty when the pair is stored and nobody put it aside."""
    found = []
    if facts.is_same_organisation:
        found.append(SAME_ORGANISATION)
    if facts.demand_state != PUBLISHED:
        found.append(DEMAND_STATE)
    if facts.achievement_state != PUBLISHED:
        found.append(ACHIEVEMENT_STATE)
    if found:
        # Nothing else was ever asked of such a pair.
        return found
    if facts.is_put_aside:
        found.append(PUT_ASIDE)
    if facts.is_stored:
        return found
    if not facts.has_index:
        return [*found, NO_INDEX]
    found += thresholds(facts)
    keeps_out = not THRESHOLDS.isdisjoint(found)
    if any(one == ("must", "NOT_MET") for one in facts.verdicts):
        found.append(MISSED_MUST)
    if not keeps_out:
        found += _places(facts)
    if not facts.is_for_everybody:
        found.append(CHOSEN_FEW)
    return found


def thresholds(facts: Facts) -> list[str]:
    """Which thresholds the pair misses; none exactly when `scoring.is_worth_keeping`."""
    found = []
    if facts.text_score < LEAST_TEXT_SCORE:
        found.append(FEW_WORDS)
    elif not any(verdict in ("MET", "PARTLY") for _importance, verdict in facts.verdicts):
        if facts.field_code == "other_industry":
            if facts.text_score < LEAST_WORDS_ELSEWHERE:
                found.append(OTHER_INDUSTRY)
        elif facts.verdicts and facts.text_score < LEAST_WORDS_ALONE:
            found.append(UNANSWERED)
    if facts.score < LEAST_SCORE:
        found.append(LOW_SCORE)
    return found


def _places(facts: Facts) -> list[str]:
    """Why a pair that is worth keeping has no place: what stands for it, what is better, or what has not run yet."""
    if facts.is_waiting:
        return [WAITING]
    if facts.has_twin:
        return [COPY]
    if not facts.is_candidate:
        return [CROWDED]
    if facts.better_for_demand >= facts.kept and facts.better_for_achievement >= facts.kept:
        return [DISPLACED]
    return [NOT_COMPUTED]
