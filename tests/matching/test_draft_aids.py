"""Aids for the writer of a draft: criteria and words read out of its text, a trial run, records like it."""

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from matchmaking.core.db import session, unit_of_work
from matchmaking.demands.models import Demand
from matchmaking.matching.draft_aids import proposed_criteria
from matchmaking.search.engine import IndexUnavailable
from matchmaking.search.registry import engine
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.matching.records import begin_with_unrelated, plant_unrelated, two_criteria, two_measurements
from tests.visitor import Seen, Visitor
from tests.writing import write_record

PROBLEM = "阀座表面硬度不低于1100HV，孔隙率≤1%，目前结合强度只有 52 MPa，运行两个月就漏油。"


def proposed(text: str, *covered: tuple[str, str]) -> list[tuple[Any, ...]]:
    rows = [SimpleNamespace(name=name, unit=unit) for name, unit in covered]
    return [
        tuple(one.values[name] for name in ("name", "operator", "target_low", "target_high", "unit", "importance"))
        for one in proposed_criteria([text], rows)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("硬度不低于1100HV", [("硬度", ">=", 1100.0, None, "HV", "must")]),
        ("希望重量不超过 3 kg", [("重量", "<=", 3.0, None, "kg", "should")]),
        ("换型时间不能超过 5 分钟", [("换型时间", "<=", 5.0, None, "分钟", "must")]),
        ("工作温度要求 -40～125 ℃", [("工作温度", "range", -40.0, 125.0, "℃", "must")]),
        ("尺寸公差要求±0.02 mm", [("尺寸公差", "range", -0.02, 0.02, "mm", "must")]),
        ("客户要求漏电起痕 600 V", [("漏电起痕", "=", 600.0, None, "V", "must")]),
        ("结合强度目前只有 52 MPa", []),
        ("司太立堆焊平均 2.4 万次启闭后内漏", []),
        ("泵功率 7.5 到 22 kW，转速 2900 r/min", []),
        ("不低于 3 MPa", []),
        ("2026 年要求完成", []),
        ("", []),
    ],
)
def test_targets_are_told_from_how_things_are(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert proposed(text) == expected


def test_the_test_method_comes_along() -> None:
    (one,) = proposed_criteria(["结合强度要求≥70 MPa（GB/T 8642）。"], [])
    assert (one.values["test_method"], one.clause) == ("GB/T 8642", "结合强度要求≥70 MPa（GB/T 8642）")


def test_what_a_criterion_covers_is_not_proposed() -> None:
    assert proposed("硬度不低于1100HV", ("显微硬度", "HV0.3")) == []
    assert proposed("硬度不低于1100HV", ("结合强度", "MPa")) != []
    assert len(proposed("硬度不低于1100HV。硬度要求达到 1200HV。")) == 1


class Office:
    """An enterprise with a draft, and a university whose achievement fits it."""

    def __init__(self, app: Flask, **values: Any) -> None:
        begin_with_unrelated(app)
        self.app = app
        self.buyer = make_user()
        self.enterprise = make_organisation(owner=self.buyer, name="鹿鸣泵阀有限公司")
        self.university = make_organisation(kind="university", name="东瓯理工大学")
        self.achievement = make_achievement(self.university, measurements=two_measurements())
        self.draft = make_demand(
            self.enterprise,
            **{"state": "draft", "published_at": None, "number": None, "problem": PROBLEM, "context": "", **values},
        )
        self.visitor = Visitor(app).sign_in(self.buyer)
        self.address = f"/demands/{self.draft.id}/submit"

    def check(self) -> Seen:
        return self.visitor.open(self.address)

    def stored(self) -> Demand:
        with unit_of_work():
            draft = session.get_one(Demand, self.draft.id)
            assert draft.criteria is not None
            return draft

    def press(self, page: Seen, name: str, value: str, verb: str, **changes: Any) -> Seen:
        form = page.form(action=verb)
        version = form.select_one("[name=version]")["value"]
        return self.visitor.post(f"/demands/{self.draft.id}/{verb}", {"version": version, name: value, **changes})


def shown_keys(page: Seen) -> list[str]:
    return [one["value"] for one in page.soup.select("input[name=proposal]")]


def test_the_check_page_offers_what_the_text_says(app: Flask) -> None:
    page = Office(app).check()
    text = page.text.replace("\xa0", " ")
    assert len(shown_keys(page)) == 2
    assert "≥ 1100 HV" in text
    assert "≤ 1%" in text
    assert "“漏油”，可以加：" in text
    assert [one["value"] for one in page.soup.select("button[name=word]")] == ["密封性能", "泄漏率", "密封副"]


def test_a_proposal_becomes_a_criterion_once(app: Flask) -> None:
    office = Office(app)
    page = office.check()
    key = shown_keys(page)[0]
    after = office.press(page, "proposal", key, "criteria/accept")
    assert after.path == office.address
    assert "已加入指标" in after.text
    assert [row.name for row in office.stored().criteria] == ["结合强度", "阀座表面硬度"]
    again = office.press(page, "proposal", key, "criteria/accept")
    assert (again.status, "这一条已经在指标里" in again.text) == (200, True)
    assert len(office.stored().criteria) == 2
    assert len(shown_keys(again)) == 1


def test_a_stale_page_changes_nothing(app: Flask) -> None:
    office = Office(app)
    page = office.check()
    first, second = shown_keys(page)
    office.press(page, "proposal", first, "criteria/accept")
    stale = office.press(page, "proposal", second, "criteria/accept")
    assert stale.status == 409
    assert office.press(page, "word", "泄漏率", "keywords/add").status == 409
    assert office.press(page, "proposal", second, "criteria/accept", version="x").status == 409
    assert len(office.stored().criteria) == 2
    assert office.stored().keywords == ["耐磨涂层"]


def test_a_research_word_is_added_and_only_a_suggested_one(app: Flask) -> None:
    office = Office(app)
    page = office.press(office.check(), "word", "泄漏率", "keywords/add")
    assert "已把“泄漏率”加入关键词" in page.text
    assert office.press(page, "word", "随便什么", "keywords/add").status == 200
    assert office.stored().keywords == ["耐磨涂层", "泄漏率"]
    assert [one["value"] for one in page.soup.select("button[name=word]")] == ["密封性能", "密封副"]


def test_two_ways_of_saying_one_problem_offer_each_word_once(app: Flask) -> None:
    page = Office(app, problem="端子发热发烫，接触电阻大，满载 2 小时就冒烟，每年退货 300 台。").check()
    assert [one["value"] for one in page.soup.select("button[name=word]")] == ["温升", "热管理", "热失效"]
    assert "“发烫”，可以加" not in page.text


def test_full_lists_take_nothing_more(app: Flask) -> None:
    rows = [{**two_criteria()[0], "name": f"第{place}种强度"} for place in range(20)]
    office = Office(app, criteria=rows, keywords=[f"词{place}" for place in range(10)])
    page = office.check()
    assert page.soup.select("button[name=word]") == []
    assert office.press(page, "proposal", shown_keys(page)[0], "criteria/accept").status == 409
    assert len(office.stored().criteria) == 20


def test_only_writers_of_the_draft_press_the_buttons(app: Flask) -> None:
    office = Office(app)
    key = shown_keys(office.check())[0]
    stranger = Visitor(app).sign_in(make_user())
    data = {"version": "1", "proposal": key}
    assert stranger.post(f"/demands/{office.draft.id}/criteria/accept", data).status == 404
    published = make_demand(office.enterprise)
    assert office.visitor.post(f"/demands/{published.id}/criteria/accept", data).status == 403


def test_the_trial_counts_and_names_the_best(app: Flask) -> None:
    office = Office(app, criteria=two_criteria())
    make_achievement(office.enterprise, measurements=two_measurements())
    make_achievement(office.university, state="draft", published_at=None, title="球阀阀座涂层草稿")
    page = office.check()
    assert "能找到 1 项相近的成果" in page.text
    assert "满足两项以上“必须”指标的有 1 项" in page.text
    link = page.soup.select_one(f"a[href='/matches/{office.draft.id}/{office.achievement.id}']")
    assert link is not None
    assert link.get_text() == office.achievement.title
    assert "2 项指标满足 2 项" in page.text
    assert "草稿" not in page.soup.select_one("[aria-labelledby=trial]").get_text()


def test_the_trial_says_that_locked_criteria_are_not_compared(app: Flask) -> None:
    office = Office(app, criteria=two_criteria(), audiences={"criteria": "signed_in"})
    make_achievement(office.enterprise, measurements=two_measurements())
    trial = office.check().soup.select_one("[aria-labelledby=trial]").get_text()
    assert "技术指标没有设成“所有人可见”，逐项比对用不上" in trial
    assert "写上两项以上" not in trial


def test_without_an_index_the_page_stays_whole(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(app)

    def refuse(_kind: str) -> None:
        raise IndexUnavailable("being built")

    monkeypatch.setattr(engine(), "postings", refuse)
    page = office.check()
    assert (page.status, "暂时不能试比对" in page.text) == (200, True)
    assert len(shown_keys(page)) == 2
    assert page.form(button="提交核验") is not None


def alike(page: Seen) -> list[str]:
    box = page.soup.select_one("[aria-labelledby=records-alike]")
    return [one.get_text() for one in box.select("a")] if box else []


def test_nearly_the_same_records_are_named_and_handing_in_stays_possible(app: Flask) -> None:
    office = Office(app)
    hidden = make_demand(
        make_organisation(name="青藤流体有限公司"), title=office.draft.title + "的研制", problem=PROBLEM, context="",
        hides_name=True,
    )  # fmt: skip
    spaced = make_demand(title=office.draft.title.replace(" ", "  "), problem="另一回事", criteria=[], keywords=[])
    make_demand(title=office.draft.title, problem=PROBLEM, context="", state="draft", published_at=None)
    make_demand(title="眼镜镜片加硬", problem="加硬膜遇热水开裂", context="", tried="", keywords=[], criteria=[])
    own = make_demand(
        office.enterprise, title=office.draft.title + "方案", problem=PROBLEM, context="", state="draft",
        published_at=None,
    )  # fmt: skip
    page = office.check()
    assert sorted(alike(page)) == sorted([hidden.title, spaced.title, own.title])
    assert "青藤" not in page.html
    assert "已脱敏企业" in page.text
    assert page.form(button="提交核验") is not None


def test_achievements_are_compared_with_achievements(app: Flask) -> None:
    maker = make_user("researcher")
    university = make_organisation(kind="university", owner=maker)
    plant_unrelated()
    other = make_achievement(title="球阀阀座碳化钨涂层")
    draft = make_achievement(university, title="球阀 阀座碳化钨涂层", state="draft", published_at=None)
    page = Visitor(app).sign_in(maker).open(f"/achievements/{draft.id}/submit")
    assert alike(page) == [other.title]
    assert "9 项里有" in page.text


def test_a_record_of_another_matter_is_not_named(app: Flask) -> None:
    office = Office(
        app, title="止回阀水锤", problem="停泵时水锤压力达 2.4 MPa，要做到 1.6 MPa 以下。", tried="", criteria=[]
    )
    make_demand()
    assert alike(office.check()) == []


def test_every_step_and_the_task_list_show_the_aids_of_a_draft_only(app: Flask) -> None:
    office = Office(app)
    published = make_demand(office.enterprise)
    for verb in ("edit", "edit/problem", "edit/criteria", "edit/terms", "edit/audience"):
        text = office.visitor.open(f"/demands/{office.draft.id}/{verb}").text
        assert "11 项里有" in text, verb
        assert "能找到 1 项相近的成果" in text, verb
        assert "11 项里有" not in office.visitor.open(f"/demands/{published.id}/{verb}").text


def test_a_draft_is_written_completed_by_its_own_words_and_handed_in(app: Flask) -> None:
    """The whole trip without JavaScript: write, see what is missing, take over, hand in."""
    office = Office(app)
    written = {
        "title": "磁力泵隔离套耐干磨",
        "problem": "泵空转三分钟隔离套发热抱死，要求空转时间不低于 30 分钟，隔离套温升不超过 60 K，每年返修 160 台。",
        "kind": "tackle",
        "industry_codes": ["pump_valve"],
        "cooperation_modes": ["negotiable"],
    }
    page = write_record(office.visitor, "demands", written)
    assert "还有 1 处要补充" in page.text
    assert "11 项里有" in page.text
    for _again in range(2):
        office.draft = SimpleNamespace(id=int(page.path.split("/")[2]))
        page = office.press(page, "proposal", shown_keys(page)[0], "criteria/accept")
    assert [one.name for one in office.stored().criteria] == ["空转时间", "隔离套温升"]
    page = office.visitor.submit(page, {"not_secret": "y"}, button="提交核验")
    assert "已提交核验" in page.text
