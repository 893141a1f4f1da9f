"""Service bases for tests."""

from typing import Any

from matchmaking.core.db import now, session, unit_of_work
from matchmaking.facilities.models import Facility, FacilityParameter
from matchmaking.organisations.models import Organisation
from tests.factories.indexing import settle
from tests.factories.numbers import next_number, public_number
from tests.factories.organisations import make_organisation


def facility_values(**values: Any) -> dict[str, Any]:
    """The content of a complete base as plain data."""
    return {
        "base_kind": "testing",
        "title": "泵阀检测站",
        "summary": "测阀座泄漏率和涂层结合强度，五个工作日出报告。",
        "industry_codes": ["pump_valve"],
        "keywords": ["阀座泄漏"],
        "price_basis": "按项目收费。",
        "application": "带样品和装配图。",
        "parameters": [{"name": "结合强度", "operator": "<=", "value_low": 100.0, "unit": "MPa"}],
        **values,
    }


def make_facility(organisation: Organisation | None = None, **values: Any) -> Facility:
    """A complete, published base, stored and indexed."""
    number = next_number(__name__)
    organisation = organisation or make_organisation(kind="service_provider")
    data = facility_values(**{"title": f"泵阀检测站 {number} 号", **values})
    parameters = data.pop("parameters")
    with unit_of_work():
        facility = Facility(
            **{
                "organisation_id": organisation.id,
                "county_code": organisation.county_code,
                "state": "published",
                "published_at": now(),
                "number": public_number("JD", number),
                **data,
            },
            parameters=[FacilityParameter(position=place, **row) for place, row in enumerate(parameters)],
        )
        session.add(facility)
    settle()
    return facility
