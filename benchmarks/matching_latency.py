"""Publish records into a catalogue of many and measure how long it takes until their matches are stored.

usage: python -m benchmarks.matching_latency [RECORDS [TRIES]]     (10,000 records and 10 tries by default)
Half of the records are demands, half achievements, written from words of the vocabulary. The clock runs from the
commit that publishes a record to the commit that stores its matches: index, candidates, comparison, rows, notices.
"""

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import delete, func, select

from matchmaking import create_app
from matchmaking.achievements.models import Achievement, Measurement
from matchmaking.core.db import Base, database, now, reading, session, unit_of_work
from matchmaking.core.jobs import Job, run_waiting
from matchmaking.demands.models import Criterion, Demand
from matchmaking.matching.export import scratch_settings
from matchmaking.matching.models import Finding, Match
from matchmaking.organisations.models import Organisation
from matchmaking.search.following import rebuild_index
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


class Writer:
    """Writes records that look like ours; the same seed writes the same."""

    def __init__(self, words: list[str], industries: list[str], organisations: list[int]) -> None:
        self.random = random.Random(20261122)
        self.words, self.industries, self.organisations = words, industries, organisations
        self.fillers = FILLERS.split()

    def text(self, length: int) -> str:
        parts = [self.random.choice(self.words if self.random.random() < 0.6 else self.fillers) for _ in range(length)]
        return "".join(parts)

    def quantities(self) -> list[tuple[str, str, float]]:
        return [
            (name, unit, round(self.random.uniform(low, high), 2))
            for name, unit, low, high in self.random.sample(QUANTITIES, 5)
        ]

    def common(self, number: int) -> dict:
        return {
            "title": f"{self.text(4)}{number}", "summary": self.text(8), "state": "published", "published_at": now(),
            "industry_codes": [self.random.choice(self.industries)], "county_code": "330324",
            "keywords": [self.random.choice(self.words) for _ in range(4)],
        }  # fmt: skip

    def demand(self, number: int) -> Demand:
        return Demand(
            organisation_id=self.random.choice(self.organisations[::2]), number=f"XQ-{number}",
            problem=self.text(60), context=self.text(30),
            criteria=[
                Criterion(
                    position=place, name=name, unit=unit, operator=">=", target_low=value, importance="must",
                )
                for place, (name, unit, value) in enumerate(self.quantities())
            ],
            **self.common(number),
        )  # fmt: skip

    def achievement(self, number: int) -> Achievement:
        return Achievement(
            organisation_id=self.random.choice(self.organisations[1::2]), number=f"CG-{number}",
            problem_solved=self.text(40), description=f"{self.text(80)}，结合强度达到 {number % 90} MPa。",
            measurements=[
                Measurement(position=place, name=name, unit=unit, operator="=", value_low=value)
                for place, (name, unit, value) in enumerate(self.quantities())
            ],
            **self.common(number),
        )  # fmt: skip


def publish(record: Demand | Achievement) -> tuple[float, int]:
    """Seconds from the commit of a new record to its stored matches, and how many there are."""
    with unit_of_work():
        session.add(record)
    start = time.perf_counter()
    run_waiting(names=["search.follow", "matching.rematch"])
    seconds = time.perf_counter() - start
    column = Match.demand_id if isinstance(record, Demand) else Match.achievement_id
    with reading():
        return seconds, session.scalar(select(func.count()).where(column == record.id)) or 0


def main() -> None:
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    tries = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(scratch_settings(Path(folder)), instance_path=folder)
        with app.app_context():
            Base.metadata.create_all(database().engine)
            with unit_of_work():
                load_vocabulary()
            with unit_of_work():
                for number in range(100):
                    kind = "enterprise" if number % 2 == 0 else "university"
                    session.add(Organisation(name=f"单位{number}", kind=kind, state="verified", verified_at=now()))
            with reading():
                organisations = list(session.scalars(select(Organisation.id).order_by(Organisation.id)))
                writer = Writer(
                    list(thesaurus().user_words()), [term.code for term in all_terms("industry")], organisations
                )
            start = time.perf_counter()
            for first in range(0, records // 2, 500):
                with unit_of_work():
                    for number in range(first, min(first + 500, records // 2)):
                        session.add_all([writer.demand(number), writer.achievement(number)])
            print(f"{records} records written in {time.perf_counter() - start:.1f} s")
            start = time.perf_counter()
            for kind in ("demand", "achievement"):
                rebuild_index(kind)
            print(f"indexed in {time.perf_counter() - start:.1f} s")
            # What waits is the follow-up of the mass import; only new records are measured.
            with unit_of_work():
                session.execute(delete(Job))
            for name, make in (("achievement", writer.achievement), ("demand", writer.demand)):
                publish(make(10**6))
                found = [publish(make(10**6 + 1 + number)) for number in range(tries)]
                seconds = sorted(one for one, _count in found)
                mean = statistics.mean(count for _seconds, count in found)
                print(
                    f"a new {name}: {mean:.0f} matches stored after {statistics.median(seconds):.2f} s (median), "
                    f"{seconds[-1]:.2f} s (longest of {tries})"
                )
            with reading():
                matches, findings = (session.scalar(select(func.count(model.id))) for model in (Match, Finding))
            print(f"{matches} matches with {findings} findings")


if __name__ == "__main__":
    main()
