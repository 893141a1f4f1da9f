"""Projects of the hall for tests."""

from decimal import Decimal
from typing import Any

from matchmaking.core.db import now, session, unit_of_work
from matchmaking.organisations.models import Organisation
from matchmaking.projects.models import Project, ProjectMember, ProjectRight
from tests.factories.indexing import settle
from tests.factories.numbers import next_number, public_number
from tests.factories.organisations import make_organisation


def project_values(**values: Any) -> dict[str, Any]:
    """The content of a complete project as plain data."""
    return {
        "title": "阀座耐磨涂层产业化",
        "sentence": "让矿浆阀门的阀座从一年换四次变成一年换一次",
        "summary": "选矿厂的阀座三个月就磨穿，停产更换一次损失 8 万元。",
        "industry_codes": ["pump_valve"],
        "keywords": ["阀座"],
        "stage": "pilot",
        "technology": "超音速喷涂后激光重熔，孔隙率低于 0.5%。",
        "market": "浙南有 300 家泵阀厂。",
        "business_model": "按件加工收费。",
        "funding_need": Decimal(5_000_000),
        "funding_use": "中试线设备。",
        "landing_county_codes": ["330324"],
        "contact_name": "林工",
        "rights": [{"kind": "invention", "basis": "own", "title": "一种阀座涂层"}],
        "members": [{"name": "林某", "role": "工艺负责人"}],
        **values,
    }


def make_project(organisation: Organisation | None = None, **values: Any) -> Project:
    """A complete, published project, stored and indexed."""
    number = next_number(__name__)
    organisation = organisation or make_organisation()
    data = project_values(**{"title": f"阀座耐磨涂层产业化 {number} 号", **values})
    rights, members = data.pop("rights"), data.pop("members")
    with unit_of_work():
        project = Project(
            **{
                "organisation_id": organisation.id,
                "county_code": organisation.county_code,
                "state": "published",
                "published_at": now(),
                "number": public_number("XM", number),
                **data,
            },
            rights=[ProjectRight(position=place, **row) for place, row in enumerate(rights)],
            members=[ProjectMember(position=place, **row) for place, row in enumerate(members)],
        )
        session.add(project)
    settle()
    return project
