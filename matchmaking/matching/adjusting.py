"""What the judgments of a demand say about its other achievements: one number for each, and whence. Pure arithmetic.

Two things are learned, both from how alike titles are, both bounded, and neither from a pair's own judgment (lists
order by that already, and measures must not be flattered by it):

* From ten graded achievements on, what is like those that were graded high rises, what is like the others sinks.
* From the first "irrelevant, because" of the demand's side on, what is nearly the same sinks, when the reason lies in
  the thing and not in the circumstances, unless it is even more like something that the same side called suitable.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from matchmaking.search.analysis import terms

# A demand learns from so many grades of its own; a remembered one counts for half of one.
LEAST_GRADES = 10
REMEMBERED_WEIGHT = 0.5
# Chosen on professionals' judgments: 0.15 to 0.3 are about the same, see benchmarks/own_judgments.py.
STRENGTH = 0.2
# Keeps a title that resembles nothing judged where it is.
CALM = 0.2
# No pair moves further than this on the scale of the score.
MOST = 0.2
# Titles this much alike are near copies: below, those judged unrelated say nothing about each other.
LEAST_ALIKE = 0.7
# What an exact copy of something irrelevant loses; at LEAST_ALIKE it is two fifths of that.
ALIKE_LOSS = 0.15
# What is named as a reason moved the pair by at least this share.
LEAST_SHARE = 0.15
MOST_NAMED = 3
DIGITS = 4
# The likeness from which the loss is counted, so that it begins with a step and grows.
_NO_LOSS = 0.5

Vector = Mapping[str, float]


@lru_cache(maxsize=16384)
def title_vector(title: str) -> Vector:
    """The pairs of characters, words and numbers of a title, more for what stands there twice; of length 1.

    Lone characters are left out: they find things of the same trade, but do not tell like from unlike within it. No
    rarity either: it made nothing better, and without it a title means the same whatever else is in the catalogue.
    """
    counts = {term: 1.0 + math.log(count) for term, count in terms(title).items() if len(term) > 1}
    length = math.sqrt(sum(value * value for value in counts.values())) or 1.0
    return {term: value / length for term, value in counts.items()}


def likeness(one: str, other: str) -> float:
    """How alike two titles are, 0 to 1: the cosine of their vectors."""
    first, second = title_vector(one), title_vector(other)
    if len(first) > len(second):
        first, second = second, first
    return sum(value * second.get(term, 0.0) for term, value in first.items())


@dataclass(frozen=True, slots=True)
class Graded:
    """An achievement with the grade (0 to 3) that it got for the demand; `weight` is 1, or less for remembered ones."""

    achievement_id: int
    title: str
    grade: float
    weight: float = 1.0
    # Said of the same achievement for an earlier demand: no judgment of this pair itself.
    is_remembered: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """An achievement of which the demand's side said that it fits, or that it does not because of the thing itself."""

    achievement_id: int
    title: str
    judgment_id: int
    is_remembered: bool = False
    # The criterion that it does not meet; what meets it is not lowered for being alike.
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What is added to a pair's score. `because`: the (achievement id, grade) that moved it most; `alike`: the
    judgment that called a near copy irrelevant, 0 for none."""

    value: float = 0.0
    because: tuple[tuple[int, int], ...] = ()
    alike: int = 0

    def as_reasons(self) -> dict[str, Any]:
        """For the stored reasons of a match; nothing when nothing was learned."""
        found: dict[str, Any] = {}
        if self.because:
            found["learned"] = [list(one) for one in self.because]
        if self.alike:
            found["alike"] = self.alike
        return found


NOTHING_LEARNED = Adjustment()
# The names under which `as_reasons` keeps it.
LEARNED = ("learned", "alike")


@dataclass(frozen=True)
class Adjuster:
    """What was learned for one demand. The order of the judgments does not matter."""

    graded: Sequence[Graded] = ()
    irrelevant: Sequence[Told] = ()
    suitable: Sequence[Told] = ()
    # How much all grades weigh together; below LEAST_GRADES they are not used.
    weight: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", sum(one.weight for one in self.graded))

    @property
    def uses_grades(self) -> bool:
        """Whether there are enough grades to order by."""
        return self.weight >= LEAST_GRADES

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing."""
        return not self.uses_grades and not self.irrelevant

    def of(self, achievement_id: int, title: str, met: frozenset[str] = frozenset()) -> Adjustment:
        """What this demand's other judgments say of an achievement, by its title; -MOST to MOST. `met` are the names
        of the demand's criteria that it meets.
        """
        gain, because = self._from_grades(achievement_id, title) if self.uses_grades else (0.0, ())
        loss, alike = self._from_copies(achievement_id, title, met)
        value = round(max(-MOST, min(MOST, gain - loss)), DIGITS)
        return Adjustment(value, because, alike) if value or because or alike else NOTHING_LEARNED

    @cached_property
    def _places(self) -> dict[str, list[tuple[str, float]]]:
        """Term → the judged titles that contain it, with its value there; quicker than title by title."""
        found: dict[str, list[tuple[str, float]]] = {}
        for title in {one.title for one in (*self.graded, *self.irrelevant, *self.suitable)}:
            for term, value in title_vector(title).items():
                found.setdefault(term, []).append((title, value))
        return found

    @cached_property
    def _ordered(self) -> tuple[list[Graded], float, float]:
        """The grades in an order of their own, so that sums come out the same however they were read; their weight
        together, and weight times grade."""
        ordered = sorted(self.graded, key=lambda one: (one.achievement_id, one.weight))
        return ordered, sum(one.weight for one in ordered), sum(one.weight * one.grade for one in ordered)

    def _likenesses(self, title: str) -> dict[str, float]:
        """Judged title → how alike it is; those that share nothing are left out."""
        found: dict[str, float] = {}
        places = self._places
        for term, value in title_vector(title).items():
            for other, its in places.get(term, ()):
                found[other] = found.get(other, 0.0) + value * its
        return found

    def _from_grades(self, achievement_id: int, title: str) -> tuple[float, tuple[tuple[int, int], ...]]:
        """The mean of what resembles this title, the more alike the more it counts, against the mean of all."""
        ordered, total, points = self._ordered
        for one in ordered:
            if _is_of(one, achievement_id):
                total, points = total - one.weight, points - one.weight * one.grade
        if total <= 0:
            return 0.0, ()
        mean = points / total
        near_to = self._likenesses(title)
        near = [
            (one, one.weight * near_to[one.title] ** 2)
            for one in ordered
            if one.title in near_to and not _is_of(one, achievement_id)
        ]
        pulls = [(one, weight * (one.grade - mean)) for one, weight in near]
        pull = sum(part for _one, part in pulls) / (sum(weight for _one, weight in near) + CALM)
        gain = MOST * math.tanh(STRENGTH * pull / MOST)
        if round(gain, DIGITS) == 0:
            return 0.0, ()
        moved = sum(abs(part) for _one, part in pulls)
        named = [(one, part) for one, part in pulls if part * gain > 0 and abs(part) >= LEAST_SHARE * moved]
        named.sort(key=lambda each: (-abs(each[1]), each[0].achievement_id))
        return gain, tuple((one.achievement_id, round(one.grade)) for one, _part in named[:MOST_NAMED])

    def _from_copies(self, achievement_id: int, title: str, met: frozenset[str]) -> tuple[float, int]:
        """What a near copy of something irrelevant loses, and by which judgment."""
        loss, judgment = 0.0, 0
        if not self.irrelevant:
            return loss, judgment
        near_to = self._likenesses(title)
        best = max((near_to.get(one.title, 0.0) for one in self.suitable), default=0.0)
        for one in sorted(self.irrelevant, key=lambda each: each.judgment_id):
            if _is_of(one, achievement_id) or one.criterion in met:
                continue
            near = near_to.get(one.title, 0.0)
            if near >= LEAST_ALIKE and near > best:
                lost = ALIKE_LOSS * (near - _NO_LOSS) / (1.0 - _NO_LOSS)
                if lost > loss:
                    loss, judgment = lost, one.judgment_id
        return loss, judgment


def _is_of(one: Graded | Told, achievement_id: int) -> bool:
    """Whether a judgment is of this very pair."""
    return one.achievement_id == achievement_id and not one.is_remembered
