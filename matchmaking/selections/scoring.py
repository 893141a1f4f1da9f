"""The arithmetic of reviews: a weighted mean with its spread, and no more digits than whole points can carry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MOST_POINTS = 10
# Prefilled, in percent: what nearly every owner weighs.
USUAL_WEIGHTS = (("技术指标满足", 40), ("可行性", 20), ("价格", 15), ("周期", 15), ("团队", 10))
WHOLE = 100


@dataclass(frozen=True)
class Result:
    """The weighted result of one proposal: the mean of its reviews, the lowest and the highest of them."""

    mean: Decimal
    low: Decimal
    high: Decimal
    count: int

    @property
    def spread(self) -> Decimal:
        """How far the reviews lie apart."""
        return self.high - self.low


def weighted(points: Mapping[int, int], weights: Mapping[int, int]) -> Decimal:
    """One review's points by criterion → 0–10. Raises KeyError when a criterion has no points."""
    total = sum(weights.values())
    return Decimal(sum(points[one] * weight for one, weight in weights.items())) / total


def result(reviews: Iterable[Mapping[int, int]], weights: Mapping[int, int]) -> Result | None:
    """What several reviews make together, to one decimal; None where there are none."""
    found = [weighted(points, weights) for points in reviews]
    if not found:
        return None
    return Result(_tenth(sum(found) / len(found)), _tenth(min(found)), _tenth(max(found)), len(found))


def criterion_mean(points: Iterable[int]) -> Decimal | None:
    """The mean of the points for one criterion, to one decimal."""
    found = list(points)
    return _tenth(Decimal(sum(found)) / len(found)) if found else None


def is_clear(better: Result, worse: Result) -> bool:
    """Whether the difference is larger than the reviewers' own disagreement; one review alone proves nothing."""
    return min(better.count, worse.count) > 1 and better.low > worse.high


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def letter(place: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
