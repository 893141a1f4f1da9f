"""Achievements for tests."""

from decimal import Decimal
from typing import Any

from matchmaking.achievements.models import Achievement, Measurement, Right
from matchmaking.core.db import now, session, unit_of_work
from matchmaking.organisations.models import Organisation
from tests.factories.indexing import settle
from tests.factories.numbers import next_number, public_number
from tests.factories.organisations import make_organisation


def achievement_values(**values: Any) -> dict[str, Any]:
    """The content of a complete achievement as plain data."""
    return {
        "title": "球阀阀座碳化钨涂层",
        "summary": "让含砂介质里的阀座多用三倍时间。",
        "problem_solved": "含砂介质冲刷阀座，两三个月就内漏。",
        "description": "超音速喷涂碳化钨，再用激光封孔。",
        "comparison": "比堆焊寿命长三倍。",
        "industry_codes": ["pump_valve"],
        "readiness_level": 6,
        "transfer_modes": ["licence"],
        "price_low": Decimal(600_000),
        "price_high": Decimal(1_500_000),
        "keywords": ["耐磨涂层"],
        "measurements": [
            {
                "name": "结合强度", "operator": "=", "value_low": 76.0, "unit": "MPa", "condition": "GB/T 8642",
                "evidence_kind": "third_party_report",
            }
        ],
        "rights": [{"kind": "invention", "title": "一种阀座涂层的封孔方法", "status": "granted"}],
        **values,
    }  # fmt: skip


def make_achievement(organisation: Organisation | None = None, **values: Any) -> Achievement:
    """A complete, published achievement, stored and indexed; `state` and any column may be given."""
    number = next_number(__name__)
    organisation = organisation or make_organisation(kind="university")
    data = achievement_values(**{"title": f"球阀阀座碳化钨涂层 {number} 号", **values})
    measurements, rights = data.pop("measurements"), data.pop("rights")
    with unit_of_work():
        achievement = Achievement(
            **{
                "organisation_id": organisation.id,
                "county_code": organisation.county_code,
                "state": "published",
                "published_at": now(),
                "number": public_number("CG", number),
                **data,
            },
            measurements=[Measurement(position=place, **row) for place, row in enumerate(measurements)],
            rights=[Right(position=place, **row) for place, row in enumerate(rights)],
        )
        session.add(achievement)
    settle()
    return achievement
