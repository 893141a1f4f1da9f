"""Profiles of people: written by the person, shown as the person agreed, matched to demands with their reasons."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.history import HistoryEntry
from matchmaking.core.jobs import run_waiting
from matchmaking.demands.models import Demand
from matchmaking.experts.matched import KIND, describe
from matchmaking.experts.models import Expert, ExpertFit
from matchmaking.experts.rules import contradictions, gaps
from matchmaking.experts.side import EXPERTS
from matchmaking.listings.services import withdraw_listing
from matchmaking.matching.evidence import demand_side
from matchmaking.matching.fits import fits_of_record
from matchmaking.matching.other_kinds import rank_kind
from matchmaking.matching.ranking import rank_demands, score_pair
from matchmaking.notifications.models import Notice
from matchmaking.organisations.models import Organisation
from matchmaking.search.registry import engine
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.experts import expert_values, make_expert, make_link
from tests.factories.fitting import FITTING_ACHIEVEMENT, FITTING_DEMAND
from tests.factories.organisations import make_organisation
from tests.visitor import Seen, Visitor, fields_of

UNIVERSITY = "岙底理工学院"
FITTING_EXPERT: dict[str, Any] = {
    "title": "曝气盘膜片微孔堵塞与氧转移效率",
    "summary": "能看曝气盘膜片为什么被钙垢和纤维堵塞，测氧转移效率和阻力损失。",
    "industry_codes": ["new_materials"],
    "keywords": ["曝气盘", "膜片"],
    "projects": [{"title": "印染废水曝气盘防堵塞", "client": "印染厂", "year": 2024, "result": "一年没有停池"}],
}


def write(visitor: Visitor, page: Seen, values: dict[str, Any]) -> Seen:
    """Send a step of the form as a browser would."""
    sent = {**fields_of(page.form(action=page.path)), **values, "action": "next"}
    response = visitor.send("post", page.path, data=sent, follow_redirects=True)
    return Seen(response.status_code, response.request.path, response)


def test_a_reader_writes_of_herself_and_is_shown_as_she_agreed(app: Flask, visitor: Visitor) -> None:
    person = make_user("researcher", name="沈知还")
    own = make_organisation(name=UNIVERSITY, kind="university", reader=person, owner=make_user())
    reader, broker = Visitor(app).sign_in(person), Visitor(app).sign_in(make_user("broker"))
    values = {
        "name": "沈知还", "rank": "副教授", "title": "阀座涂层", "summary": "做涂层选型和泄漏测试。",
        "industry_codes": ["pump_valve"], "technical_field": "materials",
    }  # fmt: skip
    second = write(reader, reader.open("/experts/new"), values)
    assert second.path == "/experts/1/edit/experience"
    assert reader.open("/experts/new").path == "/experts/1", "one profile for one person"
    asked = {"projects-0-title": f"{UNIVERSITY}的球阀攻关", "projects-0-year": "2024", "consent": "unnamed"}
    refused = write(reader, second, asked)
    assert refused.status == 422
    assert refused.errors() == ["第 1 项，做过什么：没有同意公开姓名和单位，这里却写了名称。请改成“某高校”“课题组”。"]
    checked = write(reader, second, {**asked, "projects-0-title": "球阀攻关"})
    assert checked.path == "/experts/1/submit"
    reader.submit(checked, {"not_secret": "y"}, button="提交核验")
    assert "沈知还 副教授" in broker.open("/experts/1").text, "who checks it must know who it is"
    assert "不公开姓名和单位，显示为“某高校 副教授”" in broker.open("/experts/1").text
    broker.submit(broker.open("/experts/1"), button="核验通过，发布")
    run_waiting()
    for page in (visitor.open("/experts"), visitor.open("/experts/1"), broker.open("/experts/1")):
        assert "某高校 副教授" in page.text
        assert "沈知还" not in page.html
        assert UNIVERSITY not in page.html
    assert "阀座涂层" not in visitor.open(f"/organisations/{own.id}").text
    assert "沈知还 副教授" in reader.open("/experts/1").text
    with reading():
        agreed = session.scalars(select(HistoryEntry).where(HistoryEntry.action == "experts.agreed")).one()
        assert agreed.actor_id == person.id
        assert agreed.data == {"consent": "unnamed", "how": "self"}
    write(reader, reader.open("/experts/1/edit/experience"), {"consent": "named"})
    run_waiting()
    assert "沈知还 副教授" in visitor.open("/experts?q=沈知还").text
    assert "阀座涂层" in visitor.open(f"/organisations/{own.id}").text


def test_who_has_a_profile_is_told_before_anything_is_lost(app: Flask) -> None:
    owner = make_user("enterprise")
    make_expert(make_organisation(owner=owner), owner)
    visitor = Visitor(app).sign_in(owner)
    values = {
        "name": "郑知还", "rank": "高工", "title": "阀座涂层", "summary": "做涂层选型和泄漏测试。",
        "industry_codes": ["pump_valve"], "technical_field": "materials",
    }  # fmt: skip
    refused = write(visitor, visitor.open("/experts/new"), {"written_for": "self", **values})
    assert (refused.status, "做涂层选型和泄漏测试。" in refused.html) == (422, True), "what was typed stays"
    assert refused.errors() == ["为谁填写：您本人已有一份专家资料，请到“专家资料”里修改那一份。这里可以为同事填写。"]
    assert write(visitor, refused, {"written_for": "colleague", **values}).path == "/experts/2/edit/experience"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": "江叙白的涂层", "consent": "named"}, "title"),
        ({"summary": "在岙底理工学院做涂层"}, "summary"),
        ({"posts": [{"role": "科技副总", "year_from": 2024, "year_to": 2020}]}, "posts-0-year_to"),
        ({"projects": [{"title": "攻关", "year": 24}]}, "projects-0-year"),
    ],
)
def test_a_profile_must_not_contradict_itself(app: Flask, changed: dict[str, Any], field: str) -> None:
    with app.test_request_context():
        assert contradictions(expert_values(), {}, [UNIVERSITY]) == []
        assert [one.field for one in contradictions(expert_values(**changed), {}, [UNIVERSITY])] == [field]
        before = {"written_for": "self"}
        assert [one.field for one in contradictions(expert_values(), before, [])] == ["written_for"]


def test_for_a_colleague_the_written_agreement_has_a_day(app: Flask) -> None:
    with app.test_request_context():
        assert [one.field for one in gaps(expert_values())] == ["agreed_on"]
        assert [one.field for one in gaps(expert_values(written_for="self", consent=""))] == ["consent"]


def test_the_organisation_confirms_what_a_person_worked_on(app: Flask, visitor: Visitor) -> None:
    owner, person = make_user(), make_user("researcher")
    own = make_organisation(owner=owner, reader=person, kind="university")
    achievement, elsewhere = make_achievement(own), make_achievement()
    expert = make_expert(own, person, consent="named")
    reader, manager = Visitor(app).sign_in(person), Visitor(app).sign_in(owner)
    page = reader.open(f"/experts/{expert.id}/achievements")
    assert elsewhere.title not in page.text
    assert reader.post(page.path, {"ids": [str(elsewhere.id)]}).status == 422
    reader.submit(page, {"ids": [str(achievement.id)]}, button="保存")
    assert achievement.title not in visitor.open(f"/experts/{expert.id}").text
    assert "等单位确认" in reader.open(f"/experts/{expert.id}").text
    assert f"确认同事参与了成果“{achievement.title}”" in manager.open("/workspace").text
    assert reader.open("/experts/achievements/1").status == 403
    manager.submit(manager.open("/experts/achievements/1"), button="属实，确认")
    shown = visitor.open(f"/experts/{expert.id}").text
    assert achievement.title in shown
    with reading():
        kinds = list(session.scalars(select(Notice.kind).where(Notice.user_id == person.id)))
        assert kinds == ["experts.link_confirmed"]
        assert session.scalar(select(Notice.id).where(Notice.kind == "experts.link_asked")) is None, "settled"


def test_a_demand_names_whom_to_ask_and_why(app: Flask, visitor: Visitor) -> None:
    person = make_user("researcher")
    own = make_organisation(kind="university", county_code="330324", reader=person)
    achievement = make_achievement(own, **FITTING_ACHIEVEMENT)
    hidden = make_expert(own, person, **FITTING_EXPERT)
    named = make_expert(own, **{**FITTING_EXPERT, "title": "曝气盘膜片防堵塞", "name": "洪砚", "consent": "named"})
    for expert in (hidden, named):
        make_link(expert, achievement.id)
    make_expert(title="女鞋鞋楦数据采集", summary="量脚、修楦。", keywords=[], industry_codes=["footwear"])
    demand = make_demand(make_organisation(county_code="330324"), **FITTING_DEMAND)
    own_demand = make_demand(own, **{**FITTING_DEMAND, "title": "自家的曝气盘"})
    run_waiting()
    page = visitor.open(f"/demands/{demand.id}")
    panel = page.soup.select_one("section[aria-labelledby=fits-expert]")
    rows = [" ".join(row.get_text(" ").split()) for row in panel.select("li")]
    assert len(rows) == 2
    by_name = next(row for row in rows if "洪砚 教授" in row)
    assert f"参与的成果“{achievement.title}”与这条需求匹配" in by_name
    assert "曝气盘" in by_name
    assert "同一产业：新材料；同在永嘉县" in by_name
    other = next(row for row in rows if row is not by_name)
    assert "某高校 教授" in other
    assert "参与的 1 项成果与这条需求匹配" in other
    assert achievement.title not in other
    assert visitor.open(f"/demands/{own_demand.id}").soup.select_one("section[aria-labelledby=fits-expert]") is None
    with reading():
        text = demand_side(session.get_one(Demand, demand.id)).text
        ranked = {one.id: one.score for one in rank_kind(engine(), "expert", text, limit=9)}
        for expert in (hidden, named):
            own_text = describe(session.get_one(Expert, expert.id)).text
            assert ranked[expert.id] == score_pair(engine(), text, own_text)
            assert ranked[expert.id] == {one.id: one.score for one in rank_demands(engine(), own_text)}[demand.id]
    reader = Visitor(app).sign_in(person)
    theirs = reader.open(f"/experts/{hidden.id}").soup.select_one("section[aria-labelledby=fitting-demands]")
    assert demand.title in theirs.get_text()
    assert "fitting-demands" not in visitor.open(f"/experts/{hidden.id}").html
    assert "fitting-demands" not in reader.open(f"/experts/{named.id}").html, "a colleague's are not shown"
    with reading():
        told = list(session.scalars(select(Notice).where(Notice.kind == "experts.fits")))
        assert [(one.user_id, one.delivery, one.path) for one in told] == [
            (person.id, "daily", f"/demands/{demand.id}")
        ]
    with unit_of_work():
        record = session.get_one(Expert, named.id)
        withdraw_listing(EXPERTS, record, actor=Viewer(user_id=person.id), reason="本人撤回")
        session.get_one(Demand, demand.id).summary = "改了一个字。"
    run_waiting()
    with reading():
        assert list(session.scalars(select(ExpertFit.record_id).order_by(ExpertFit.id))) == [hidden.id]


def test_what_only_a_chosen_few_may_see_is_no_experts_business(app: Flask) -> None:
    person = make_user("researcher")
    own = make_organisation(kind="university", reader=person)
    expert = make_expert(own, person, **FITTING_EXPERT)
    demand = make_demand(mode="invited", **FITTING_DEMAND)
    with unit_of_work():
        session.get_one(Expert, expert.id).summary += "。"
    run_waiting()
    with reading():
        fit = session.scalars(select(ExpertFit)).one()
        assert (fit.demand_id, fit.notified_at) == (demand.id, None)
        viewer = Viewer(user_id=person.id, memberships={own.id: "reader"}, organisation_id=own.id)
        assert fits_of_record(KIND, expert.id, viewer, 5) == []
        member = Viewer(user_id=0, memberships={demand.organisation_id: "reader"})
        assert [one.id for one in fits_of_record(KIND, expert.id, member, 5)] == [fit.id]
        assert session.scalar(select(Notice.id).where(Notice.kind == "experts.fits")) is None


def test_old_demands_are_no_news(app: Flask) -> None:
    person = make_user("researcher")
    own = make_organisation(kind="university", reader=person)
    make_demand(published_at=now() - timedelta(days=8), **FITTING_DEMAND)
    make_expert(own, person, **FITTING_EXPERT)
    with reading():
        assert session.scalar(select(ExpertFit.notified_at)) is None
        assert session.scalar(select(ExpertFit.id)) is not None
        assert session.scalar(select(Notice.id)) is None


def test_who_left_takes_the_profile_back(app: Flask, visitor: Visitor) -> None:
    person = make_user("researcher")
    expert = make_expert(make_organisation(kind="university"), person)
    left = Visitor(app).sign_in(person)
    assert left.open(f"/experts/{expert.id}/edit").status == 403
    left.submit(left.open(f"/experts/{expert.id}/withdraw"), {"reason": "已调离"}, button="撤回")
    assert visitor.open(f"/experts/{expert.id}").status == 404
    with reading():
        assert session.get_one(Organisation, expert.organisation_id).name
