"""Service bases: what an organisation lets others use, and the demands that need it."""

from typing import Any

import pytest
from flask import Flask

from matchmaking.core.jobs import run_waiting
from matchmaking.demands.models import Demand
from matchmaking.facilities.matched import sentences, weigh_more
from matchmaking.facilities.rules import contradictions, gaps
from matchmaking.matching.comparison import Requirement
from matchmaking.matching.evidence import DemandSide
from matchmaking.matching.fit_weighing import Other
from matchmaking.matching.ranking import Text
from matchmaking.matching.scoring import DemandFacts
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.facilities import facility_values, make_facility
from tests.factories.fitting import FITTING_DEMAND
from tests.factories.organisations import make_organisation
from tests.visitor import Seen, Visitor, fields_of

FITTING_BASE: dict[str, Any] = {
    "title": "曝气盘膜片堵塞与氧转移效率试验站",
    "summary": "在印染废水里连续试验曝气盘膜片，测氧转移效率和阻力损失。",
    "industry_codes": ["new_materials"],
    "keywords": ["曝气盘", "膜片"],
    "parameters": [{"name": "氧转移效率", "operator": "<=", "value_low": 60.0, "unit": "%"}],
}


def write(visitor: Visitor, page: Seen, values: dict[str, Any]) -> Seen:
    """Send a step of the form as a browser would."""
    sent = {**fields_of(page.form(action=page.path)), **values, "action": "next"}
    response = visitor.send("post", page.path, data=sent, follow_redirects=True)
    return Seen(response.status_code, response.request.path, response)


def test_a_base_is_written_checked_and_found(app: Flask, visitor: Visitor) -> None:
    person = make_user()
    make_organisation(name="岚下检测服务公司", owner=person, kind="service_provider", county_code="330324")
    owner, broker = Visitor(app).sign_in(person), Visitor(app).sign_in(make_user("broker"))
    values = {
        "base_kind": "testing", "title": "泵阀检测站", "summary": "测泄漏率。", "industry_codes": ["pump_valve"],
        "recognition": "市级公共测试平台",
    }  # fmt: skip
    page = write(owner, owner.open("/facilities/new"), values)
    terms = {
        "parameters-0-name": "泄漏率", "parameters-0-value_low": "100", "parameters-0-unit": "mL/min",
        "price_basis": "每台 0.15 万元起。", "application": "带样品。",
    }  # fmt: skip
    checked = write(owner, page, terms)
    assert checked.path == "/facilities/1/submit"
    assert "写了官方认定的，请填写认定文件的文号；没有文号就不要写认定。" in checked.text
    write(owner, owner.open("/facilities/1/edit/base"), {"recognition_number": "温科〔2025〕8 号"})
    owner.submit(owner.open("/facilities/1/submit"), {"not_secret": "y"}, button="提交核验")
    assert "泵阀检测站" in broker.open("/desk/facilities").text
    broker.submit(broker.open("/facilities/1"), button="核验通过，发布")
    run_waiting()
    for path in ("/facilities?q=泄漏率", "/facilities?kind=testing", "/search?q=泄漏率", "/organisations/1"):
        assert "泵阀检测站" in visitor.open(path).text, path
    assert "没有符合这些条件的基地" in visitor.open("/facilities?kind=pilot").text
    shown = visitor.open("/facilities/1").text.replace("\xa0", " ")
    assert "泄漏率 ≤ 100 mL/min" in shown
    assert "市级公共测试平台 （文号 温科〔2025〕8 号） 由单位填写，以认定部门公布的文件为准。" in shown
    assert "登录后预约或咨询" in shown


def test_a_base_must_not_contradict_itself(app: Flask) -> None:
    with app.test_request_context():
        assert contradictions(facility_values(), {}, []) == []
        assert gaps(facility_values()) == []
        wrong = facility_values(readiness_from=7, readiness_to=4, base_kind="castle")
        assert [one.field for one in contradictions(wrong, {}, [])] == ["readiness_to", "base_kind"]
        assert [one.field for one in gaps(facility_values(recognition_number="8"))] == ["recognition"]


def side(needs: int | None, *names: str) -> DemandSide:
    rows = tuple(Requirement(place, name) for place, name in enumerate(names))
    return DemandSide(1, 1, Text("曝气盘"), rows, DemandFacts(needs_readiness=needs))


def base(kind: str, *names: str, low: int | None = None, high: int | None = None) -> Other:
    return Other(2, 2, Text("试验站"), facts={"kind": kind, "from": low, "to": high, "names": list(names)})


@pytest.mark.parametrize(
    ("demand", "other", "value", "said"),
    [
        (side(6, "阻力损失"), base("pilot"), 0.8, ["需求接受 TRL 6，量产前要中试"]),
        (side(8, "阻力损失"), base("pilot"), 0.0, []),
        (side(8), base("pilot", low=5, high=9), 0.8, ["需求接受 TRL 8，量产前要中试"]),
        (side(3), base("concept"), 0.8, ["需求接受 TRL 3，要先验证可行"]),
        (side(6), base("concept"), 0.0, []),
        (side(8), base("station"), 0.8, ["需求要 TRL 8，可以先试用"]),
        (side(None, "阻力损失"), base("testing"), 0.5, ["指标要有检测数据才能验收"]),
        (side(None), base("testing"), 0.0, []),
        (
            side(None, "氧转移效率", "阻力损失"), base("testing", "氧转移效率（清水）"), 1.0,
            ["需求里的指标这里有设备：氧转移效率", "指标要有检测数据才能验收"],
        ),
    ],
)  # fmt: skip
def test_what_a_demand_needs_a_base_for(
    app: Flask, demand: DemandSide, other: Other, value: float, said: list[str]
) -> None:
    with app.test_request_context():
        found, reasons = weigh_more(demand, other)
        assert found == value
        assert sentences(reasons) == said


def test_a_demand_names_where_to_go(app: Flask, visitor: Visitor) -> None:
    person = make_user()
    place = make_organisation(owner=person, kind="service_provider")
    base = make_facility(place, **FITTING_BASE)
    make_facility(base_kind="pilot")
    demand: Demand = make_demand(**FITTING_DEMAND)
    panel = visitor.open(f"/demands/{demand.id}").soup.select_one("section[aria-labelledby=fits-facility]")
    rows = [" ".join(row.get_text(" ").split()) for row in panel.select("li")]
    assert len(rows) == 1
    assert "曝气盘膜片堵塞与氧转移效率试验站 检验检测或公共测试平台，" in rows[0]
    assert "需求里的指标这里有设备：氧转移效率；指标要有检测数据才能验收；都写到：" in rows[0]
    assert panel.select_one("a")["href"] == f"/facilities/{base.id}"
    owner = Visitor(app).sign_in(person)
    assert demand.title in owner.open(f"/facilities/{base.id}").text
    assert "新需求“微孔曝气盘防堵塞膜片”可能用得上贵单位的基地" in owner.open("/notices").text
