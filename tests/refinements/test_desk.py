"""The desk: the queue, taking charge, triage, questions."""

from datetime import timedelta

from flask import Flask

from matchmaking.clocks.models import Clock
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.filters import iso_day, today
from matchmaking.core.jobs import enqueue, run_waiting
from matchmaking.demands.models import Demand
from matchmaking.refinements.models import Refinement, RefinementQuestion
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.refinements.desk import make_desk, running, state, told


def test_a_hidden_name_is_shown_to_who_took_charge_and_to_nobody_else_at_the_desk(app: Flask) -> None:
    desk = make_desk(app, hides_name=True)
    for visitor in (desk.broker, desk.officer):
        assert desk.organisation.name not in visitor.open(desk.path()).html
        assert "已脱敏企业" in visitor.open("/desk/refinements").text
    taken = desk.press(desk.broker, "我来办")
    assert desk.organisation.name in taken.text
    assert desk.organisation.name in desk.broker.open("/desk/refinements").text
    for visitor in (desk.other, desk.officer):
        assert desk.organisation.name not in visitor.open(desk.path()).html
        assert "甲经理" in visitor.open(desk.path()).text
    assert desk.broker.submit(desk.broker.open(desk.path("release")), {"reason": "出差"}).path == "/desk/refinements"
    assert desk.organisation.name not in desk.broker.open(desk.path()).html
    assert state(desk.demand_id) == ("submitted", "open")


def test_a_demand_is_published_untouched_with_one_click_in_the_queue(app: Flask) -> None:
    desk = make_desk(app)
    page = desk.press(desk.broker, "原文发布", "/desk/refinements")
    assert page.path == "/desk/refinements"
    assert "凝练台上没有需求" in page.text
    assert state(desk.demand_id)[0] == "published"


def test_the_queue_is_filtered_by_state_owner_industry_and_county(app: Flask) -> None:
    desk = make_desk(app)
    elsewhere = make_organisation(county_code="330302")
    make_demand(elsewhere, state="submitted", title="鞋底开胶", industry_codes=["footwear"], published_at=None)
    desk.press(desk.broker, "我来办")
    cases = {
        "": {"闸阀老是漏油", "鞋底开胶"},
        "?state=open": {"鞋底开胶"},
        "?state=refining": {"闸阀老是漏油"},
        "?owner=mine": {"闸阀老是漏油"},
        "?owner=nobody": {"鞋底开胶"},
        "?owner=squads": set(),
        "?industry=footwear": {"鞋底开胶"},
        "?county=330324": {"闸阀老是漏油"},
        "?state=watched": set(),
        "?state=nonsense&industry=nonsense&owner=nonsense": {"闸阀老是漏油", "鞋底开胶"},
    }
    for query, titles in cases.items():
        page = desk.broker.open(f"/desk/refinements{query}")
        assert {one.get_text() for one in page.soup.select("main h2.record-title a")} == titles, query
    assert "鞋底开胶" not in desk.officer.open("/desk/refinements").text
    assert desk.broker.open("/desk/demands").path == "/desk/refinements"


def test_the_queue_says_how_complete_a_demand_is_and_how_many_it_would_find(app: Flask) -> None:
    desk = make_desk(app)
    assert "候选正在算" in desk.broker.open("/desk/refinements").text
    with unit_of_work():
        enqueue("refinements.look")
    run_waiting()
    text = desk.broker.open("/desk/refinements").text
    assert "候选 0 项" in text
    assert "写清 8／11 项" in text


def test_only_one_takes_charge_and_who_is_not_in_charge_cannot_work(app: Flask) -> None:
    desk = make_desk(app)
    stale = desk.other.open(desk.path())
    desk.press(desk.broker, "我来办")
    assert desk.other.submit(stale, button="我来办").status == 403
    for step in ("revise", "ask", "return", "watch"):
        assert desk.other.open(desk.path(step)).status == 403
        assert desk.broker.open(desk.path(step)).status == 200
    assert "由甲经理负责" in desk.other.open(desk.path()).text


def test_an_officer_gives_a_demand_to_a_squad_whose_people_work_on_it(app: Flask) -> None:
    desk = make_desk(app, hides_name=True)
    expert = make_user("researcher", name="丁教授")
    form = desk.officer.open("/desk/squads/new")
    assert desk.officer.submit(form, {"name": "泵阀小队"}).errors() == ["请至少选一位成员。"]
    people = [str(desk.people["other"].id), str(expert.id)]
    made = desk.officer.submit(form, {"name": "泵阀小队", "members": people, "industry_codes": ["pump_valve"]})
    assert "丁教授" in made.text
    assert "已有同名的小队" in desk.officer.submit(form, {"name": "泵阀小队", "members": people}).text
    given = desk.officer.open(desk.path("assign"))
    assert desk.officer.submit(given, {"to": "", "reason": "x"}).errors() == ["交给谁：请选择一个人或一支小队。"]
    desk.officer.submit(given, {"to": "squad-1", "reason": "你们去一趟"})
    assert state(desk.demand_id) == ("submitted", "refining")
    assert (told(desk.people["other"]), told(expert)) == (["assigned"], [])
    assert desk.organisation.name in desk.other.open(desk.path()).text
    assert desk.other.open(desk.path("revise")).status == 200
    assert desk.broker.open(desk.path("revise")).status == 403
    assert "鞋" not in desk.other.open("/desk/refinements?owner=squads").text
    handed = desk.other.submit(
        desk.other.open(desk.path("assign")), {"to": f"person-{desk.people['broker'].id}", "reason": "泵归你"}
    )
    assert "甲经理" in handed.text
    assert "泵归你" in handed.text
    assert desk.other.open(desk.path("revise")).status == 403


def test_who_changes_a_squad_that_somebody_else_changed_is_told(app: Flask) -> None:
    desk = make_desk(app)
    people = [str(desk.people["other"].id)]
    desk.officer.submit(desk.officer.open("/desk/squads/new"), {"name": "甲队", "members": people})
    first, second = desk.officer.open("/desk/squads/1/edit"), desk.officer.open("/desk/squads/1/edit")
    assert desk.officer.submit(first, {"name": "乙队"}).status == 200
    refused = desk.officer.submit(second, {"name": "丙队"})
    assert refused.status == 409
    assert "乙队" in refused.text
    assert "丙队" in refused.text
    assert "乙队" in desk.broker.open("/desk/squads").text


def test_the_people_in_charge_are_reminded_and_others_do_not_have_it_on_their_list(app: Flask) -> None:
    desk = make_desk(app)
    with unit_of_work():
        enqueue("clocks.look")
    run_waiting()
    assert running(desk.demand_id) == ["demand_check"]
    todo = "分诊需求“闸阀老是漏油”"
    assert todo in desk.other.open("/workspace").text
    desk.press(desk.broker, "我来办")
    assert todo in desk.broker.open("/workspace").text
    assert todo not in desk.other.open("/workspace").text
    with unit_of_work() as own:
        clock = own.query(Clock).one()
        clock.due_at = clock.next_at = clock.opened_at
        clock.remind_at = None
        enqueue("clocks.look")
    run_waiting()
    assert "已到期" in desk.broker.open("/notices").text
    assert "已到期" not in desk.other.open("/notices").text


def test_a_return_shows_the_enterprise_each_reason_with_what_to_do(app: Flask) -> None:
    desk = make_desk(app)
    form = desk.broker.open(desk.path("return"))
    assert desk.broker.submit(form, {}).errors() == ["退回的原因：请至少勾选一个原因，企业会看到每一条该怎么改。"]
    refused = desk.broker.submit(form, {"codes": ["other"]})
    assert refused.errors() == ["退回的原因：选了“其他”，请在下面补充一句。"]
    desk.broker.submit(form, {"codes": ["unmeasurable", "too_wide"], "sentence": "先写一种阀。"})
    assert state(desk.demand_id) == ("draft", "returned")
    shown = desk.writer.open(desk.own()).text
    assert "指标不可测：把“好、耐用、先进”改成数值和单位，并写明怎么测" in shown
    assert "范围太大：拆成几条，一条只说一个问题" in shown
    assert "先写一种阀。" in shown
    assert running(desk.demand_id) == ["demand_revision"]
    desk.writer.submit(desk.writer.open(desk.own("submit")), {"not_secret": "y"}, button="提交核验")
    assert state(desk.demand_id) == ("submitted", "open")
    # Who returned it is still in charge of it.
    assert "甲经理" in desk.other.open(desk.path()).text


def test_what_is_put_aside_comes_back_on_its_day(app: Flask) -> None:
    desk = make_desk(app)
    form = desk.broker.open(desk.path("watch"))
    late = desk.broker.submit(form, {"until": iso_day(today()), "reason": "等产线"})
    assert late.errors() == ["到哪一天再看：请填写明天到一年以内的日期。"]
    desk.broker.submit(form, {"until": iso_day(today() + timedelta(days=30)), "reason": "等产线"})
    assert state(desk.demand_id) == ("submitted", "watched")
    assert running(desk.demand_id) == ["refinement_return"]
    assert told(desk.owner) == ["watched"]
    assert "等产线" in desk.writer.open(desk.own()).text
    for _again in range(2):
        with unit_of_work():
            enqueue("refinements.look")
        run_waiting()
    assert state(desk.demand_id)[1] == "watched"
    with unit_of_work() as own:
        own.query(Refinement).one().review_on = today()
        enqueue("refinements.look")
    run_waiting()
    assert state(desk.demand_id) == ("submitted", "refining")
    assert running(desk.demand_id) == ["demand_check"]
    assert told(desk.people["broker"]) == ["back"]


def test_a_question_stops_the_desks_clock_and_the_answer_starts_it_again(app: Flask) -> None:
    desk = make_desk(app)
    form = desk.broker.open(desk.path("ask"))
    assert desk.broker.submit(form, {"text": " "}).errors() == ["要问的问题：请写明要问什么。"]
    for _again in range(2):
        desk.broker.submit(form, {"text": "现在漏多少？"})
    with reading():
        assert session.query(RefinementQuestion).count() == 1
    assert state(desk.demand_id) == ("submitted", "asked")
    assert running(desk.demand_id) == ["refinement_answer"]
    # The regular look does not start the desk's clock while the enterprise must act.
    with unit_of_work():
        enqueue("clocks.look")
    run_waiting()
    assert running(desk.demand_id) == ["refinement_answer"]
    assert told(desk.owner) == ["question"]
    assert "答复技术经理人对“闸阀老是漏油”的提问" in desk.writer.open("/workspace").text
    asked = desk.writer.open(desk.own("refinement"))
    refused = desk.writer.submit(asked, {"text": ""}, action="answer")
    assert refused.status == 422
    assert refused.errors() == ["请写下答复。"]
    desk.writer.submit(asked, {"text": "每分钟 30 毫升。"}, action="answer")
    assert state(desk.demand_id) == ("submitted", "refining")
    assert running(desk.demand_id) == ["demand_check"]
    assert told(desk.people["broker"]) == ["answered"]
    assert "每分钟 30 毫升。" in desk.broker.open(desk.path()).text
    assert desk.writer.submit(asked, {"text": "再答一次"}, action="answer").status == 403


def test_what_the_enterprise_takes_back_leaves_the_desk(app: Flask) -> None:
    desk = make_desk(app)
    desk.broker.submit(desk.broker.open(desk.path("ask")), {"text": "现在漏多少？"})
    desk.press(desk.writer, "收回修改", desk.own())
    assert state(desk.demand_id) == ("draft", "taken_back")
    assert running(desk.demand_id) == []
    assert "闸阀老是漏油" not in desk.broker.open("/desk/refinements").text
    with reading():
        assert session.get_one(Demand, desk.demand_id).state_reason is None
