"""Both sides as the tests of what they share see them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.side import Side
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand


@dataclass(frozen=True)
class Tried:
    """A side with its factory and with what a person types into its form."""

    side: Side
    make: Callable[..., Any]
    typed: dict[str, Any]
    rows: str
    low: str
    amount: str
    # Step → a field of it, and two things that may be written there.
    changes: dict[str, tuple[str, str, str]]

    @property
    def queue(self) -> str:
        """Where the desk finds what was handed in."""
        return "/desk/refinements" if self.side is DEMANDS else f"/desk/{self.side.room}"

    @property
    def desk(self) -> str:
        """The page on which the desk publishes the first record."""
        return "/desk/refinements/1" if self.side is DEMANDS else self.path(1)

    @property
    def publish(self) -> str:
        """The button there."""
        return "可发布，按原文发布" if self.side is DEMANDS else "核验通过，发布"

    def path(self, *parts: object) -> str:
        return "/" + "/".join(str(part) for part in (self.side.room, *parts))


BOTH = [
    Tried(
        ACHIEVEMENTS,
        make_achievement,
        {
            "title": "球阀阀座碳化钨涂层",
            "summary": "让含砂介质里的阀座多用三倍时间。",
            "problem_solved": "含砂介质冲刷阀座，两三个月就内漏。",
            "description": "超音速喷涂碳化钨，再用激光封孔。",
            "industry_codes": ["pump_valve"],
            "readiness_level": "6",
            "transfer_modes": ["licence"],
            "price_low": "60",
            "price_high": "150",
            "measurements-0-name": "结合强度",
            "measurements-0-operator": "=",
            "measurements-0-value_low": "76",
            "measurements-0-unit": "MPa",
            "measurements-0-evidence_kind": "third_party_report",
        },
        "measurements",
        "value_low",
        "price",
        {
            "result": ("title", "甲的标题", "乙的标题"),
            "evidence": ("measurements-0-condition", "甲的条件", "乙的条件"),
            "rights": ("rights-0-title", "甲的专利", "乙的专利"),
            "audience": ("team", "甲的团队", "乙的团队"),
        },
    ),
    Tried(
        DEMANDS,
        make_demand,
        {
            "title": "含颗粒介质球阀的阀座耐磨涂层",
            "problem": "介质含 2% 石英砂，阀座 2.4 万次启闭后内漏。",
            "kind": "tackle",
            "industry_codes": ["pump_valve"],
            "cooperation_modes": ["commissioned_development"],
            "budget_low": "100",
            "budget_high": "180",
            "criteria-0-name": "结合强度",
            "criteria-0-operator": ">=",
            "criteria-0-target_low": "70",
            "criteria-0-unit": "MPa",
            "criteria-0-importance": "must",
        },
        "criteria",
        "target_low",
        "budget",
        {
            "problem": ("title", "甲的标题", "乙的标题"),
            "criteria": ("criteria-0-test_method", "甲的办法", "乙的办法"),
            "terms": ("rights_wish", "归甲方所有", "归乙方所有"),
        },
    ),
]
