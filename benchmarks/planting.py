"""Plants a scratch database and index with any number of published, invented achievements and demands, in bulk.

usage: python -m benchmarks.planting FOLDER ACHIEVEMENTS [DEMANDS]     (a folder that is filled already stays as it is)
Rows are inserted directly: the import checks each record as a person's, which takes minutes for 100,000. Texts are
made of the vocabulary's words and of invented words of the same characters, a few frequent and most rare, as in real
language: 15 to 25 characters of title and about 250 of text, three to five measured values or criteria each.
"""

import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from flask import Flask
from sqlalchemy import func, insert, select

from matchmaking import create_app
from matchmaking.achievements.models import Achievement, Measurement, Right
from matchmaking.core.db import Base, database, now, reading, session, unit_of_work
from matchmaking.demands.models import Criterion, Demand
from matchmaking.matching.export import scratch_settings
from matchmaking.organisations.models import Organisation
from matchmaking.search.analysis import is_han
from matchmaking.search.engine import IndexUnavailable
from matchmaking.search.following import rebuild_index
from matchmaking.search.registry import engine
from matchmaking.vocabulary.queries import all_terms, thesaurus
from matchmaking.vocabulary.services import load_vocabulary

QUANTITIES = [
    ("结合强度", "MPa", 20, 90), ("显微硬度", "HV", 300, 1300), ("电寿命", "万次", 1, 200), ("泄漏率", "mL/min", 0, 5),
    ("工作温度", "℃", 80, 600), ("单套成本", "元", 20, 900), ("检出率", "%", 90, 100), ("节拍", "s/件", 1, 60),
    ("导热系数", "W/(m·K)", 1, 20), ("定位精度", "mm", 0, 1), ("密度", "g/cm³", 0, 8), ("噪声", "dB(A)", 40, 90),
]  # fmt: skip
FILLERS = """
    的 用于 提高 降低 解决 工艺 装置 方法 结构 设计 研究 系统 材料 表面 在线 高温 复合 快速 稳定 现场
"""
EVIDENCE = ("third_party_report", "bench_record", "customer_record", "paper", "own_statement")
HOLDERS = ("university", "institute", "rnd_institution", "enterprise", "pilot_base")
# So many records belong to one organisation.
RECORDS_EACH = 50
ROWS_AT_ONCE = 5000


class Planter:
    """Writes rows that look like ours; the same seed writes the same."""

    def __init__(self, trade_words: list[str], codes: dict[str, list[str]], seed: int = 20261122) -> None:
        self.dice = np.random.default_rng(seed)
        self.codes = codes
        characters = sorted({character for word in trade_words for character in word if is_han(character)})
        lengths = self.dice.choice([2, 2, 2, 3, 4], 6000)
        invented = ["".join(self.dice.choice(characters, length)) for length in lengths]
        words = [*trade_words, *invented]
        self.dice.shuffle(words)
        # The fillers are the most frequent words of all.
        self.words = np.array([*FILLERS.split(), *words], object)
        self.weights = np.cumsum(1 / (np.arange(len(self.words)) + 5.0))
        self.moment = now()

    def text(self, count: int) -> str:
        """A text of so many words, with a comma after every six."""
        found = np.searchsorted(self.weights, self.dice.random(count) * self.weights[-1])
        words = self.words[found].tolist()
        return "，".join("".join(words[start : start + 6]) for start in range(0, count, 6))

    def one(self, values: Any) -> Any:
        """One of these."""
        return values[int(self.dice.integers(len(values)))]

    def listing(self, number: int, prefix: str, organisations: list[int]) -> dict[str, Any]:
        """What both sides have."""
        published = self.moment - timedelta(minutes=int(self.dice.integers(200_000)))
        return {
            "id": number, "number": f"{prefix}-{self.moment.year}-{number:06}", "state": "published", "version": 1,
            "title": self.text(int(self.dice.integers(6, 9))), "summary": self.text(16),
            "industry_codes": sorted({self.one(self.codes["industry"]) for _ in range(int(self.dice.integers(1, 3)))}),
            "county_code": self.one(self.codes["county"]), "keywords": [self.one(self.words) for _ in range(4)],
            "organisation_id": self.one(organisations), "published_at": published, "confirmed_at": published,
        }  # fmt: skip

    def quantities(self) -> Iterator[tuple[int, str, str, float]]:
        """Three to five different quantities with a value."""
        chosen = self.dice.permutation(len(QUANTITIES))[: int(self.dice.integers(3, 6))]
        for place, (name, unit, low, high) in enumerate(QUANTITIES[one] for one in chosen):
            yield place, name, unit, round(float(self.dice.uniform(low, high)), 2)

    def achievement(self, number: int, organisations: list[int]) -> dict[str, Any]:
        """The row of one achievement."""
        level = int(self.dice.integers(0, 10))
        price = int(self.dice.integers(5, 400)) * 10_000
        return {
            **self.listing(number, "CG", organisations),
            "problem_solved": self.text(20), "description": self.text(60),
            "readiness_level": level or None, "transfer_modes": [self.one(self.codes["transfer_mode"])],
            "price_low": price if number % 3 else None, "price_high": 2 * price if number % 3 else None,
            "try_before_pay": number % 7 == 0,
        }  # fmt: skip

    def demand(self, number: int, organisations: list[int]) -> dict[str, Any]:
        """The row of one demand."""
        budget = int(self.dice.integers(5, 400)) * 10_000
        return {
            **self.listing(number, "XQ", organisations),
            "problem": self.text(60), "context": self.text(30),
            "budget_low": budget if number % 3 else None, "budget_high": 2 * budget if number % 3 else None,
        }  # fmt: skip

    def measurements(self, number: int) -> Iterator[dict[str, Any]]:
        """The measured values of an achievement."""
        for place, name, unit, value in self.quantities():
            yield {
                "achievement_id": number, "position": place, "name": name, "unit": unit, "operator": "=",
                "value_low": value, "evidence_kind": self.one(EVIDENCE),
            }  # fmt: skip

    def criteria(self, number: int) -> Iterator[dict[str, Any]]:
        """The criteria of a demand."""
        for place, name, unit, value in self.quantities():
            yield {
                "demand_id": number, "position": place, "name": name, "unit": unit, "operator": ">=",
                "target_low": value, "importance": "must" if place < 2 else "should",
            }  # fmt: skip

    def rights(self, number: int) -> Iterator[dict[str, Any]]:
        """The patent that every other achievement has."""
        if number % 2:
            yield {"achievement_id": number, "position": 0, "kind": "invention", "title": self.text(6)}


def plant(folder: Path, achievements: int, demands: int = 0) -> Flask:
    """An application whose scratch database and index in `folder` hold so many published records of both sides."""
    folder.mkdir(parents=True, exist_ok=True)
    app = create_app(scratch_settings(folder), instance_path=str(folder))
    with app.app_context():
        Base.metadata.create_all(database().engine)
        with reading():
            held = session.scalar(select(func.count(Achievement.id))) or session.scalar(select(func.count(Demand.id)))
        if not held:
            _insert(achievements, demands)
        for kind in ("achievement", "demand"):
            try:
                engine().count(kind)
            except IndexUnavailable:
                rebuild_index(kind)
    return app


def _insert(achievements: int, demands: int) -> None:
    with unit_of_work():
        load_vocabulary()
    count = max(10, (achievements + demands) // RECORDS_EACH)
    owners = [
        {"id": one, "name": f"单位{one:05}", "kind": HOLDERS[one % len(HOLDERS)], "state": "verified", "version": 1}
        for one in range(1, count + 1)
    ]
    with reading():
        codes = {kind: [term.code for term in all_terms(kind)] for kind in ("industry", "county", "transfer_mode")}
        planter = Planter(list(thesaurus().user_words()), codes)
    enterprises = [one["id"] for one in owners if one["kind"] == "enterprise"]
    everybody = [one["id"] for one in owners]
    with unit_of_work():
        session.execute(insert(Organisation), owners)
    for numbers in _portions(achievements):
        with unit_of_work():
            session.execute(insert(Achievement), [planter.achievement(one, everybody) for one in numbers])
            session.execute(insert(Measurement), [row for one in numbers for row in planter.measurements(one)])
            session.execute(insert(Right), [row for one in numbers for row in planter.rights(one)])
    for numbers in _portions(demands):
        with unit_of_work():
            session.execute(insert(Demand), [planter.demand(one, enterprises) for one in numbers])
            session.execute(insert(Criterion), [row for one in numbers for row in planter.criteria(one)])


def _portions(count: int) -> Iterator[range]:
    """1 to `count` in portions of so many as are written at once."""
    return (range(first, min(first + ROWS_AT_ONCE, count + 1)) for first in range(1, count + 1, ROWS_AT_ONCE))


def main() -> None:
    folder, achievements = Path(sys.argv[1]), int(sys.argv[2])
    start, used = time.perf_counter(), time.process_time()
    app = plant(folder, achievements, int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    with app.app_context():
        held = {kind: engine().count(kind) for kind in ("achievement", "demand")}
    print(f"{held} in {time.perf_counter() - start:.0f} s ({time.process_time() - used:.0f} s of processor time)")


if __name__ == "__main__":
    main()
