"""Reads what the judgments of demands teach about their other achievements, own and remembered ones."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import false, select, true, union_all

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.matching.adjusting import LEAST_GRADES, REMEMBERED_WEIGHT, Adjuster, Adjustment, Graded, Told
from matchmaking.matching.judgment_models import BROKER, CURRENT, DEMAND_SIDE, FITS, LEVELS, Judgment
from matchmaking.matching.repeating import remembered_rows

# Reasons that lie in the achievement: what is nearly the same has the same fault. Price, maturity, rights, what is
# under way and all others lie in the circumstances of one pair.
OF_THE_THING = frozenset({"temperature", "figures", "conditions", "field", "process", "tried"})
_COLUMNS = (
    Judgment.id, Judgment.demand_id, Judgment.achievement_id, Judgment.side, Judgment.verdict, Judgment.reason_code,
    Judgment.criterion, Achievement.title,
)  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """How many achievements brokers graded for a demand, how many more are remembered, and how many are missing until
    it is ordered by them."""

    own: int = 0
    remembered: int = 0
    # Whether anything was said of an earlier version, by whomever.
    remembers: bool = False

    @property
    def missing(self) -> int:
        """How many more grades are needed; 0 when the demand is ordered by its judgments."""
        return max(0, LEAST_GRADES - self.own - int(self.remembered * REMEMBERED_WEIGHT))


def adjuster_of(demand_id: int) -> Adjuster | None:
    """What this demand learned from its judgments; None when that is nothing yet."""
    return adjusters_of([demand_id]).get(demand_id)


def adjusters_of(demand_ids: Iterable[int]) -> dict[int, Adjuster]:
    """demand id → what it learned, in one query; demands that learned nothing are left out."""
    found = {}
    for one, lessons in _lessons(list(demand_ids)).items():
        adjuster = lessons.adjuster()
        if not adjuster.is_empty:
            found[one] = adjuster
    return found


def progress_of(demand_ids: Sequence[int]) -> dict[int, Progress]:
    """demand id → how far it is from being ordered by its judgments; every demand that is asked for is there."""
    lessons = _lessons(list(demand_ids))
    return {one: lessons[one].progress() if one in lessons else Progress() for one in demand_ids}


class _Lessons:
    """What was said of the achievements of one demand, put together."""

    def __init__(self) -> None:
        self.titles: dict[int, str] = {}
        self.grades: dict[int, list[int]] = defaultdict(list)
        self.earlier: dict[int, list[int]] = defaultdict(list)
        self.irrelevant: list[Told] = []
        self.suitable: list[Told] = []
        self.remembers = False

    def add(self, said: Any) -> None:
        is_remembered = bool(said.is_remembered)
        self.remembers |= is_remembered
        self.titles[said.achievement_id] = said.title
        if said.side == BROKER:
            (self.earlier if is_remembered else self.grades)[said.achievement_id].append(LEVELS[said.verdict])
            return
        told = Told(said.achievement_id, said.title, said.id, is_remembered, said.criterion or "")
        if said.verdict == FITS:
            self.suitable.append(told)
        elif said.reason_code in OF_THE_THING:
            self.irrelevant.append(told)

    def adjuster(self) -> Adjuster:
        graded = [Graded(one, self.titles[one], sum(given) / len(given)) for one, given in self.grades.items()]
        # What was said for this demand itself is worth more than what was said before.
        graded += [
            Graded(one, self.titles[one], sum(given) / len(given), REMEMBERED_WEIGHT, is_remembered=True)
            for one, given in self.earlier.items()
            if one not in self.grades
        ]
        own = {one.achievement_id for one in (*self.irrelevant, *self.suitable) if not one.is_remembered}
        told = [
            [one for one in rows if not (one.is_remembered and one.achievement_id in own)]
            for rows in (self.irrelevant, self.suitable)
        ]
        return Adjuster(tuple(graded), tuple(told[0]), tuple(told[1]))

    def progress(self) -> Progress:
        return Progress(len(self.grades), len(self.earlier.keys() - self.grades.keys()), self.remembers)


def _lessons(demand_ids: Sequence[int]) -> dict[int, _Lessons]:
    found: dict[int, _Lessons] = defaultdict(_Lessons)
    if not demand_ids:
        return found
    # What brokers and the demands' own sides say now, and what they said of earlier versions.
    own = (
        select(*_COLUMNS, Judgment.demand_id.label("for_demand_id"), false().label("is_remembered"))
        .join(Achievement, Achievement.id == Judgment.achievement_id)
        .where(
            Judgment.demand_id.in_(list(demand_ids)),
            Judgment.state == CURRENT,
            Judgment.side.in_([BROKER, DEMAND_SIDE]),
        )
    )
    earlier = remembered_rows(demand_ids, *_COLUMNS).add_columns(true().label("is_remembered"))
    for said in current_session().execute(union_all(own, earlier)):
        found[said.for_demand_id].add(said)
    return found


__all__ = ["OF_THE_THING", "Adjuster", "Adjustment", "Progress", "adjuster_of", "adjusters_of", "progress_of"]
