"""Screening, comparing, deciding: nothing leaves the house before the promised moment, and then nobody is left out."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.models import Clock
from matchmaking.consents.models import Consent
from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.core.history import HistoryEntry
from matchmaking.core.jobs import Job
from matchmaking.demands.extending import REASONS, extend_deadline
from matchmaking.demands.models import Demand
from matchmaking.matching.models import Match
from matchmaking.matching.signals import match_wanted
from matchmaking.organisations.models import Membership
from matchmaking.proposals.models import Proposal
from matchmaking.selections import gates
from matchmaking.selections.models import Selection
from tests.accounts.letters import letters
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.organisations import make_organisation
from tests.selections.stage import BUYER, CHOSEN, DECLINED, Stage, plant_stage, run_due, version_on
from tests.visitor import Visitor

RESULT = "应答结果：耐磨阀座涂层征集"
WON = "您的方案被选定：耐磨阀座涂层征集"


def told_all(stage: Stage) -> list[list[str]]:
    return [stage.told(one) for one in stage.leaders]


def what_teams_see(stage: Stage) -> list[str]:
    """The visible text of every page on which a team might notice something."""
    found = []
    for visitor, proposal in zip(stage.teams, stage.proposals, strict=True):
        for path in (f"/proposals/{proposal.id}", "/proposals", "/notices"):
            found.append(visitor.open(path).text)
    return found


def test_screening_moves_several_and_keeps_quiet(app: Flask) -> None:
    stage = plant_stage(app)
    before = what_teams_see(stage)
    assert "已更新所选应答的阶段" in stage.screen(["A", "B"], "keep").text
    stage.screen(["A"], "finalist")
    assert stage.states() == ["finalist", "assessed", "submitted"]
    page = stage.screen(["C"], "decline", reason_code="price", sentence="报价高出预算三成。")
    assert "已记下不选的原因" in page.text
    assert stage.states() == ["finalist", "assessed", "declined"]
    assert what_teams_see(stage) == before
    stage.screen(["A", "B", "C"], "back")
    assert stage.states() == ["submitted", "submitted", "submitted"]


def test_a_refusal_needs_a_reason_a_sentence_and_no_name(app: Flask) -> None:
    stage = plant_stage(app)
    page = stage.screen(["C"], "decline")
    assert page.status == 422
    assert page.errors() == ["请选一个原因，应答单位会看到。", "请写一句说明，应答单位会看到。"]
    assert stage.screen([], "keep").status == 422
    page = stage.screen(["C"], "decline", reason_code="price", sentence="楠洼阀门今年没有这笔预算。")
    assert page.status == 409
    assert "请换一种写法" in page.text
    assert stage.states() == ["submitted"] * 3


def test_an_old_tab_does_not_overwrite_what_a_colleague_did(app: Flask) -> None:
    stage = plant_stage(app)
    old = version_on(stage.open())
    form = stage.open("/decide")
    stage.screen(["A"], "keep")
    page = stage.owner_page.post(f"{stage.path}/screen", {"version": old, "letters": "A", "action": "finalist"})
    assert page.status == 409
    assert "方案 A · 瓯纬材料研究院" in page.text
    page = stage.owner_page.submit(form, {"rows-0-result": "chosen"}, button="保存")
    assert page.status == 409
    assert "选定" in page.text
    assert stage.states() == ["assessed", "submitted", "submitted"]


def test_proposals_stand_side_by_side_with_the_best_of_each_row_in_words(app: Flask) -> None:
    stage = plant_stage(app)
    with unit_of_work() as session:
        first, second = (session.get_one(Proposal, one.id) for one in stage.proposals[:2])
        first.promises[0].value_low, first.duration_months = 82.0, 12
        second.promises[0].value_low, second.readiness_level = 60.0, 3
    page = stage.open("/compare?p=A&p=B&p=C")
    rows = {}
    for row in page.soup.select(".table-compare tbody tr"):
        cells = [" ".join(cell.get_text(" ").replace("\u2060", "").split()) for cell in row.select("td")]
        rows[row.th.get_text(" ", strip=True).split()[0]] = cells
    assert rows["结合强度"] == ["满足 ≥ 82 MPa 本行最优", "未达到 ≥ 60 MPa", "满足 ≥ 70 MPa"]
    assert rows["周期"] == ["12 个月", "8 个月 本行最优", "8 个月 本行最优"]
    assert rows["报价"] == ["80–120 万元"] * 3
    assert rows["技术成熟度"] == ["TRL 6 本行最优", "TRL 3", "TRL 6 本行最优"]
    assert len(page.soup.select("details[name=proposal]")) == 3
    book = load_workbook(io.BytesIO(stage.open("/compare.xlsx?p=A&p=B").response.get_data()))
    cells = [list(row) for row in book.active.iter_rows(values_only=True)]
    assert cells[0] == ["比较项", "要求", "方案 A · 瓯纬材料研究院", "方案 B · 雁砾表面工程有限公司"]
    assert cells[1][2] == "≥ 82 MPa；满足；本行最优"
    assert stage.open("/compare?p=A").status == 422
    assert stage.open("/compare.xlsx?p=A").status == 404


def test_a_confirmed_decision_reaches_everybody_at_its_moment_and_nobody_before(app: Flask) -> None:
    stage = plant_stage(app)
    before = what_teams_see(stage)
    stage.prepare(CHOSEN, DECLINED, {**DECLINED, "reason_code": "price", "sentence": "报价高出预算三成。"})
    page = stage.confirm()
    assert "到公布时间一起送达" in page.text
    assert stage.stored().state == "decided"
    run_due("selections.look")
    assert what_teams_see(stage) == before
    assert told_all(stage) == [[], [], []]
    assert stage.teams[1].open(stage.path).status == 404
    with reading() as session:
        (at,) = session.scalars(select(Job.run_after).where(Job.name == "selections.deliver"))
        assert abs(at - session.get_one(Selection, stage.selection.id).decides_at) < timedelta(seconds=2)
    stage.let_pass()
    assert told_all(stage) == [[WON], [RESULT], [RESULT]]
    pages = [one.open(f"/proposals/{p.id}").text for one, p in zip(stage.teams, stage.proposals, strict=True)]
    assert "您的方案被选定" in pages[0]
    assert ["轮到谁" in one for one in pages] == [True, False, False], "who was chosen waits for the enterprise"
    assert "指标未满足" in pages[1]
    assert "承诺的结合强度差 8 MPa。" in pages[1]
    assert "报价高出预算三成。" in pages[2]
    assert "这条需求共有 3 个应答。选定 1 个。" in pages[1]
    assert "瓯纬" not in pages[1]
    run_due("selections.look")
    assert told_all(stage) == [[WON], [RESULT], [RESULT]]
    mail = [str(one) for one in letters(app, stage.leaders[1].email)]
    assert not any(BUYER in one or "楠洼" in one for one in mail)


def test_the_chosen_pair_is_a_wanted_match_and_only_the_chosen_learns_the_name(app: Flask) -> None:
    stage = plant_stage(app)
    with reading() as session:
        team = session.get_one(Proposal, stage.proposals[0].id).organisation
        session.expunge(team)
    achievement = make_achievement(team)
    with unit_of_work() as session:
        proposal = session.get_one(Proposal, stage.proposals[0].id)
        proposal.achievements = [session.merge(achievement)]
    heard = []

    def hear(demand: Demand, **said: object) -> None:
        heard.append((demand.id, said["achievement"].id, said["organisation_id"]))

    stage.prepare({**CHOSEN, "reveals_name": "y"}, DECLINED, DECLINED)
    with match_wanted.connected_to(hear):
        stage.confirm("now")
    assert heard == [(stage.demand.id, achievement.id, team.id)]
    with reading() as session:
        assert [one.is_wanted for one in session.scalars(select(Match))] == [True]
        granted = [(one.organisation_id, one.group, one.state) for one in session.scalars(select(Consent))]
    assert granted == [(team.id, "name", "granted")]
    seen = [BUYER in one.open(f"/demands/{stage.demand.id}").text for one in stage.teams]
    assert seen == [True, False, False]


def test_a_choice_without_an_achievement_is_kept_and_told_as_well(app: Flask) -> None:
    stage = plant_stage(app, count=1)
    heard = []
    stage.prepare(CHOSEN)

    def hear(_demand: Demand, **said: object) -> None:
        heard.append(said["achievement"])

    with match_wanted.connected_to(hear):
        stage.confirm("now")
    assert heard == [None]
    with reading() as session:
        assert session.get_one(Selection, stage.selection.id).candidates[0].wanted_at is not None


def test_nothing_is_confirmed_while_an_answer_lacks_its_reason(app: Flask) -> None:
    stage = plant_stage(app)
    stage.prepare(CHOSEN, DECLINED, {})
    page = stage.open("/confirm")
    assert "方案 C 还没有决定，或者没有写明原因" in page.text
    assert page.soup.select_one("input[name=password]") is None
    assert stage.stored().state == "open"
    page = stage.prepare(CHOSEN, CHOSEN, DECLINED)
    assert page.status == 422
    assert "最多选定 1 个方案" in page.text


def test_two_may_be_chosen_where_a_rule_above_allows_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "_limits", [lambda selection: 2])
    stage = plant_stage(app)
    assert stage.prepare(CHOSEN, CHOSEN, DECLINED).status == 200
    stage.confirm("now")
    assert told_all(stage) == [[WON], [WON], [RESULT]]


def test_a_gate_above_holds_the_delivery_until_it_opens(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    words: list[str | None] = ["结果还在公示。"]
    monkeypatch.setattr(gates, "_checks", [lambda selection: words[0]])
    stage = plant_stage(app, count=1)
    stage.prepare(CHOSEN)
    stage.confirm("now")
    stage.let_pass()
    assert stage.stored().state == "decided"
    assert "结果还在公示。" in stage.open().text
    words[0] = None
    run_due("selections.look")
    assert stage.stored().state == "delivered"


def test_a_wrong_password_decides_nothing_and_is_counted(app: Flask) -> None:
    stage = plant_stage(app, count=1)
    stage.prepare(CHOSEN)
    for _one in range(10):
        page = stage.confirm(password="not the password")
        assert page.status == 422
        assert page.errors() == ["您的登录密码：密码不对，请重新填写。"]
    assert stage.confirm().status == 429
    assert stage.stored().state == "open"
    with reading() as session:
        query = select(func.count(HistoryEntry.id)).where(HistoryEntry.action == "accounts.sign_in_failed")
        assert session.scalar(query) == 10


def test_a_double_click_makes_one_decision(app: Flask) -> None:
    stage = plant_stage(app, count=1)
    stage.prepare(CHOSEN)
    form = stage.open("/confirm")
    for _one in range(2):
        page = stage.owner_page.submit(form, {"when": "now", "password": "correct horse battery 42"}, button="确认决定")
        assert (page.status, page.path) == (200, stage.path)
    assert told_all(stage) == [[WON]]
    with reading() as session:
        query = select(func.count(HistoryEntry.id)).where(HistoryEntry.action == "selections.decided")
        assert session.scalar(query) == 1
    assert stage.owner_page.submit(form, {"when": "now", "password": "x", "decision_key": "other"}).status == 409


def test_a_confirmation_can_be_taken_back_until_it_is_delivered(app: Flask) -> None:
    stage = plant_stage(app)
    stage.prepare(CHOSEN, DECLINED, DECLINED)
    stage.confirm()
    assert stage.open("/decide").status == 409
    assert "已撤回确认" in stage.owner_page.submit(stage.open(), button="撤回确认").text
    assert stage.prepare(DECLINED, CHOSEN, DECLINED).status == 200
    assert stage.states() == ["declined", "chosen", "declined"]
    stage.confirm("now")
    assert told_all(stage) == [[RESULT], [WON], [RESULT]]
    assert stage.owner_page.post(f"{stage.path}/reopen").status == 409


def test_who_chose_learns_how_to_reach_the_chosen_and_nobody_else_does(app: Flask) -> None:
    stage = plant_stage(app)
    with unit_of_work() as session:
        for proposal, leader in zip(stage.proposals, stage.leaders, strict=True):
            session.get_one(Proposal, proposal.id).created_by_id = leader.id
    stage.prepare(CHOSEN, DECLINED, DECLINED)
    stage.confirm()
    emails = [one.email for one in stage.leaders]
    assert [one in stage.open().html for one in emails] == [False] * 3
    stage.owner_page.submit(stage.open(), button="撤回确认")
    stage.confirm("now")
    page = stage.open()
    assert [one in page.html for one in emails] == [True, False, False]
    assert stage.leaders[0].name in page.soup.select_one("[aria-labelledby=contact]").get_text()
    officer = Visitor(app).sign_in(make_user("city_officer")).open(stage.path)
    assert [one in officer.html for one in emails] == [False] * 3


def test_the_demand_taken_back_is_no_silent_end(app: Flask) -> None:
    stage = plant_stage(app)
    stage.screen(["C"], "decline", reason_code="price", sentence="报价高出预算三成。")
    page = stage.owner_page.open(f"/demands/{stage.demand.id}/withdraw")
    stage.owner_page.submit(page, {"reason": "楠洼阀门不做了"}, button="撤回")
    assert stage.stored().state == "delivered"
    pages = [one.open(f"/proposals/{p.id}").text for one, p in zip(stage.teams, stage.proposals, strict=True)]
    assert ["需求取消" in one for one in pages] == [True, True, False]
    assert "报价高出预算三成。" in pages[2]
    assert "没有选定任何应答" in pages[0]


def test_the_promised_day_is_shown_and_moving_it_needs_a_reason_for_everybody(app: Flask) -> None:
    stage = plant_stage(app)
    path = f"/demands/{stage.demand.id}/selection"
    day = today() + timedelta(days=40)
    page = stage.owner_page.submit(stage.owner_page.open(path), {"decides_on": day.isoformat()}, button="保存")
    assert page.status == 422
    assert "改时间请写明原因" in page.text
    values = {"decides_on": day.isoformat(), "decides_time": "10:30", "reason": "等一份检测报告"}
    assert stage.owner_page.submit(stage.owner_page.open(path), values, button="保存").path == stage.path
    assert stage.stored().decides_at.astimezone(SHANGHAI).isoformat() == f"{day.isoformat()}T10:30:00+08:00"
    assert [one[-1:] for one in told_all(stage)] == [["公布决定的时间有变：耐磨阀座涂层征集"]] * 3
    assert (
        f"{day.year}年{day.month}月{day.day}日 公布结果"
        in stage.teams[0].open(f"/proposals/{stage.proposals[0].id}").text
    )
    with reading() as session:
        (clock,) = session.scalars(select(Clock).where(Clock.kind == "proposal_decision", Clock.closed_at.is_(None)))
        assert clock.due_at == session.get_one(Selection, stage.selection.id).decides_at


def test_a_longer_answering_time_moves_a_promise_that_lay_before_its_end(app: Flask) -> None:
    stage = plant_stage(app, count=1)
    with unit_of_work() as session:
        demand = session.get_one(Demand, stage.demand.id)
        demand.deadline_on = today() + timedelta(days=9)
        actor = Viewer(user_id=stage.owner.id)
        after = today() + timedelta(days=60)
        extend_deadline(demand, after, reason_code=next(iter(REASONS)), reason="再等等", actor=actor)
    assert stage.stored().decides_at.astimezone(SHANGHAI).date() > today() + timedelta(days=60)
    assert told_all(stage) == [["公布决定的时间有变：耐磨阀座涂层征集"]]


def test_weights_make_a_hundred(app: Flask) -> None:
    stage = plant_stage(app)
    path = f"/demands/{stage.demand.id}/selection"
    page = stage.owner_page.submit(stage.owner_page.open(path), {"criteria-0-weight": "50"}, button="保存")
    assert page.status == 422
    assert "加起来要等于 100，现在是 110" in page.text
    values = {"criteria-0-weight": "45", "criteria-1-weight": "15"}
    assert stage.owner_page.submit(stage.owner_page.open(path), values, button="保存").status == 200
    old = stage.owner_page.open(path)
    stage.owner_page.submit(stage.owner_page.open(path), {"criteria-0-name": "指标"}, button="保存")
    assert stage.owner_page.submit(old, {"criteria-0-name": "价格优先"}, button="保存").status == 409


def test_a_late_decision_goes_up_to_the_county(app: Flask) -> None:
    officer = make_user("county_officer", county_code="330324")
    stage = plant_stage(app, count=1)
    with unit_of_work() as session:
        clock = session.scalars(select(Clock).where(Clock.kind == "proposal_decision")).one()
        gone = clock.county_at - now() + timedelta(minutes=1)
        for name in ("opened_at", "due_at", "remind_at", "county_at", "city_at", "next_at"):
            setattr(clock, name, getattr(clock, name) - gone)
    run_due("clocks.look")
    assert stage.told(officer, "clocks.") != []
    text = Visitor(app).sign_in(officer).open(stage.path).text
    assert "方案内容、分数和评审意见只给需求方和评审人看" in text
    assert "瓯纬" not in text
    stage.prepare(CHOSEN)
    stage.confirm("now")
    assert stage.told(officer, "clocks.") == []


def test_the_choice_starts_with_the_first_answer_and_waits_for_the_deadline(app: Flask) -> None:
    stage = plant_stage(app, count=1)
    with unit_of_work() as session:
        session.get_one(Demand, stage.demand.id).deadline_on = today()
    stage.prepare(CHOSEN)
    assert "应答还没有截止" in stage.open("/confirm").text
    with unit_of_work() as session:
        session.get_one(Demand, stage.demand.id).deadline_on = today() - timedelta(days=1)
    assert "到公布时间" in stage.confirm().text


def test_the_chosen_team_stepping_back_opens_the_decision_again(app: Flask) -> None:
    stage = plant_stage(app)
    stage.prepare(CHOSEN, DECLINED, DECLINED)
    stage.confirm()
    page = stage.teams[0].open(f"/proposals/{stage.proposals[0].id}/withdraw")
    stage.teams[0].submit(page, {"reason": "人手不够"}, button="撤回")
    assert stage.stored().state == "open"
    assert "确认已撤回，选定的应答退出了：耐磨阀座涂层征集" in stage.told(stage.owner)


def test_people_of_an_answering_organisation_never_choose(app: Flask) -> None:
    stage = plant_stage(app)
    spy = make_user()
    with reading() as session:
        buyer = session.get_one(Demand, stage.demand.id).organisation_id
        team = session.get_one(Proposal, stage.proposals[0].id).organisation_id
    other = make_organisation()
    with unit_of_work() as session:
        for place in (other.id, buyer, team):
            session.add(Membership(organisation_id=place, user_id=spy.id, role="editor", created_at=now()))
    assert Visitor(app).sign_in(spy).open(stage.path).status == 404
