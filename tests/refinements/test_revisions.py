"""Revisions: written beside the demand, compared, suggested, sent, approved, declined or changed by the enterprise."""

from typing import Any

from flask import Flask

from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.history import history_of
from matchmaking.core.jobs import Job
from matchmaking.demands.models import Criterion, Demand
from matchmaking.matching.judgment_models import Judgment
from matchmaking.refinements.models import DemandRevision, Refinement
from tests.factories.achievements import make_achievement
from tests.factories.demands import demand_values, make_demand
from tests.factories.organisations import make_organisation
from tests.refinements.desk import RAW, Desk, make_desk, running, state, told


def demand_of(desk: Desk) -> Demand:
    with reading():
        demand = session.get_one(Demand, desk.demand_id)
        session.expunge(demand)
        return demand


def values_of(number: int) -> dict[str, Any]:
    """What a revision says."""
    with reading():
        return dict(session.query(DemandRevision).filter_by(number=number).one().values)


def revisions() -> list[tuple[int, str, str]]:
    """(number, side, state) of every revision, in order."""
    with reading():
        rows = session.query(DemandRevision).order_by(DemandRevision.id)
        return [(one.number, one.side, one.state) for one in rows]


def test_a_revision_leaves_the_demand_alone_until_the_enterprise_approves_it(app: Flask) -> None:
    desk = make_desk(app)
    saved = desk.revise(desk.broker, summary="阀杆填料处外漏", note="写明漏在哪里")
    assert saved.path == desk.path("compare")
    assert [one.get_text() for one in saved.soup.select(".side-by-side ins")] == ["加上：阀杆填料处外漏。"]
    assert demand_of(desk).summary == ""
    refused = desk.broker.post(desk.path("publish"))
    assert refused.status == 409
    assert "有一份修改稿还没有送企业确认" in refused.text
    desk.send(desk.broker, note="请看标题下面那句")
    assert state(desk.demand_id) == ("submitted", "awaiting")
    assert running(desk.demand_id) == ["refinement_approval"]
    assert told(desk.owner) == ["approval"]
    again = desk.broker.post(f"/demands/{desk.demand_id}/publish")
    assert again.status == 409
    assert "修改稿正等企业确认" in again.text
    page = desk.writer.open(desk.own("refinement"))
    assert "请看标题下面那句" in page.text
    done = desk.writer.submit(page, button="同意这一稿")
    assert "已按新的文字发布" in done.text
    assert state(desk.demand_id) == ("published", "published")
    assert demand_of(desk).summary == "阀杆填料处外漏"
    assert running(desk.demand_id) == []
    assert told(desk.people["broker"]) == ["approved"]
    assert desk.writer.submit(page, button="同意这一稿").status == 403
    with reading():
        way = session.query(Refinement).one()
        steps = [(one.from_state, one.to_state) for one in history_of(way) if one.to_state]
    assert steps == [("open", "refining"), ("refining", "awaiting"), ("awaiting", "published")]


def test_without_the_mark_an_approved_text_goes_back_to_the_desk(app: Flask) -> None:
    desk = make_desk(app)
    desk.revise(desk.broker, summary="阀杆填料处外漏")
    page = desk.broker.open(desk.path("compare"))
    assert "publishes" in page.html
    desk.broker.post(desk.path("send"), {"version": "1"})
    desk.press(desk.writer, "同意这一稿", desk.own("refinement"))
    assert state(desk.demand_id) == ("submitted", "refining")
    assert demand_of(desk).summary == "阀杆填料处外漏"
    assert running(desk.demand_id) == ["demand_check"]
    assert desk.press(desk.broker, "可发布，按原文发布").status == 200
    assert state(desk.demand_id)[0] == "published"


def test_revisions_are_numbered_kept_and_any_two_comparable(app: Flask) -> None:
    desk = make_desk(app)
    desk.revise(desk.broker, summary="第一种说法")
    desk.broker.submit(desk.broker.open(desk.path("revise")), {"summary": "第二种说法"}, button="存进第 1 稿")
    desk.broker.submit(desk.broker.open(desk.path("revise")), {"summary": "第三种说法"}, button="另存为第 2 稿")
    assert revisions() == [(0, "original", "approved"), (1, "desk", "dropped"), (2, "desk", "written")]
    assert desk.broker.submit(desk.broker.open(desk.path("revise")), {}, button="存进").path == desk.path()
    page = desk.broker.open(f"{desk.path('compare')}?old=1&new=2")
    assert "第二" in page.soup.select_one(".side-by-side del").get_text()
    assert "第 1 稿" in page.soup.select_one(".side-by-side thead").get_text()
    assert desk.broker.open(f"{desk.path('compare')}?old=7").status == 404
    desk.press(desk.broker, "放弃修改稿")
    assert revisions()[-1] == (2, "desk", "dropped")
    assert desk.press(desk.broker, "可发布，按原文发布").status == 200
    assert demand_of(desk).summary == ""


def test_the_same_form_makes_one_revision_and_two_writers_are_told_of_each_other(app: Flask) -> None:
    desk = make_desk(app)
    form = desk.broker.open(desk.path("revise"))
    for _again in range(2):
        answer = desk.broker.submit(form, {"summary": "我的说法"}, button="存为")
    assert [one for one in revisions() if one[0]] == [(1, "desk", "written")]
    assert answer.path == desk.path("compare")
    stale = desk.broker.open(desk.path("revise"))
    desk.broker.submit(desk.broker.open(desk.path("revise")), {"summary": "先存的说法"}, button="存进")
    refused = desk.broker.submit(stale, {"summary": "后存的说法"}, button="存进")
    assert refused.status == 409
    assert "先存的说法" in refused.text
    assert "后存的说法" in refused.text
    sent = desk.broker.open(desk.path("compare"))
    desk.broker.submit(desk.broker.open(desk.path("revise")), {"summary": "又改了"}, button="存进")
    assert desk.broker.submit(sent, button="送企业确认").status == 409


def test_what_is_typed_wrongly_comes_back_with_everything_else(app: Flask) -> None:
    desk = make_desk(app, hides_name=True)
    desk.press(desk.broker, "我来办")
    page = desk.revise(desk.broker, summary="新的说法", budget_low="9", budget_high="3", problem=desk.organisation.name)
    assert page.status == 422
    assert any("上限不能低于下限" in one for one in page.errors())
    assert any("不公开单位名称" in one for one in page.errors())
    assert page.soup.select_one("#summary")["value"] == "新的说法"
    assert page.soup.select_one("#hides_name") is None
    assert revisions() == []


def test_a_text_with_gaps_is_not_sent(app: Flask) -> None:
    desk = make_desk(app)
    desk.revise(desk.broker, **{"criteria-0-test_method": "", "criteria-0-target_low": ""})
    page = desk.broker.open(desk.path("compare"))
    assert "送企业确认之前还要改：" in page.text
    assert "请填写数值。" in page.text
    assert desk.broker.post(desk.path("send"), {"version": "1"}).status == 409
    assert state(desk.demand_id)[1] == "refining"


def test_suggestions_are_taken_over_one_by_one_into_the_revision(app: Flask) -> None:
    desk = make_desk(app)
    page = desk.broker.open(desk.path())
    assert "企业说“漏油”，研究者常说：" in page.text
    form = page.form(action="/suggestions")
    fields = {"version": "0"}
    assert form is not None
    desk.broker.post(desk.path("suggestions"), {**fields, "word": "密封性能"})
    assert desk.broker.post(desk.path("suggestions"), {**fields, "word": "泄漏率"}).status == 409
    desk.broker.post(desk.path("suggestions"), {"version": "1", "beside": "泄漏率"})
    taken = desk.broker.submit(desk.broker.open(desk.path()), button="加为指标")
    assert "已在修改稿里加入指标“内漏量”。" in taken.text
    values = values_of(1)
    assert values["keywords"] == ["闸阀", "密封性能"]
    assert values["problem"].startswith("闸阀装上去半年开始漏油（泄漏率），")
    names = [row["name"] for row in values["criteria"]]
    assert names == [demand_values()["criteria"][0]["name"], "内漏量"]
    assert demand_of(desk).keywords == ["闸阀"]
    gone = desk.broker.post(desk.path("suggestions"), {"version": "3", "word": "密封性能"})
    assert "这一条已经采用，或者文字已经改过。" in gone.text


def test_the_enterprise_declines_with_a_sentence_and_the_desk_goes_on_from_that_text(app: Flask) -> None:
    desk = make_desk(app)
    desk.revise(desk.broker, summary="阀杆填料处外漏")
    desk.send(desk.broker)
    form = desk.writer.open(desk.own("refinement", "decline"))
    assert desk.writer.submit(form, {}).errors() == ["请写一句理由，技术经理人会看到。"]
    desk.writer.submit(form, {"sentence": "漏的不是填料。"})
    assert state(desk.demand_id) == ("submitted", "refining")
    assert running(desk.demand_id) == ["demand_check"]
    assert told(desk.people["broker"]) == ["declined"]
    page = desk.broker.open(desk.path())
    assert "漏的不是填料。" in page.text
    again = desk.broker.open(f"{desk.path('revise')}?from=1")
    assert again.soup.select_one("#summary")["value"] == "阀杆填料处外漏"
    desk.broker.submit(again, {"summary": "阀座处内漏"}, button="存为")
    assert revisions() == [(0, "original", "approved"), (1, "desk", "declined"), (2, "desk", "written")]


def test_the_enterprise_changes_the_text_and_the_desk_checks_it(app: Flask) -> None:
    desk = make_desk(app)
    desk.revise(desk.broker, summary="阀杆填料处外漏")
    desk.send(desk.broker)
    form = desk.writer.open(desk.own("refinement", "edit"))
    desk.writer.submit(form, {"summary": "阀座处内漏", "note": "是阀座"}, button="交给")
    assert state(desk.demand_id) == ("submitted", "refining")
    assert revisions() == [(0, "original", "approved"), (1, "desk", "dropped"), (2, "enterprise", "written")]
    assert told(desk.people["broker"]) == ["changed"]
    desk.send(desk.broker)
    desk.press(desk.writer, "同意这一稿", desk.own("refinement"))
    assert demand_of(desk).summary == "阀座处内漏"
    assert state(desk.demand_id)[0] == "published"


def test_the_desk_takes_a_text_back_and_a_stale_approval_is_refused(app: Flask) -> None:
    desk = make_desk(app)
    desk.revise(desk.broker, summary="阀杆填料处外漏")
    desk.send(desk.broker)
    stale = desk.writer.open(desk.own("refinement"))
    desk.press(desk.broker, "收回再改")
    assert running(desk.demand_id) == ["demand_check"]
    assert desk.writer.submit(stale, button="同意这一稿").status == 403
    desk.revise(desk.broker, summary="别的说法")
    desk.send(desk.broker)
    assert desk.writer.submit(stale, button="同意这一稿").status == 409
    assert demand_of(desk).summary == ""


def test_a_text_is_not_written_over_an_original_that_changed_meanwhile(app: Flask) -> None:
    desk = make_desk(app)
    desk.revise(desk.broker, summary="阀杆填料处外漏")
    desk.send(desk.broker)
    with unit_of_work() as own:
        own.get_one(Demand, desk.demand_id).tried = "原文又改了"
    refused = desk.press(desk.writer, "同意这一稿", desk.own("refinement"))
    assert refused.status == 409
    assert "需求原文又改过" in refused.text


def test_a_duplicate_of_the_same_enterprise_is_merged_and_its_rows_chosen(app: Flask) -> None:
    desk = make_desk(app)
    second = {"name": "填料泄漏率", "importance": "must", "operator": "<=", "target_low": 5.0, "unit": "mL/min"}
    twin = make_demand(
        desk.organisation, state="submitted", title="闸阀老是漏油 二", problem="闸阀渗油。", criteria=[second],
        published_at=None,
    )  # fmt: skip
    achievement = make_achievement()
    with unit_of_work() as own:
        said = Judgment(
            demand_id=twin.id, achievement_id=achievement.id, side="demand", judge_key="organisation:1",
            verdict="fits", weight=1,
        )  # fmt: skip
        own.add(said)
    form = desk.broker.open(f"/desk/refinements/{twin.id}/merge/{desk.demand_id}")
    done = desk.broker.submit(form, {"problem": "both"}, button="确认合并")
    assert done.path == desk.path()
    assert state(twin.id) == ("withdrawn", "merged")
    assert running(twin.id) == []
    with reading():
        assert session.query(Judgment).one().demand_id == desk.demand_id
        assert session.query(Job).filter_by(key=f"matching.relearn:{desk.demand_id}").count() == 1
        assert session.query(Criterion).filter_by(demand_id=desk.demand_id).count() == 1
    values = values_of(1)
    assert values["problem"] == f"{demand_of(desk).problem}\n闸阀渗油。"
    assert [row["name"] for row in values["criteria"]] == ["结合强度", "填料泄漏率"]
    page = desk.writer.open(f"/demands/{twin.id}")
    assert page.soup.select_one(f'main a[href="/demands/{desk.demand_id}"]') is not None
    assert told(desk.owner) == ["merged"]
    assert form.status == 200
    assert desk.broker.submit(form, button="确认合并").status in (403, 404)


def test_a_public_target_keeps_its_text_until_the_enterprise_approves_the_merged_one(app: Flask) -> None:
    desk = make_desk(app)
    public = make_demand(desk.organisation, title="闸阀填料", summary="")
    form = desk.broker.open(desk.path("merge", public.id))
    desk.broker.submit(form, {"problem": "both"}, button="确认合并")
    assert state(public.id) == ("published", "awaiting")
    assert "闸阀装上去" not in desk.other.open(f"/demands/{public.id}").text
    desk.press(desk.writer, "同意这一稿", f"/demands/{public.id}/refinement")
    assert state(public.id) == ("published", "published")
    assert "闸阀装上去" in desk.other.open(f"/demands/{public.id}").text


def test_that_two_demands_are_of_one_enterprise_is_told_only_to_who_may_know_both_names(app: Flask) -> None:
    desk = make_desk(app, hides_name=True)
    public = make_demand(desk.organisation, title="闸阀老是漏油", problem=RAW["problem"])
    draft = make_demand(desk.organisation, state="draft", title="闸阀老是漏油 草稿", problem=RAW["problem"])
    page = desk.broker.open(desk.path())
    near = page.soup.select_one("section[aria-labelledby=alike]")
    assert "文字相近" in near.get_text()
    assert "同一家企业" not in near.get_text()
    assert draft.title not in page.text
    assert desk.broker.open(desk.path("merge", public.id)).status == 404
    claimed = desk.broker.submit(page, button="我来办")
    assert "同一家企业" in claimed.soup.select_one("section[aria-labelledby=alike]").get_text()
    assert draft.title not in claimed.text
    assert desk.broker.open(desk.path("merge", public.id)).status == 200


def test_demands_of_two_enterprises_are_linked_for_the_desk_only_and_never_merged(app: Flask) -> None:
    desk = make_desk(app)
    other = make_demand(
        make_organisation(name="瑞安某闸阀厂"), state="submitted", hides_name=True, title="闸阀老是漏油",
        problem=demand_of(desk).problem, published_at=None,
    )  # fmt: skip
    page = desk.broker.open(desk.path())
    assert "瑞安某闸阀厂" not in page.html
    linked = desk.broker.submit(page, button="标为可联合")
    assert "可联合" in linked.soup.select_one("section[aria-labelledby=alike]").get_text()
    assert "可联合" in desk.officer.open(desk.path()).text
    assert "可联合" not in desk.writer.open(desk.own()).text
    assert desk.broker.open(desk.path("merge", other.id)).status == 404
    assert desk.broker.submit(linked, button="取消可联合").status == 200
