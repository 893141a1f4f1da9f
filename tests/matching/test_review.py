"""The review desk: the queue of demands, one demand with its candidates, levels, and who may look."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.core.db import reading, session
from matchmaking.matching.judgment_models import Judgment
from matchmaking.matching.models import Match
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.matching.records import plant_similar, plant_unrelated
from tests.matching.test_pages import Pair, planted_pair, queries_of
from tests.visitor import Seen, Visitor


@pytest.fixture
def pair(app: Flask) -> Pair:
    return planted_pair(app)


@pytest.fixture
def broker(app: Flask) -> Visitor:
    return Visitor(app).sign_in(make_user("broker"))


def said() -> list[Judgment]:
    with reading():
        rows = list(session.scalars(select(Judgment).order_by(Judgment.id)))
        session.expunge_all()
    return rows


def opened(page: Seen) -> list[str]:
    return [one["id"] for one in page.soup.select("details[data-candidate][open]")]


def test_the_queue_lists_demands_until_all_their_candidates_have_a_level(app: Flask, pair: Pair, broker: Visitor):
    page = broker.open("/desk/matches")
    assert "1 条需求有未审阅的候选" in page.text
    assert "1 条未审阅，共 1 条候选" in page.text
    assert pair.demand.title in page.text
    assert "这一部分都审阅完了" in broker.open("/desk/matches?industry=footwear").text
    assert pair.demand.title in broker.open("/desk/matches?industry=pump_valve&county=330324").text
    assert pair.demand.title in broker.open("/desk/matches?industry=nonsense&page=-3").text
    page = broker.open(f"/desk/matches/{pair.demand.id}")
    page = broker.submit(page, {"verdict": "strong"}, action="/judge")
    assert page.path == f"/desk/matches/{pair.demand.id}"
    assert "已处理 1 条" in page.text
    assert "没有等待审阅的匹配" in broker.open("/desk/matches").text


def test_the_review_shows_both_texts_the_table_and_the_questions(pair: Pair, broker: Visitor):
    page = broker.open(f"/desk/matches/{pair.demand.id}")
    assert "鹿鸣" not in page.text
    assert "已脱敏企业" in page.text
    left = page.soup.select_one(".review > .panel-demand")
    assert [re.sub(r"\s+", " ", one.get_text(" ", strip=True)) for one in left.select("tbody th")] == [
        "1 结合强度 必须", "2 孔隙率 必须"
    ]  # fmt: skip
    assert left.select("mark:not(.supply)")
    candidate = page.soup.select_one("details[data-candidate]")
    assert candidate.select(".review-text mark.supply")
    assert [one.get_text(strip=True) for one in candidate.select("table thead th")] == [
        "指标", "要求", "实测", "依据", "结论"
    ]  # fmt: skip
    assert [one.get("data-key") for one in candidate.select("button[name=verdict]")] == ["R", "Q", None, "X"]
    assert page.soup.select_one("script[src*='matching/review.js']")


def test_after_a_level_the_next_candidate_is_open_and_none_goes_to_the_end(app: Flask, pair: Pair, broker: Visitor):
    plant_similar(pair.university, 2)
    path = f"/desk/matches/{pair.demand.id}"
    page = broker.open(path)
    ids = [one["id"] for one in page.soup.select("details[data-candidate]")]
    assert (len(ids), opened(page)) == (3, ids[:1])
    form = page.soup.select_one(f"details#{ids[0]} form[action$='/judge']")["action"]
    page = broker.submit(page, {"verdict": "none", "reason_code": "conditions"}, action=form)
    assert opened(page) == ids[1:2]
    assert [one["id"] for one in page.soup.select("details[data-candidate]")] == ids[1:]
    assert "已标为“无”的 1 条" in page.text
    toast = page.soup.select_one(".toast")
    assert "已标记“无：工况不适用”" in toast.get_text()
    (row,) = said()
    assert (row.side, row.verdict, row.grade, row.position, row.shown_list) == ("broker", "none", 0, 1, "review")
    assert [f"c-{achievement}" for _demand, achievement in row.shown] == ids
    page = broker.submit(page, action=toast.form["action"])
    assert [one["id"] for one in page.soup.select("details[data-candidate]")] == ids
    assert [one.get_text() for one in page.soup.select(".candidate-number")] == ["1", "2", "3"]
    broker.post(f"/matches/{pair.demand.id}/{ids[1].removeprefix('c-')}/judge", {"verdict": "fair"})
    page = broker.open(f"{path}?open={ids[0].removeprefix('c-')}")
    # What has a level already is passed over.
    assert page.soup.select_one(f"details#{ids[0]} input[name='next']")["value"].endswith(f"#{ids[2]}")
    assert [one.state for one in said()] == ["undone", "current"]


def test_what_is_rated_none_leaves_the_brokers_own_list_and_nobody_elses(app: Flask, pair: Pair, broker: Visitor):
    broker.post(f"{pair.address}/judge", {"verdict": "none"})
    page = broker.open("/matches?side=demand")
    assert page.soup.select("article.record") == []
    assert "已标记不相关 1" in page.text
    assert len(Visitor(app).sign_in(pair.buyer).open("/matches").soup.select("article.record")) == 1
    assert len(Visitor(app).sign_in(make_user("broker")).open("/matches").soup.select("article.record")) == 1


def test_brokers_keep_a_level_each(app: Flask, pair: Pair, broker: Visitor):
    other = Visitor(app).sign_in(make_user("broker"))
    broker.post(f"{pair.address}/judge", {"verdict": "strong"})
    other.post(f"{pair.address}/judge", {"verdict": "weak", "reason_code": "readiness"})
    assert [(one.verdict, one.state) for one in said()] == [("strong", "current"), ("weak", "current")]
    text = other.open(f"/desk/matches/{pair.demand.id}").text
    assert "评为强相关" in text
    assert "您评过：弱" in text


def test_officers_read_in_their_county_and_cannot_judge(app: Flask, pair: Pair):
    officer = Visitor(app).sign_in(make_user("county_officer", county_code="330324"))
    page = officer.open(f"/desk/matches/{pair.demand.id}")
    assert (page.status, page.soup.select("form[action$='/judge']")) == (200, [])
    assert pair.demand.title in officer.open("/desk/matches").text
    elsewhere = Visitor(app).sign_in(make_user("county_officer", county_code="330302"))
    assert elsewhere.open(f"/desk/matches/{pair.demand.id}").status == 404
    assert pair.demand.title not in elsewhere.open("/desk/matches?county=330324").text
    assert Visitor(app).sign_in(pair.buyer).open("/desk/matches").status == 403


def test_a_broker_of_one_side_speaks_for_that_side_only(app: Flask, pair: Pair):
    user = make_user("broker")
    demand = make_demand(make_organisation(owner=user), criteria=[])
    visitor = Visitor(app).sign_in(user)
    address = f"/matches/{demand.id}/{pair.achievement.id}/judge"
    assert visitor.post(address, {"verdict": "strong"}).status == 422
    assert visitor.post(address, {"verdict": "fits"}).status == 200
    assert [one.side for one in said()] == ["demand"]


def test_the_keys_can_be_switched_off_on_the_page(pair: Pair, broker: Visitor):
    path = f"/desk/matches/{pair.demand.id}"
    page = broker.submit(broker.open(path), button="关闭快捷键")
    assert page.path == path
    assert page.soup.select("script[src*='review.js']") == []
    assert page.soup.select("kbd") == []
    page = broker.submit(page, button="打开快捷键")
    assert page.soup.select("script[src*='review.js']")


def test_the_desk_costs_the_same_number_of_queries_for_few_and_many(app: Flask, pair: Pair, broker: Visitor):
    paths = ("/desk/matches", f"/desk/matches/{pair.demand.id}")
    broker.post(f"{pair.address}/judge", {"verdict": "fair"})
    plant_similar(pair.university, 1)
    for path in paths:
        broker.open(path)
    few = [queries_of(app, broker, path) for path in paths]
    plant_unrelated()
    plant_similar(pair.university, 6)
    make_demand()
    with reading():
        found = session.execute(select(Match.demand_id, Match.achievement_id)).all()
    for demand_id, achievement_id in found[:5]:
        broker.post(f"/matches/{demand_id}/{achievement_id}/judge", {"verdict": "weak"}, follow=False)
    broker.open("/notices")
    assert [queries_of(app, broker, path) for path in paths] == few
    assert max(few) <= 12
