"""An ordinal model of grades: how often pairs like this one are judged good, in steps that were seen to hold.

Proportional odds: one slope for each feature, one cut between neighbouring grades, a little ridge on the slopes. NumPy
only; the same cases always give the same numbers.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matchmaking.matching.measures import GOOD

Floats = npt.NDArray[np.float64]
RIDGE, MOST_ROUNDS, CLOSE_ENOUGH = 2.0, 60, 1e-9
FOLDS, SEED = 10, 20_260_101
# A step of fewer cases says too little; above these predictions a new step may begin.
LEAST_CASES = 30
EDGES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
DIGITS = 6


@dataclass(frozen=True)
class Ordinal:
    """A fitted model. `grades` are those that occurred, `cuts` lie between them."""

    means: tuple[float, ...]
    scales: tuple[float, ...]
    slopes: tuple[float, ...]
    cuts: tuple[float, ...]
    grades: tuple[int, ...]

    def good(self, features: npt.ArrayLike) -> Floats:
        """For each row the probability of a good grade."""
        rows = np.atleast_2d(np.asarray(features, dtype=float))
        line = (rows - np.array(self.means)) / np.array(self.scales) @ np.array(self.slopes)
        first = next(place for place, grade in enumerate(self.grades) if grade >= GOOD)
        return _logistic(line - self.cuts[first - 1])

    def as_json(self) -> dict[str, Any]:
        """Plain data, rounded as it is used."""
        return {name: list(value) for name, value in vars(self).items()}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Ordinal":
        """What `as_json` gave."""
        return cls(**{name: tuple(values[name]) for name in ("means", "scales", "slopes", "cuts", "grades")})


@dataclass(frozen=True)
class Band:
    """A step of predictions from `least` on: its cases, what was predicted of them and how many were good."""

    least: float
    cases: int
    predicted: float
    observed: float

    @property
    def tenths(self) -> int:
        """Of ten such pairs so many are good, 0 to 9."""
        return min(9, round(self.observed * 10))


def _logistic(line: Floats) -> Floats:
    return 0.5 * (1.0 + np.tanh(0.5 * line))


def fit(features: npt.ArrayLike, grades: Sequence[int], ridge: float = RIDGE) -> Ordinal | None:
    """Fit by Fisher's scoring; None when only good or only other grades occurred, which nothing can be learned from."""
    rows, present = np.asarray(features, dtype=float), sorted(set(grades))
    if not present or present[0] >= GOOD or present[-1] < GOOD:
        return None
    means, scales = rows.mean(axis=0), rows.std(axis=0)
    scales[scales < 1e-12] = 1.0
    rows = (rows - means) / scales
    place = np.searchsorted(present, np.asarray(grades))
    width, steps = rows.shape[1], len(present) - 1
    share = np.array([(place >= step).mean() for step in range(1, steps + 1)])
    state = np.concatenate([np.zeros(width), -np.log(share / (1 - share))])
    penalty = np.concatenate([np.full(width, ridge), np.zeros(steps)])
    worth = _worth(state, rows, place, penalty)
    for _round in range(MOST_ROUNDS):
        slope, information = _slope(state, rows, place, penalty)
        step, size = np.linalg.solve(information, slope), 1.0
        while size > 1e-6:
            moved = state + size * step
            better = _worth(moved, rows, place, penalty)
            if better >= worth:
                break
            size /= 2
        else:
            break
        state, gained, worth = moved, better - worth, better
        if gained < CLOSE_ENOUGH * len(place):
            break
    return Ordinal(
        _rounded(means), _rounded(scales), _rounded(state[:width]), _rounded(state[width:]), tuple(map(int, present))
    )


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), DIGITS) for value in values)


def _above(state: Floats, rows: Floats) -> Floats:
    """For each row and each place the probability of reaching it; the first is certain, one past the last is not."""
    width = rows.shape[1]
    reached = _logistic((rows @ state[:width])[:, None] - state[width:][None, :])
    return np.hstack([np.ones((len(rows), 1)), reached, np.zeros((len(rows), 1))])


def _worth(state: Floats, rows: Floats, place: npt.NDArray[np.intp], penalty: Floats) -> float:
    """The penalised log likelihood; minus infinity when the cuts are out of order."""
    above = _above(state, rows)
    chance = above[np.arange(len(place)), place] - above[np.arange(len(place)), place + 1]
    if (chance <= 0).any():
        return -np.inf
    return float(np.log(chance).sum() - 0.5 * (penalty * state**2).sum())


def _slope(
    state: Floats, rows: Floats, place: npt.NDArray[np.intp], penalty: Floats
) -> tuple[Floats, npt.NDArray[np.float64]]:
    """The gradient of the worth and the expected information."""
    above, width = _above(state, rows), rows.shape[1]
    steps = above.shape[1] - 2
    bend = above * (1 - above)
    gradient = -penalty * state
    information = np.diag(penalty + 1e-9)
    for step in range(steps + 1):
        chance = np.maximum(above[:, step] - above[:, step + 1], 1e-12)
        by_line = bend[:, step] - bend[:, step + 1]
        change = np.zeros((len(rows), width + steps))
        change[:, :width] = by_line[:, None] * rows
        if step >= 1:
            change[:, width + step - 1] -= bend[:, step]
        if step < steps:
            change[:, width + step] += bend[:, step + 1]
        own = place == step
        gradient = gradient + (change[own] / chance[own, None]).sum(axis=0)
        information = information + change.T @ (change / chance[:, None])
    return gradient, information


def folds(groups: Sequence[Hashable], count: int = FOLDS, seed: int = SEED) -> npt.NDArray[np.intp]:
    """For each case its fold; what is in one group is in one fold, and the same groups give the same folds."""
    names = sorted(set(groups), key=str)
    order = np.random.default_rng(seed).permutation(len(names))
    fold = {name: int(place % count) for name, place in zip(names, order, strict=True)}
    return np.array([fold[one] for one in groups], dtype=np.intp)


def unseen_predictions(
    features: npt.ArrayLike, grades: Sequence[int], groups: Sequence[Hashable], seed: int = SEED
) -> Floats:
    """For each case the probability of a good grade by a model that saw nothing of its group; NaN where none fits."""
    rows, marks, fold = np.asarray(features, dtype=float), np.asarray(grades), folds(groups, seed=seed)
    found = np.full(len(marks), np.nan)
    for one in np.unique(fold):
        model = fit(rows[fold != one], marks[fold != one].tolist())
        if model is not None:
            found[fold == one] = model.good(rows[fold == one])
    return found


def bands(predicted: Floats, grades: Sequence[int]) -> list[Band]:
    """Steps of predictions, the lowest first, each with cases enough and with a share of good ones above the last."""
    known = ~np.isnan(predicted)
    chance, good = predicted[known], np.asarray(grades)[known] >= GOOD
    edges = [0.0, *EDGES]
    groups = [
        (low, np.flatnonzero((chance >= low) & (chance < high))) for low, high in zip(edges, [*EDGES, 2.0], strict=True)
    ]
    found = [(low, places) for low, places in groups if len(places)]
    while len(found) > 1:
        joined = _join_at(found, good)
        if joined is None:
            break
        low, places = found[joined]
        found[joined : joined + 2] = [(low, np.concatenate([places, found[joined + 1][1]]))]
    return [
        Band(0.0 if not number else low, len(places), float(chance[places].mean()), float(good[places].mean()))
        for number, (low, places) in enumerate(found)
    ]


def _join_at(found: Sequence[tuple[float, npt.NDArray[np.intp]]], good: npt.NDArray[np.bool_]) -> int | None:
    """The place of the step that has to be joined with the next one; None when all are fine."""
    for number, (_low, places) in enumerate(found):
        if len(places) < LEAST_CASES:
            return number if number + 1 < len(found) else number - 1
    for number in range(len(found) - 1):
        lower, upper = good[found[number][1]].mean(), good[found[number + 1][1]].mean()
        if round(upper * 10) <= round(lower * 10):
            return number
    return None


def band_of(chance: float, found: Sequence[Band]) -> Band | None:
    """The step that a prediction falls into."""
    return next((one for one in reversed(found) if chance >= one.least), None)
