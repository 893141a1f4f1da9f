"""Weighs demands against experts and service bases: what they share, put into one score with its reasons.

No judgments of such pairs exist yet, so the weights are chosen, not measured: words decide, the rest orders.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matchmaking.listings.side import Side
from matchmaking.matching.evidence import DemandSide
from matchmaking.matching.ranking import Text
from matchmaking.matching.scoring import DemandFacts, words_value

WORDS, FIELD, COUNTY, MORE = 0.70, 0.13, 0.05, 0.12
# The same lines as between demands and achievements: below, two texts share little more than lone characters.
LEAST_WORDS, LEAST_WORDS_ELSEWHERE = 0.07, 0.15
# What an achievement that matches the demand stands behind needs fewer words.
LEAST_WORDS_PROVEN = 0.03
# From here on the people of the record are told of a new demand.
CLEAR_WORDS = 0.15
DIGITS = 6
Reasons = dict[str, Any]


@dataclass(frozen=True)
class Other:
    """A record of another kind as matching sees it: only what is public. `facts` are for the room's own weighing."""

    id: int
    organisation_id: int
    text: Text
    industries: tuple[str, ...] = ()
    technical_field: str | None = None
    county: str | None = None
    achievements: tuple[int, ...] = ()
    # Whether everybody may know that these achievements are the record's.
    names_achievements: bool = True
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class OtherKind:
    """A kind of record that is matched to demands, as its room brings it.

    `load(ids)` gives the records, `describe(record)` what matching knows of one or None when it is not public, `row` is
    the table of its fits. `weigh_more(demand, other)` adds (a value from 0 to 1, reasons); `people(record)` are told
    of new demands by a notice of the kind `notice`.
    """

    side: Side
    row: type[Any]
    load: Callable[[Sequence[int]], Sequence[Any]]
    describe: Callable[[Any], Other | None]
    people: Callable[[Any], Sequence[int]]
    notice: str
    weigh_more: Callable[[DemandSide, Other], tuple[float, Reasons]] = lambda _demand, _other: (0.0, {})
    # The linked achievements are part of the record; otherwise somebody only worked on them.
    holds_achievements: bool = False


KINDS: dict[str, OtherKind] = {}


def register_other_kind(kind: OtherKind) -> None:
    """Have records of this kind matched to demands. Call it once in the room's `init_app`."""
    KINDS[kind.side.kind] = kind


@dataclass(frozen=True)
class Weighed:
    """A pair that is worth showing. The words that both share are found when it is stored."""

    demand_id: int
    record_id: int
    score: float
    text_score: float
    reasons: Reasons


def weigh(
    kind: OtherKind, demand: DemandSide, other: Other, text_score: float, matched: Sequence[int]
) -> Weighed | None:
    """One pair; None when it is not worth showing. `matched` are the achievements that match the demand."""
    if demand.organisation_id == other.organisation_id:
        return None
    industries = [code for code in demand.facts.industries if code in other.industries]
    same_field = bool(demand.facts.technical_field) and demand.facts.technical_field == other.technical_field
    proven = [one for one in other.achievements if one in matched]
    if text_score < _least(demand.facts, industries, proven):
        return None
    more, reasons = kind.weigh_more(demand, other)
    same_county = bool(demand.facts.county) and demand.facts.county == other.county
    total = (
        WORDS * words_value(text_score)
        + FIELD * (1.0 if industries else 0.6 if same_field else 0.0)
        + COUNTY * same_county
        + MORE * max(more, 1.0 if proven else 0.0)
    )
    return Weighed(
        demand.id,
        other.id,
        round(total, DIGITS),
        text_score,
        {
            "industries": industries,
            "field": demand.facts.technical_field if same_field and not industries else None,
            "county": demand.facts.county if same_county else None,
            "achievements": proven if other.names_achievements else [],
            "proven": len(proven),
            **reasons,
        },
    )


def _least(demand: DemandFacts, industries: Sequence[str], proven: Sequence[int]) -> float:
    """How much the words must have in common, by what else speaks for the pair."""
    if proven:
        return LEAST_WORDS_PROVEN
    return LEAST_WORDS if industries or not demand.industries else LEAST_WORDS_ELSEWHERE
