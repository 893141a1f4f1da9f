"""How good a ranking is against people's grades: figures for each demand, their means, and how sure those are.

Grades go from 0 (unrelated) to 3 (closely related); from 2 on a pair counts as good. Pure arithmetic: no database.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

GOOD = 2.0
# In the order in which they are printed. The first group is about the order of what was judged, the second about
# where in the whole list the good ones stand.
ORDER_FIGURES = ("ndcg10", "ndcg5", "map", "p5", "pairs")
LIST_FIGURES = ("recall20", "recall50", "recall100", "mrr")
FIGURES = (*ORDER_FIGURES, *LIST_FIGURES)
ROUNDS, SEED = 1000, 20_260_101
# A mean over fewer demands says more about the demands than about the ranking, and could be traced to one of them.
FEWEST_DEMANDS = 5

Scores = Mapping[Hashable, float]
Grades = Mapping[Hashable, float]


@dataclass(frozen=True)
class Estimate:
    """A mean over `count` demands with the interval that 95 of 100 samples of demands as large would fall into."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Step:
    """One step of a calibration: how many cases, what was predicted of them on average and what became of them."""

    name: str
    count: int
    predicted: float | None
    observed: float


def can_be_measured(grades: Grades) -> bool:
    """Whether a demand says anything about an order: something good and something not so good were judged."""
    return bool(grades) and max(grades.values()) >= GOOD and min(grades.values()) < GOOD


def demand_figures(scores: Scores, grades: Grades, ranked: Scores | None = None) -> dict[str, float]:
    """The figures of one demand that can be measured.

    A judged pair without a score counts as ranked last. Ties are broken against the ranking, so that a score that is
    the same for all earns nothing; in `pairs` they count half. `ranked` are the scores of the whole list, where that
    is not what was judged with (`scores` otherwise).
    """
    pool = sorted(grades, key=lambda one: (-scores.get(one, -math.inf), grades[one], str(one)))
    gains = [2.0 ** grades[one] - 1.0 for one in pool]
    ideal = sorted(gains, reverse=True)
    good = {one for one in grades if grades[one] >= GOOD}
    found = {f"ndcg{k}": _discounted(gains[:k]) / _discounted(ideal[:k]) for k in (10, 5)}
    hits, precision = 0, 0.0
    for rank, one in enumerate(pool, 1):
        if one in good:
            hits += 1
            precision += hits / rank
    found["map"] = precision / hits
    found["p5"] = sum(one in good for one in pool[:5]) / 5
    found["pairs"] = _pairs(scores, grades)
    whole = scores if ranked is None else ranked
    places = sorted(whole, key=lambda one: (-whole[one], str(one)))
    for k in (20, 50, 100):
        found[f"recall{k}"] = len(good.intersection(places[:k])) / len(good)
    found["mrr"] = next((1 / rank for rank, one in enumerate(places, 1) if one in good), 0.0)
    return found


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def _pairs(scores: Scores, grades: Grades) -> float:
    """Of all pairs of different grades, the share that the scores put in the right order."""
    names = list(grades)
    grade = np.array([grades[one] for one in names], dtype=float)
    # Finite instead of minus infinity: the difference of two infinities is no number.
    score = np.array([scores.get(one, -1e300) for one in names], dtype=float)
    better = grade[:, None] > grade[None, :]
    higher, same = score[:, None] > score[None, :], score[:, None] == score[None, :]
    return float((higher[better] + 0.5 * same[better]).sum() / better.sum())


def figures_by_demand(
    run: Mapping[Hashable, Scores], judged: Mapping[Hashable, Grades], ranked: Mapping[Hashable, Scores] | None = None
) -> dict[Hashable, dict[str, float]]:
    """demand → its figures, for those that can be measured."""
    return {
        demand: demand_figures(run.get(demand, {}), grades, None if ranked is None else ranked.get(demand, {}))
        for demand, grades in judged.items()
        if can_be_measured(grades)
    }


def estimate(values: Sequence[float], groups: Sequence[Hashable] | None = None, seed: int = SEED) -> Estimate | None:
    """The mean with its bootstrap interval; the same values always give the same interval. None without values.

    `groups` names for each value what belongs together (the same demand written twice) and is drawn together.
    """
    if not len(values):
        return None
    sample = np.asarray(values, dtype=float)
    names = list(dict.fromkeys(groups)) if groups is not None else list(range(len(sample)))
    place = {name: number for number, name in enumerate(names)}
    owner = np.array([place[one] for one in groups]) if groups is not None else np.arange(len(sample))
    sums = np.bincount(owner, weights=sample, minlength=len(names))
    sizes = np.bincount(owner, minlength=len(names))
    drawn = np.random.default_rng(seed).integers(0, len(names), size=(ROUNDS, len(names)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Estimate(float(sample.mean()), float(low), float(high), len(sample))


def estimates(by_demand: Mapping[Hashable, Mapping[str, float]], names: Iterable[str] = FIGURES) -> dict[str, Estimate]:
    """Figure → its mean over demands; empty without demands."""
    rows = list(by_demand.values())
    return {name: found for name in names if (found := estimate([row[name] for row in rows])) is not None}


def calibration(names: Sequence[str], grades: Sequence[float], predicted: Sequence[float] | None = None) -> list[Step]:
    """How often the pairs of each step (a band, a level) were judged good, against what was predicted of them."""
    found = []
    for name in dict.fromkeys(names):
        places = [place for place, one in enumerate(names) if one == name]
        observed = sum(grades[place] >= GOOD for place in places) / len(places)
        expected = None if predicted is None else sum(predicted[place] for place in places) / len(places)
        found.append(Step(name, len(places), expected, observed))
    return found


def as_json(found: Mapping[str, Estimate]) -> dict[str, Any]:
    """Estimates as plain data, to four digits."""
    return {
        name: {"value": round(one.value, 4), "low": round(one.low, 4), "high": round(one.high, 4), "count": one.count}
        for name, one in found.items()
    }


def of_json(values: Mapping[str, Any]) -> dict[str, Estimate]:
    """What `as_json` gave."""
    return {name: Estimate(**values[name]) for name in FIGURES if name in values}
