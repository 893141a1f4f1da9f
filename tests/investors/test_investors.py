"""Investors: what they look for, the projects that fit it, and who is told."""

from decimal import Decimal

import pytest
from flask import Flask

from matchmaking.core.jobs import run_waiting
from matchmaking.investors.weighing import DIFFERS, MET, PARTLY, UNASKED, UNSTATED, Interest, Offer, weigh
from tests.factories.accounts import make_user
from tests.factories.investors import make_profile
from tests.factories.organisations import make_organisation
from tests.factories.projects import make_project
from tests.visitor import Visitor

WAN = Decimal(10_000)
LOOKS = Interest(["pump_valve", "new_materials"], ["pilot"], 300 * WAN, 2000 * WAN, ["330324"], ["固态电池"])


@pytest.mark.parametrize(
    ("offer", "outcomes"),
    [
        (Offer(["pump_valve"], "pilot", 500 * WAN, ["330324"]), {"field": MET, "stage": MET, "ticket": MET,
                                                                "county": MET}),
        (Offer(["pump_valve"], "pilot", 5000 * WAN, ["330302"]), {"field": MET, "stage": MET, "ticket": PARTLY,
                                                                 "county": DIFFERS}),
        (Offer(["pump_valve"]), {"field": MET, "stage": UNSTATED, "ticket": UNSTATED, "county": UNSTATED}),
        (Offer([], "pilot", text="做固态电池的"), {"field": UNSTATED, "words": MET, "stage": MET, "ticket": UNSTATED,
                                            "county": UNSTATED}),
        (Offer([], "pilot"), None),
        (Offer(["footwear"], "pilot", 500 * WAN), None),
        (Offer(["pump_valve"], "laboratory", 500 * WAN), None),
        (Offer(["pump_valve"], "pilot", 299 * WAN), None),
    ],
)  # fmt: skip
def test_what_was_stated_and_is_missed_excludes_and_what_is_missing_is_said(
    offer: Offer, outcomes: dict[str, str] | None
) -> None:
    fit = weigh(LOOKS, offer)
    assert (fit and {one.code: one.outcome for one in fit.points}) == outcomes


def test_what_an_investor_does_not_state_excludes_nothing() -> None:
    fit = weigh(Interest(["pump_valve"]), Offer(["pump_valve"], "laboratory", WAN, ["330302"]))
    assert fit is not None
    assert [one.outcome for one in fit.points] == [MET, UNASKED, UNASKED, UNASKED]
    assert weigh(Interest(), Offer(["pump_valve"], "pilot")) is None


def test_an_investor_states_its_interests_and_both_sides_learn_of_the_fit_once(app: Flask, visitor: Visitor) -> None:
    person, writer = make_user("investor"), make_user()
    place = make_organisation(name="孤帆创业投资公司", kind="investor", owner=person)
    own = make_organisation(owner=writer)
    project = make_project(own)
    make_project(title="眼镜架钛焊", industry_codes=["eyewear"])
    make_project(title="不公开金额的", audiences={"funding": "consent"}, funding_need=Decimal(10_000))
    investor, team = Visitor(app).sign_in(person), Visitor(app).sign_in(writer)
    page = investor.open("/investors/mine")
    assert page.path == f"/investors/{place.id}/projects"
    assert "还没有写明投资方向" in page.text
    edit = investor.open(f"/investors/{place.id}/edit")
    wrong = investor.submit(edit, {"ticket_low": "900", "ticket_high": "300"}, button="保存")
    assert wrong.status == 422
    for words in ("上限不能低于下限", "请至少选一个产业"):
        assert words in wrong.text, words
    values = {"industry_codes": "pump_valve", "stages": "pilot", "ticket_low": "300", "ticket_high": "1000"}
    saved = investor.submit(investor.open(f"/investors/{place.id}/edit"), values, button="保存")
    assert "共 2 个项目相符" in saved.text
    shown = saved.text.replace("\xa0", " ")
    assert "同一产业：泵阀；阶段合适：中试；需要 500 万元，在单笔 300–1000 万元之内" in shown
    assert "项目没有公开资金需求，没有比对金额" in shown
    assert "眼镜架钛焊" not in shown
    run_waiting()
    assert "孤帆创业投资公司" not in visitor.open("/investors").text
    assert "孤帆创业投资公司" not in team.open(f"/projects/{project.id}").text
    assert "孤帆" not in team.open("/notices").text
    for _twice in range(2):
        form = investor.open(f"/investors/{place.id}/edit")
        investor.submit(form, {"is_public": "y"}, button="保存")
        run_waiting()
    assert "孤帆创业投资公司" in visitor.open("/investors?industry=pump_valve").text
    assert "没有看这个产业的机构" in visitor.open("/investors?industry=footwear").text
    assert "孤帆创业投资公司" in team.open(f"/projects/{project.id}").text
    assert "孤帆创业投资公司" not in visitor.open(f"/projects/{project.id}").text
    assert team.open("/notices").text.count("孤帆创业投资公司写明的方向与您的项目") == 1
    assert "与贵机构写明的方向" in investor.open(f"/projects/{project.id}").text
    assert "与您有关： 同一产业：泵阀" in investor.open("/projects").text
    assert "新项目" not in investor.open("/notices").text
    new = make_project(title="柱塞泵密封")
    run_waiting()
    assert investor.open("/notices").text.count("新项目“柱塞泵密封”符合贵机构写明的方向") == 1
    assert new.id


def test_a_colleague_who_was_faster_is_not_overwritten(app: Flask) -> None:
    person = make_user("investor")
    place = make_organisation(kind="investor", owner=person)
    make_profile(place)
    investor = Visitor(app).sign_in(person)
    first, second = (investor.open(f"/investors/{place.id}/edit") for _one in range(2))
    investor.submit(first, {"words": "看重试用记录"}, button="保存")
    refused = investor.submit(second, {"words": "不看早期"}, button="保存")
    assert refused.status == 409
    assert "看重试用记录" in refused.text
    assert "不看早期" in refused.text
