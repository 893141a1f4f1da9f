"""Trains a ranker on grades, and holds it against the order of the rules: the proof that it needs. Pure arithmetic.

Ridge on what the score leaves unexplained within a demand, in units of the score, bounded by `reranking.MOST`.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matchmaking.matching.measures import Estimate, can_be_measured, demand_figures, estimate
from matchmaking.matching.ordinal import folds
from matchmaking.matching.quality_cases import Said, Stored
from matchmaking.matching.reranking import PARTS, Ranker, part_values

Floats = npt.NDArray[np.float64]
# As strong as so many cases for each part: what a few hundred judgments say of seven parts is mostly noise.
RIDGE = 100.0
# Where the score itself does not order what was judged, nothing can be put into its units.
LEAST_SLOPE = 0.05
DIGITS = 6


@dataclass(frozen=True)
class Trained:
    """A ranker with the measures of the order before and with it, on demands that it did not see."""

    ranker: Ranker
    before: Estimate
    after: Estimate
    difference: Estimate

    def parameters(self) -> dict[str, Any]:
        """Plain data to make the ranker from."""
        return {"parts": list(PARTS), "means": list(self.ranker.means), "weights": list(self.ranker.weights)}

    def figures(self) -> dict[str, Any]:
        """nDCG@10 before, after, and the difference, with intervals over demands."""
        return {
            name: {key: round(value, 4) for key, value in asdict(getattr(self, name)).items()}
            for name in ("before", "after", "difference")
        }


def train(said: Sequence[Said], stored: Sequence[Stored], groups: Sequence[Hashable], seed: int) -> Trained | None:
    """Fit on everything, compare by cross-validation in which twins of a demand stay together.

    None when no demand has both good and other pairs, or when the score does not order what was judged.
    """
    scores = np.array([one.score for one in stored])
    parts = np.array([part_values(one.parts) for one in stored])
    grades = np.array([float(one.grade) for one in said])
    demands = np.array([one.demand_id for one in said])
    ranker = fit_ranker(scores, parts, grades, demands)
    if ranker is None:
        return None
    fold = folds(groups, seed=seed)
    reranked = scores.copy()
    for one in np.unique(fold):
        seen = fold != one
        other = fit_ranker(scores[seen], parts[seen], grades[seen], demands[seen])
        if other is not None:
            for place in np.flatnonzero(~seen):
                reranked[place] += other.adds(stored[place].parts)
    before, after, owners = [], [], []
    cluster = dict(zip(demands.tolist(), groups, strict=True))
    for demand, places in _by_demand(demands).items():
        marks = _mean_grades([(said[place].achievement_id, grades[place]) for place in places])
        if can_be_measured(marks):
            before.append(_ndcg(scores, said, places, marks))
            after.append(_ndcg(reranked, said, places, marks))
            owners.append(cluster[demand])
    gain = [new - old for new, old in zip(after, before, strict=True)]
    found = [estimate(values, owners, seed) for values in (before, after, gain)]
    if found[0] is None or found[1] is None or found[2] is None:
        return None
    return Trained(ranker, found[0], found[1], found[2])


def fit_ranker(scores: Floats, parts: Floats, grades: Floats, demands: npt.NDArray[np.intp]) -> Ranker | None:
    """Weights on the parts, from differences within demands; None when the score says nothing about the grades."""
    own_score, own_parts, own_grade = scores.copy(), parts.copy(), grades.copy()
    for places in _by_demand(demands).values():
        for values in (own_score, own_parts, own_grade):
            values[places] -= values[places].mean(axis=0)
    spread = float(own_score @ own_score)
    slope = float(own_score @ own_grade) / spread if spread > 1e-9 else 0.0
    if slope < LEAST_SLOPE:
        return None
    scales = own_parts.std(axis=0)
    scales[scales < 1e-9] = np.inf
    rows = own_parts / scales
    left = own_grade - slope * own_score
    weights = np.linalg.solve(rows.T @ rows + RIDGE * np.eye(rows.shape[1]), rows.T @ left) / scales / slope
    return Ranker("", _rounded(parts.mean(axis=0)), _rounded(weights))


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(one), DIGITS) for one in values)


def _by_demand(demands: npt.NDArray[np.intp]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for place, demand in enumerate(demands.tolist()):
        found[demand].append(place)
    return found


def _mean_grades(rows: Sequence[tuple[int, float]]) -> dict[Hashable, float]:
    """achievement → the mean of what brokers gave it."""
    found: dict[int, list[float]] = defaultdict(list)
    for achievement_id, grade in rows:
        found[achievement_id].append(grade)
    return {one: sum(grades) / len(grades) for one, grades in found.items()}


def _ndcg(scores: Floats, said: Sequence[Said], places: Sequence[int], marks: dict[Hashable, float]) -> float:
    return demand_figures({said[place].achievement_id: float(scores[place]) for place in places}, marks)["ndcg10"]
