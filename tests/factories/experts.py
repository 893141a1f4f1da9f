"""Experts for tests."""

from typing import Any

from matchmaking.accounts.models import User
from matchmaking.core.db import now, session, unit_of_work
from matchmaking.experts.models import Expert, ExpertAchievement, ExpertPost, ExpertProject
from matchmaking.organisations.models import Organisation
from tests.factories.indexing import settle
from tests.factories.numbers import next_number, public_number
from tests.factories.organisations import make_organisation


def expert_values(**values: Any) -> dict[str, Any]:
    """The content of a complete profile as plain data."""
    return {
        "written_for": "colleague",
        "name": "江叙白",
        "rank": "教授",
        "title": "球阀阀座涂层与密封",
        "summary": "能到现场看阀座为什么内漏，做碳化钨涂层选型和泄漏测试。",
        "industry_codes": ["pump_valve"],
        "technical_field": "manufacturing",
        "keywords": ["阀座密封"],
        "consent": "unnamed",
        "projects": [{"title": "球阀阀座内漏攻关", "client": "阀门厂", "year": 2024, "result": "泄漏率降到十分之一"}],
        "posts": [{"role": "科技副总", "place": "泵阀企业", "industry_code": "pump_valve", "year_from": 2022}],
        **values,
    }


def make_expert(organisation: Organisation | None = None, holder: User | None = None, **values: Any) -> Expert:
    """A complete, published profile, stored and indexed; with a `holder` it is that person's own."""
    number = next_number(__name__)
    organisation = organisation or make_organisation(kind="university")
    own = {"written_for": "self", "created_by_id": holder.id} if holder else {}
    data = expert_values(**{"title": f"球阀阀座涂层与密封 {number} 类", **own, **values})
    projects, posts = data.pop("projects"), data.pop("posts")
    with unit_of_work():
        expert = Expert(
            **{
                "organisation_id": organisation.id,
                "county_code": organisation.county_code,
                "state": "published",
                "published_at": now(),
                "number": public_number("ZJ", number),
                **data,
            },
            projects=[ExpertProject(position=place, **row) for place, row in enumerate(projects)],
            posts=[ExpertPost(position=place, **row) for place, row in enumerate(posts)],
        )
        session.add(expert)
    settle()
    return expert


def make_link(expert: Expert, achievement_id: int, state: str = "confirmed") -> ExpertAchievement:
    """An achievement that the expert worked on."""
    with unit_of_work():
        link = ExpertAchievement(expert_id=expert.id, achievement_id=achievement_id, state=state)
        session.add(link)
    return link
