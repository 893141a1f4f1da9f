"""A team answers a demand: written on one page, submitted, revised, withdrawn, started from an earlier one."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from matchmaking.core.db import reading, unit_of_work
from matchmaking.core.filters import today
from matchmaking.demands.models import Criterion, Demand
from matchmaking.proposals.comparison import findings_of
from matchmaking.proposals.models import Proposal
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.factories.proposals import make_proposal
from tests.proposals.trips import CRITERIA, PROMISED, TYPED, Trip, make_trip
from tests.visitor import Visitor


@pytest.fixture
def trip(app: Flask) -> Trip:
    return make_trip(app)


def test_an_answer_goes_from_the_demand_to_its_submission(trip: Trip) -> None:
    page = trip.writer.open(trip.path())
    assert page.soup.select_one(f"a[href='{trip.path('/answer')}']").get_text() == "我来应答"
    start = trip.writer.open(trip.path("/answer"))
    assert "表面工程试验大学" in start.text
    form = trip.writer.submit(start, button="开始写")
    assert form.path == "/proposals/1/edit"
    saved = trip.writer.submit(form, {**TYPED, "promises-0-answer": "yes"}, button="存为草稿")
    assert "草稿已保存" in saved.text
    assert [one.get_text(strip=True) for one in saved.soup.select("#promises-0 .verdict")] == ["满足"]
    check = trip.writer.submit(saved, {**TYPED, **PROMISED}, button="保存并核对")
    assert check.path == "/proposals/1/submit"
    assert "3 项指标： 满足 2 未说明 1" in check.text
    refused = trip.writer.submit(check, button="提交应答")
    assert (refused.status, refused.errors()) == (422, ["请先确认方案不含保密内容，再提交。"])
    done = trip.writer.submit(refused, {"no_confidential": "y"}, button="提交应答")
    assert done.path == "/proposals/1"
    assert "已提交，编号 YD-" in done.text
    assert re.search(r"已提交，需求方可以查看；\d+年\d+月\d+日 24:00（北京时间）前您可以修改或撤回。", done.text)
    with reading() as session:
        proposal = session.get_one(Proposal, 1)
        assert proposal.number == f"YD-{today().year}-0001"
        assert (proposal.state, proposal.price_low, proposal.duration_months) == ("submitted", 800_000, 8)
        assert proposal.references == ["GB/T 8642-2002", "某型阀座台架报告"]
        assert [one.verdict for one in findings_of(proposal)] == ["met", "not_stated", "met"]
        assert [one.number for one in proposal.revisions] == [1]
    public = trip.writer.open(trip.path())
    assert "已有 1 家应答" in public.text
    assert "我来应答" not in public.text


def test_a_draft_may_be_thin_and_is_told_what_is_missing(trip: Trip) -> None:
    form = trip.writer.submit(trip.writer.open(trip.path("/answer")), button="开始写")
    check = trip.writer.submit(form, {"title": "只有名称"}, button="保存并核对")
    assert check.errors() == [
        "请写明思路：用什么办法、为什么行得通。",
        "请写明已有基础：做过什么、有哪些数据。",
        "请写明怎样验证：谁来测、按什么标准、什么时候出结果。",
        "请写明实施计划：分几步、每步交付什么。",
        "请写明团队：谁负责、几个人、分工。",
        "请填写从签约到交付需要几个月。",
        "请选择“结合强度”是承诺、需商谈还是不承诺。",
        "请选择“单套成本”是承诺、需商谈还是不承诺。",
        "请选择“高温保持”是承诺、需商谈还是不承诺。",
    ]
    assert "提交应答" not in check.text
    assert trip.writer.post("/proposals/1/submit", {"no_confidential": "y"}).status == 422


def test_what_cannot_be_is_refused_with_everything_that_was_typed(trip: Trip) -> None:
    form = trip.writer.submit(trip.writer.open(trip.path("/answer")), button="开始写")
    typed = {
        **TYPED, "idea": "长" * 601, "price_low": "200", "duration_months": "两年",
        "references": "\n".join(f"第 {place} 条" for place in range(11)),
    }  # fmt: skip
    page = trip.writer.submit(form, typed, button="存为草稿")
    assert page.status == 422
    assert page.errors() == [
        "思路：最多 600 个字符，请删减后再提交。",
        "报价上限：上限不能低于下限，请检查是否填反了。",
        "从签约到交付：请填写数字，例如 180 或 0.5。",
        "参考资料：最多 10 条，请删减。",
    ]
    kept = {name: page.soup.select_one(f"[name={name}]") for name in ("idea", "plan", "references")}
    assert kept["idea"].get_text().strip() == "长" * 601
    assert kept["plan"].get_text().strip() == TYPED["plan"]
    assert page.soup.select_one("[name=duration_months]")["value"] == "两年"


def test_a_measured_value_of_a_linked_achievement_fills_a_promise(trip: Trip) -> None:
    achievement = make_achievement(trip.team)
    form = trip.writer.submit(trip.writer.open(trip.path("/answer")), button="开始写")
    ticked = trip.writer.submit(form, {"achievements": [str(achievement.id)], "idea": "别丢了"}, button="存为草稿")
    offered = " ".join(ticked.soup.select_one("#promises-0").get_text(" ").split())
    assert "成果实测 76 MPa GB/T 8642 " + achievement.title in offered
    page = trip.writer.submit(ticked, {"idea": "还没有保存"}, button="填入")
    row = page.soup.select_one("#promises-0")
    assert row.select_one("[name=promises-0-value_low]")["value"] == "76"
    assert row.select_one("[name=promises-0-condition]")["value"] == "GB/T 8642"
    assert row.select_one("[name=promises-0-answer][checked]")["value"] == "yes"
    assert page.soup.select_one("[name=idea]").get_text().strip() == "还没有保存"
    with reading() as session:
        assert session.get_one(Proposal, 1).idea == "别丢了"


def test_a_double_click_makes_one_answer_and_one_version(trip: Trip) -> None:
    start = trip.writer.open(trip.path("/answer"))
    first, second = (trip.writer.submit(start, button="开始写") for _click in range(2))
    assert first.path == second.path == "/proposals/1/edit"
    check = trip.writer.submit(first, {**TYPED, **PROMISED}, button="保存并核对")
    once, twice = (trip.writer.submit(check, {"no_confidential": "y"}, button="提交应答") for _click in range(2))
    assert once.path == twice.path == "/proposals/1"
    assert twice.status == 200
    edit = trip.writer.open("/proposals/1/edit")
    changed = {"price_low": "90", "no_confidential": "y"}
    for _click in range(2):
        assert trip.writer.submit(edit, changed, button="提交修改").path == "/proposals/1"
    with reading() as session:
        assert session.scalar(select(func.count(Proposal.id))) == 1
        assert [one.number for one in session.get_one(Proposal, 1).revisions] == [1, 2]
    # Opening the page again leads to what is there.
    assert trip.writer.open(trip.path("/answer")).path == "/proposals/1"


def test_a_submitted_answer_is_revised_and_the_demands_side_sees_what_changed(trip: Trip) -> None:
    page = trip.submitted()
    edit = trip.writer.open(f"{page}/edit")
    refused = trip.writer.submit(edit, {"price_low": "90"}, button="提交修改")
    assert refused.errors() == ["请先确认修改后的方案仍不含保密内容，再提交。"]
    empty = trip.writer.submit(edit, {"idea": "", "no_confidential": "y"}, button="提交修改")
    assert (empty.status, empty.errors()) == (422, ["请写明思路：用什么办法、为什么行得通。"])
    values = {"price_low": "90", "promises-0-value_low": "60", "no_confidential": "y"}
    assert "修改已提交" in trip.writer.submit(edit, values, button="提交修改").text
    received = trip.enterprise.open(trip.path("/answers"))
    assert "已修改 1 次" in received.text
    assert "表面工程试验大学" in received.text
    rows = trip.enterprise.open(f"{page}/revisions").soup.select("#revision-2")[0].parent.parent.select("tbody tr")
    assert [row.get_text(" ", strip=True).replace("\xa0", " ").replace("\u2060", "") for row in rows] == [
        "报价 80–120 万元 90–120 万元",
        "指标“结合强度” 承诺 ≥ 76 MPa；证明：第三方检测报告 承诺 ≥ 60 MPa；证明：第三方检测报告",
    ]
    same = trip.writer.submit(trip.writer.open(f"{page}/edit"), {"no_confidential": "y"}, button="提交修改")
    assert "内容没有变化" in same.text


def test_two_people_never_overwrite_each_other(app: Flask, trip: Trip) -> None:
    form = trip.writer.submit(trip.writer.open(trip.path("/answer")), button="开始写")
    trip.writer.submit(form, {"team": "李工负责"}, button="存为草稿")
    late = trip.writer.submit(form, {"team": "王工负责", "idea": "新思路"}, button="存为草稿")
    assert late.status == 409
    assert "李工负责" in late.text
    assert "王工负责" in late.text
    assert "新思路" in late.text
    with reading() as session:
        assert session.get_one(Proposal, 1).team == "李工负责"


def test_a_withdrawn_answer_is_out_of_sight_and_may_be_written_again(trip: Trip) -> None:
    page = trip.submitted()
    assert trip.enterprise.open(page).status == 200
    form = trip.writer.open(f"{page}/withdraw")
    assert trip.writer.submit(form, button="确认撤回").errors() == ["请写明理由，需求方会看到。"]
    gone = trip.writer.submit(form, {"reason": "设备要到明年才空得出来"}, button="确认撤回")
    assert "应答已撤回" in gone.text
    assert trip.enterprise.open(page).status == 404
    received = trip.enterprise.open(trip.path("/answers"))
    assert "设备要到明年才空得出来" in received.text
    assert "超音速喷涂" not in received.text
    start = trip.writer.open(trip.writer.open(page).soup.find("a", string="重新应答")["href"])
    again = trip.writer.submit(start, {"like_id": "1"}, button="开始写")
    assert again.path == "/proposals/2/edit"
    assert "重新应答" not in trip.writer.open(page).text
    assert again.soup.select_one("[name=plan]").get_text().strip() == TYPED["plan"]


def test_an_earlier_answer_lends_its_texts_and_the_promises_of_the_same_name(app: Flask, trip: Trip) -> None:
    other = make_demand(criteria=[CRITERIA[1], {**CRITERIA[0], "target_low": 80.0}, CRITERIA[2] | {"name": "外观"}])
    trip.submitted()
    start = trip.writer.open(f"/demands/{other.id}/answer")
    page = trip.writer.submit(start, {"like_id": "1"}, button="开始写")
    assert page.soup.select_one("[name=team]").get_text().strip() == TYPED["team"]
    with reading() as session:
        proposal = session.get_one(Proposal, 2)
        assert (proposal.state, proposal.number) == ("draft", None)
        promised = [(one.name, one.answer, one.value_low) for one in proposal.promises]
    assert promised == [("单套成本", "talk", None), ("结合强度", "yes", 76.0), ("外观", None, None)]
    stranger = Visitor(app).sign_in(make_user("researcher"))
    assert stranger.open(f"/demands/{other.id}/answer").path == "/organisations/new"


def test_criteria_that_changed_meanwhile_must_be_looked_at(trip: Trip) -> None:
    form = trip.writer.submit(trip.writer.open(trip.path("/answer")), button="开始写")
    check = trip.writer.submit(form, {**TYPED, **PROMISED}, button="保存并核对")
    with unit_of_work() as session:
        row = session.scalar(select(Criterion).where(Criterion.demand_id == trip.demand.id, Criterion.position == 0))
        row.target_low = 80.0
    late = trip.writer.submit(check, {"no_confidential": "y"}, button="提交应答")
    assert late.status == 409
    assert "需求的技术指标有变化" in late.text
    page = trip.writer.open("/proposals/1/edit")
    again = trip.writer.submit(page, button="保存并核对")
    assert "满足 1 未说明 1 未达到 1" in again.text
    assert trip.writer.submit(again, {"no_confidential": "y"}, button="提交应答").path == "/proposals/1"


def test_the_deadline_holds_to_the_second(app: Flask, trip: Trip, monkeypatch: pytest.MonkeyPatch) -> None:
    page = trip.submitted()
    edit = trip.writer.open(f"{page}/edit")
    day: date = trip.demand.deadline_on
    end = datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    monkeypatch.setattr("matchmaking.core.filters.now", lambda: end)
    values = {"price_low": "90", "no_confidential": "y"}
    assert "修改已提交" in trip.writer.submit(edit, values, button="提交修改").text
    edit = trip.writer.open(f"{page}/edit")
    monkeypatch.setattr("matchmaking.core.filters.now", lambda: end + timedelta(seconds=1))
    late = trip.writer.submit(edit, {"idea": "晚了一秒写的思路", "no_confidential": "y"}, button="提交修改")
    assert late.status == 409
    assert "应答已于截止日 24:00（北京时间）截止，内容没有保存" in late.text
    assert late.soup.select_one("[name=idea]").get_text().strip() == "晚了一秒写的思路"
    assert late.soup.select_one("button[value=revise]") is None
    with reading() as session:
        assert session.get_one(Proposal, 1).idea == TYPED["idea"]
        assert len(session.get_one(Proposal, 1).revisions) == 2
    assert trip.writer.open(f"{page}/edit").path == page
    late_comer = make_user("researcher")
    make_organisation(owner=late_comer)
    assert Visitor(app).sign_in(late_comer).open(trip.path("/answer")).status == 403


def test_a_draft_is_not_submitted_after_the_deadline(trip: Trip) -> None:
    form = trip.writer.submit(trip.writer.open(trip.path("/answer")), button="开始写")
    check = trip.writer.submit(form, {**TYPED, **PROMISED}, button="保存并核对")
    with unit_of_work() as session:
        session.get_one(Demand, trip.demand.id).deadline_on = today() - timedelta(days=1)
    late = trip.writer.submit(check, {"no_confidential": "y"}, button="提交应答")
    assert late.status == 409
    # The draft is stored: nothing has to be copied, and there is nothing to add any more.
    assert "不能再提交或修改。已保存的内容还在。" in late.text
    assert "内容没有保存" not in late.text
    assert "回去补充" not in late.text
    with reading() as session:
        assert session.get_one(Proposal, 1).state == "draft"
    assert "草稿没有在截止前提交" in trip.writer.open("/proposals/1").text
    assert "截止前没有提交" in trip.writer.open("/proposals").text
    assert "看没有提交的草稿" in trip.writer.open(trip.path()).text


def test_a_draft_can_be_thrown_away_and_a_submitted_answer_cannot(trip: Trip) -> None:
    trip.writer.submit(trip.writer.open(trip.path("/answer")), button="开始写")
    gone = trip.writer.submit(trip.writer.open("/proposals/1"), button="删除草稿")
    assert gone.path == "/proposals"
    with reading() as session:
        assert session.scalar(select(func.count(Proposal.id))) == 0
    page = trip.submitted()
    assert trip.writer.post(f"{page}/discard").status == 403


def test_who_is_not_verified_may_write_but_not_submit(app: Flask) -> None:
    trip = make_trip(app)
    with unit_of_work() as session:
        team = session.merge(trip.team)
        team.state, team.verified_at = "unverified", None
    form = trip.writer.submit(trip.writer.open(trip.path("/answer")), button="开始写")
    check = trip.writer.submit(form, {**TYPED, **PROMISED}, button="保存并核对")
    assert "认证通过后才能提交" in check.text
    assert trip.writer.post("/proposals/1/submit", {"no_confidential": "y"}).status == 409


def test_a_refusal_that_is_not_delivered_cannot_be_told_from_waiting(app: Flask) -> None:
    trip, states = make_trip(app), ("submitted", "assessed", "finalist", "declined", "chosen")
    trip_enterprise = make_organisation(name="鹿鸣泵阀有限公司")
    seen = []
    for state in states:
        demand = make_demand(trip_enterprise, deadline_on=trip.demand.deadline_on)
        made = make_proposal(demand, trip.team, state=state, number=f"YD-2026-9{states.index(state)}00")
        text = trip.writer.open(f"/proposals/{made.id}").text
        seen.append(text.replace(made.number, "").replace(demand.title, "").replace(demand.number, ""))
    assert len(set(seen)) == 1
    listed = trip.writer.open("/proposals?state=submitted")
    assert len(listed.soup.select("tbody tr")) == 5


def test_the_bar_of_a_phone_leads_a_visitor_to_the_answer(app: Flask) -> None:
    demand = make_demand()
    bar = Visitor(app).open(f"/demands/{demand.id}").soup.select_one(".action-bar")
    link = bar.find("a", string="登录后应答")
    assert link["href"] == f"/accounts/sign-in?next=/demands/{demand.id}/answer"
