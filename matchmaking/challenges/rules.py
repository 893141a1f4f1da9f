"""What a challenge must fulfil, as data: the defaults in data/, every change a new version. Plain data only."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

FOLDER = Path(__file__).with_name("data")
# Three years: what city notices allow at most.
MOST_MONTHS, MOST_EXPERTS, MOST_PANEL, MOST_DIMENSIONS = 36, 15, 15, 8
FULL_MARK = 100
STATEMENTS = {
    "problem": _l("拟解决的技术问题"),
    "criteria": _l("核心指标"),
    "term": _l("完成时限"),
    "rights": _l("产权归属"),
    "fund": _l("资金投入"),
    "conditions": _l("对揭榜方的条件"),
}


@dataclass(frozen=True)
class Dimension:
    """What experts score from 0 to 100, with its weight in percent."""

    code: str
    name: str
    weight: int


@dataclass(frozen=True)
class Rules:
    """One version of the rules. `smallest_fund` is in yuan; days are counted as `*_counting` says."""

    longest_months: int
    statements: tuple[str, ...]
    is_cash_only: bool
    fewest_must: int
    smallest_fund: int
    experts: int
    pass_mark: int
    list_days: int
    list_counting: str
    result_days: int
    result_counting: str
    panel_size: int
    is_blind: bool
    has_defence: bool
    most_winners: int
    dimensions: tuple[Dimension, ...]

    def values(self) -> dict[str, Any]:
        """As stored with a version."""
        return asdict(self)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Rules":
        """From what is stored with a version."""
        dimensions = tuple(Dimension(**one) for one in values["dimensions"])
        return cls(**{**values, "statements": tuple(values["statements"]), "dimensions": dimensions})

    def score_of(self, scores: Mapping[str, int]) -> float:
        """The weighted mean of one expert's scores."""
        whole = sum(one.weight for one in self.dimensions)
        return sum(one.weight * scores[one.code] for one in self.dimensions) / whole

    def result_of(self, all_scores: Sequence[Mapping[str, int]]) -> float | None:
        """The mean over all experts, or None while nobody has scored. Every expert counts the same."""
        if not all_scores:
            return None
        return sum(self.score_of(one) for one in all_scores) / len(all_scores)

    def passes(self, result: float | None) -> bool:
        """Whether a result reaches the pass mark; it is compared as it is shown, with one decimal."""
        return result is not None and round(result, 1) >= self.pass_mark


@cache
def default_rules() -> Rules:
    """The lines of data/, after what is usual elsewhere. They are no rules of Wenzhou: its text was not found."""
    text = {row["name"]: row["value"] for row in _lines("rules.csv")}
    numbers = ("longest_months", "fewest_must", "smallest_fund", "experts", "pass_mark", "list_days", "result_days")
    return Rules(
        **{name: int(text[name]) for name in (*numbers, "panel_size", "most_winners")},
        **{name: text[name] == "1" for name in ("is_cash_only", "is_blind", "has_defence")},
        list_counting=text["list_counting"],
        result_counting=text["result_counting"],
        statements=tuple(text["statements"].split()),
        dimensions=tuple(Dimension(row["code"], row["name"], int(row["weight"])) for row in _lines("dimensions.csv")),
    )


def _lines(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
