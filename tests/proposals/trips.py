"""A team and an enterprise with a demand, and what a team types."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask

from matchmaking.core.filters import today
from matchmaking.demands.models import Demand
from matchmaking.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor

CRITERIA = [
    {
        "name": "结合强度", "importance": "must", "operator": ">=", "target_low": 70.0, "unit": "MPa",
        "test_method": "GB/T 8642",
    },
    {"name": "单套成本", "importance": "should", "operator": "<=", "target_low": 260.0, "unit": "元"},
    {"name": "高温保持", "importance": "must", "operator": "text", "text": "450 ℃ 保温 200 h 无剥落"},
]  # fmt: skip
TYPED = {
    "title": "超音速喷涂加激光封孔",
    "idea": "先喷碳化钨，再用激光封孔。",
    "basis": "同类阀座做过三批。",
    "validation": "寄样到第三方按 GB/T 8642 检测。",
    "plan": "第 1–2 个月定工艺，第 3–6 个月做三批样件。",
    "team": "表面工程课题组 6 人，张工负责。",
    "price_low": "80",
    "price_high": "120",
    "duration_months": "8",
    "readiness_level": "6",
    "references": "GB/T 8642-2002\n某型阀座台架报告",
}
PROMISED = {
    "promises-0-answer": "yes",
    "promises-0-value_low": "76",
    "promises-0-note": "第三方检测报告",
    "promises-1-answer": "talk",
    "promises-2-answer": "yes",
}


@dataclass
class Trip:
    """Two visitors who meet over a demand."""

    demand: Demand
    team: Organisation
    writer: Visitor
    enterprise: Visitor

    def path(self, rest: str = "") -> str:
        """A page of the demand."""
        return f"/demands/{self.demand.id}{rest}"

    def submitted(self) -> str:
        """The address of the answer, after the team has submitted a complete one."""
        form = self.writer.submit(self.writer.open(self.path("/answer")), button="开始写")
        check = self.writer.submit(form, {**TYPED, **PROMISED}, button="保存并核对")
        assert check.errors() == []
        return self.writer.submit(check, {"no_confidential": "y"}, button="提交应答").path


def make_trip(app: Flask, **values: Any) -> Trip:
    """A published demand with three criteria that ends in ten days, and a team that can answer it."""
    owner, researcher = make_user(), make_user("researcher")
    enterprise = make_organisation(owner=owner, name="鹿鸣泵阀有限公司", county_code="330324")
    team = make_organisation(editor=researcher, kind="university", name="表面工程试验大学")
    demand = make_demand(enterprise, **{"criteria": CRITERIA, "deadline_on": today() + timedelta(days=10), **values})
    return Trip(demand, team, Visitor(app).sign_in(researcher), Visitor(app).sign_in(owner))
