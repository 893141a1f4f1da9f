"""Many records at once for the tests of matching."""

from typing import Any

from flask import Flask

from matchmaking.achievements.models import Achievement, Measurement
from matchmaking.core.db import now, session, unit_of_work
from matchmaking.core.jobs import run_waiting
from matchmaking.organisations.models import Organisation
from tests.factories.numbers import next_number
from tests.factories.organisations import make_organisation
from tests.kept import kept

SUBJECTS = [
    "近视防控",
    "眼镜镜架",
    "鞋底发泡",
    "皮革鞣制",
    "电镀废水",
    "软包印刷",
    "服装排产",
    "锂电回收",
    "网箱养殖",
    "药敏检测",
]


def plant_unrelated() -> None:
    """Achievements of other trades; where all records share their words, these would weigh nothing."""
    organisation = make_organisation(kind="institute")
    subjects = [f"{subject}的第{number}种新办法" for subject in SUBJECTS for number in "一二"]
    _plant(
        organisation,
        [{"title": f"{title}{next_number(__name__)}", "industry_codes": ["life_health"]} for title in subjects],
    )


def begin_with_unrelated(app: Flask) -> None:
    """The same for a test that begins with them: planted once in a process, then put back."""
    kept(app, "unrelated", plant_unrelated)


def plant_similar(organisation: Organisation, number: int) -> None:
    """Achievements that fit the demands of the factory."""
    _plant(
        organisation,
        [
            {
                "title": f"球阀阀座碳化钨涂层 {next_number(__name__)} 型",
                "industry_codes": ["pump_valve"],
                "readiness_level": 6,
            }
            for _ in range(number)
        ],
        two_measurements(),
    )


def _plant(organisation: Organisation, rows: list[dict[str, Any]], measurements: list[dict[str, Any]] = ()) -> None:
    with unit_of_work():
        for values in rows:
            achievement = Achievement(
                organisation_id=organisation.id, county_code="330324", state="published", published_at=now(), **values
            )
            achievement.measurements = [Measurement(position=place, **row) for place, row in enumerate(measurements)]
            session.add(achievement)
    run_waiting()


def two_criteria() -> list[dict[str, Any]]:
    """Two criteria of a demand, both musts."""
    return [
        {"name": "结合强度", "importance": "must", "operator": ">=", "target_low": 70.0, "unit": "MPa"},
        {"name": "孔隙率", "importance": "must", "operator": "<=", "target_high": 1.0, "unit": "%"},
    ]


def two_measurements() -> list[dict[str, Any]]:
    """Measurements that meet both."""
    return [
        {"name": "结合强度", "operator": "=", "value_low": 76.0, "unit": "MPa"},
        {"name": "孔隙率", "operator": "<=", "value_high": 0.2, "unit": "%"},
    ]
