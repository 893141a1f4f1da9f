"""Judgments: who may say what, what changes at once for whom, what is kept, and what is taken back."""

import csv
import io
import json

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.demands.models import Demand
from matchmaking.matching.jobs import weigh_and_store
from matchmaking.matching.judgment_models import CURRENT, SUPERSEDED, UNDONE, Judgment
from matchmaking.matching.judgment_queries import levels_of
from matchmaking.matching.judgments import Ranking, judge_pair, undo_judgment, unseal
from matchmaking.matching.models import Match
from matchmaking.matching.ranking import DEMAND
from matchmaking.matching.services import forget_matches
from matchmaking.notifications.models import Notice
from matchmaking.organisations.models import Membership
from matchmaking.vocabulary.queries import label
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.matching.records import plant_similar, plant_unrelated
from tests.matching.test_pages import Pair, planted_pair, queries_of
from tests.visitor import Seen, Visitor


@pytest.fixture
def pair(app: Flask) -> Pair:
    return planted_pair(app)


def judge(visitor: Visitor, pair: Pair, **values: str) -> Seen:
    return visitor.post(f"{pair.address}/judge", values)


def kept() -> list[Judgment]:
    with reading():
        rows = list(session.scalars(select(Judgment).order_by(Judgment.id)))
        session.expunge_all()
    return rows


def titles(page: Seen) -> list[str]:
    return [one.get_text(strip=True).replace("\xa0", " ") for one in page.soup.select("article.record h2")]


def test_an_irrelevant_pair_leaves_the_lists_of_its_judge_only_and_comes_back(app: Flask, pair: Pair):
    buyer, maker = Visitor(app).sign_in(pair.buyer), Visitor(app).sign_in(pair.maker)
    page = buyer.open("/matches")
    values = {"verdict": "irrelevant", "reason_code": "temperature", "sentence": "我们要到 450 ℃"}
    page = buyer.submit(page, values, button="标为不相关")
    assert (page.status, page.path) == (200, "/matches")
    assert titles(page) == []
    assert "已标记不相关 1" in page.text
    assert "贵单位" in page.text
    assert "我们要到 450 ℃" in page.text
    assert pair.achievement.title not in buyer.open("/workspace").text
    assert "与您有关" not in buyer.open("/achievements").text
    assert "为什么与您的需求匹配" not in buyer.open(f"/achievements/{pair.achievement.id}").text
    assert "有一项吻合的成果" not in buyer.open("/notices").text

    page = maker.open("/matches")
    assert titles(page) == [pair.demand.title]
    assert "需求方" in page.text
    assert "标为不相关：温度范围不够" in page.text
    assert "450 ℃" not in page.soup.select_one(".judge").get_text()
    assert pair.buyer.name not in page.html
    assert "鹿鸣" not in page.html

    page = buyer.submit(buyer.open("/matches"), action="/undo")
    assert titles(page) == [pair.achievement.title]
    assert "已标记不相关" not in page.text
    assert [one.state for one in kept()] == [UNDONE]
    assert "标为不相关" not in "".join(one.text for one in maker.open("/matches").soup.select(".said"))


def test_a_colleague_shares_the_word_of_the_organisation_but_a_reader_may_not_judge(app: Flask, pair: Pair):
    colleague, reader = make_user(), make_user()
    with unit_of_work():
        for user, role in ((colleague, "editor"), (reader, "reader")):
            place = {"organisation_id": pair.enterprise.id, "user_id": user.id, "role": role, "created_at": now()}
            session.add(Membership(**place))
    buyer = Visitor(app).sign_in(pair.buyer)
    judge(buyer, pair, verdict="irrelevant", reason_code="field")
    assert titles(Visitor(app).sign_in(colleague).open("/matches")) == []
    watcher = Visitor(app).sign_in(reader)
    assert judge(watcher, pair, verdict="fits").status == 403
    assert "不相关，因为" not in watcher.open(pair.address).text


def test_the_same_said_twice_is_one_row_and_something_else_takes_its_place(app: Flask, pair: Pair):
    buyer = Visitor(app).sign_in(pair.buyer)
    for _again in range(2):
        assert judge(buyer, pair, verdict="irrelevant", reason_code="price", seen="0").status == 200
    (first,) = kept()
    assert judge(buyer, pair, verdict="fits", seen=str(first.id)).status == 200
    first, second = kept()
    assert (first.state, first.reason_code, first.ended_at is not None) == (SUPERSEDED, "price", True)
    assert (second.state, second.verdict, second.replaces_id) == (CURRENT, "fits", first.id)
    assert (second.user_id, second.organisation_id) == (pair.buyer.id, pair.enterprise.id)
    buyer.post(f"/judgments/{second.id}/undo")
    assert [one.state for one in kept()] == [CURRENT, UNDONE]
    assert buyer.post(f"/judgments/{second.id}/undo").status == 200
    assert [one.state for one in kept()] == [CURRENT, UNDONE]


def test_what_a_colleague_said_meanwhile_is_not_overwritten(app: Flask, pair: Pair):
    buyer = Visitor(app).sign_in(pair.buyer)
    judge(buyer, pair, verdict="irrelevant", reason_code="tried", seen="0")
    page = judge(buyer, pair, verdict="fits", seen="0")
    assert page.status == 409
    assert "不相关：已试过" in page.text
    assert "很合适" in page.text
    assert [one.verdict for one in kept()] == ["irrelevant"]
    viewer = Viewer(user_id=pair.buyer.id, memberships={pair.enterprise.id: "owner"})
    with pytest.raises(Conflict), unit_of_work():
        judge_pair(*records(pair), actor=viewer, side="demand", verdict="fits", seen=99)


def records(pair: Pair) -> tuple[Demand, Achievement]:
    return session.get_one(Demand, pair.demand.id), session.get_one(Achievement, pair.achievement.id)


def test_a_reason_is_asked_for_and_other_needs_a_sentence(app: Flask, pair: Pair):
    buyer = Visitor(app).sign_in(pair.buyer)
    page = judge(buyer, pair, verdict="irrelevant")
    assert page.status == 422
    assert page.errors() == ["请选一个不相关的原因。"]
    page = buyer.submit(page, {"reason_code": "other"}, button="保存评价")
    assert page.status == 422
    assert page.errors() == ["选“其他”时，请补一句说明。"]
    page = buyer.submit(page, {"sentence": "只做民用阀门"}, button="保存评价")
    assert (page.status, page.path) == (200, pair.address)
    assert [(one.reason_code, one.sentence) for one in kept()] == [("other", "只做民用阀门")]
    assert judge(buyer, pair, verdict="irrelevant", reason_code="nonsense").status == 422
    assert judge(buyer, pair, verdict="strong").status == 422
    assert judge(buyer, pair, verdict="fits", sentence="长" * 301).status == 422


def test_nobody_else_may_judge_or_undo(app: Flask, pair: Pair):
    stranger = make_user()
    make_organisation(owner=stranger)
    visitor = Visitor(app).sign_in(stranger)
    assert judge(visitor, pair, verdict="fits").status == 403
    judge(Visitor(app).sign_in(pair.buyer), pair, verdict="fits")
    (said,) = kept()
    assert visitor.post(f"/judgments/{said.id}/undo").status == 404
    assert Visitor(app).sign_in(pair.maker).post(f"/judgments/{said.id}/undo").status == 404
    assert judge(Visitor(app).sign_in(make_user("county_officer")), pair, verdict="strong").status == 403
    assert visitor.open(f"{pair.address}").text.count("很合适") == 0


def test_what_a_broker_rates_high_comes_first_on_both_sides_with_its_reason(app: Flask, pair: Pair):
    plant_similar(pair.university, 2)
    broker = Visitor(app).sign_in(make_user("broker"))
    buyer = Visitor(app).sign_in(pair.buyer)
    before = titles(buyer.open("/matches?side=demand"))
    assert len(before) == 3
    with reading():
        rows = session.execute(
            select(Match.achievement_id, Achievement.title, Match.band).join(Match.achievement).order_by(Match.id)
        ).all()
    last = next(row for row in rows if row.title == before[-1])
    same_band = [title for title in before if next(row.band for row in rows if row.title == title) == last.band]
    assert len(same_band) > 1
    page = broker.post(f"/matches/{pair.demand.id}/{last.achievement_id}/judge", {"verdict": "strong"})
    assert page.status == 200
    page = buyer.open("/matches?side=demand")
    after = titles(page)
    assert after[before.index(same_band[0])] == last.title
    row = page.soup.select("article.record")[before.index(same_band[0])]
    assert "技术经理人" in row.get_text()
    assert "评为强相关" in row.get_text()
    workspace = Visitor(app).sign_in(pair.maker).open("/workspace").text
    assert "评为强相关" in workspace
    assert "评为强相关" not in Visitor(app).open(f"/demands/{pair.demand.id}").text
    with reading():
        assert levels_of(pair.demand.id) == {last.achievement_id: [3]}


def test_a_judgment_outlives_its_match_and_keeps_what_was_shown(app: Flask, pair: Pair):
    buyer = Visitor(app).sign_in(pair.buyer)
    page = buyer.submit(
        buyer.open("/matches"), {"verdict": "irrelevant", "reason_code": "figures"}, button="标为不相关"
    )
    assert page.status == 200
    (said,) = kept()
    assert (said.shown_list, said.position) == ("matches", 1)
    assert said.shown == [[pair.demand.id, pair.achievement.id]]
    with unit_of_work():
        match = session.scalars(select(Match)).one()
        assert (round(match.score, 4), match.model_version) == (said.score, said.model_version)
        session.execute(Notice.__table__.delete())
        forget_matches(DEMAND, [pair.demand.id])
    assert weigh_and_store([(DEMAND, pair.demand.id)]) == 1
    assert titles(buyer.open("/matches")) == []
    with reading():
        told = session.scalars(select(Notice.user_id)).all()
    assert told == [pair.maker.id]


def test_only_a_ranking_that_was_shown_here_is_kept(app: Flask, pair: Pair):
    shown = Ranking("matches", ((1, 2, 0.51234), (1, 3, 0.4)), 21, "2026.11")
    assert unseal(shown.seal()) == Ranking("matches", ((1, 2, 0.5123), (1, 3, 0.4)), 21, "2026.11")
    assert unseal(shown.seal()[:-2] + "xx") is None
    buyer = Visitor(app).sign_in(pair.buyer)
    judge(buyer, pair, verdict="fits", shown="made-up")
    (said,) = kept()
    assert (said.shown, said.position, said.shown_list) == ([], None, "")
    assert said.score is not None


def test_a_withdrawn_record_cannot_be_judged(app: Flask, pair: Pair):
    viewer = Viewer(user_id=pair.buyer.id, memberships={pair.enterprise.id: "owner"})
    with pytest.raises(RuleBroken), unit_of_work():
        demand, achievement = records(pair)
        achievement.state = "withdrawn"
        judge_pair(demand, achievement, actor=viewer, side="demand", verdict="fits")


def test_an_earlier_judgment_cannot_be_undone_below_a_later_one(app: Flask, pair: Pair):
    buyer = Visitor(app).sign_in(pair.buyer)
    judge(buyer, pair, verdict="irrelevant", reason_code="price")
    judge(buyer, pair, verdict="fits")
    first, _second = kept()
    assert buyer.post(f"/judgments/{first.id}/undo").status == 409
    with pytest.raises(RuleBroken), unit_of_work():
        undo_judgment(session.get_one(Judgment, first.id), actor=Viewer())


def test_the_own_judgments_are_listed_with_their_history(app: Flask, pair: Pair):
    buyer = Visitor(app).sign_in(pair.buyer)
    assert "还没有评价" in buyer.open("/matches/judgments").text
    judge(buyer, pair, verdict="irrelevant", reason_code="price")
    buyer.submit(buyer.open(pair.address), {"verdict": "fits"}, action="/judge")
    assert kept()[1].position == 1
    page = buyer.open("/matches/judgments")
    assert "当时排第" not in page.text, "a page with one pair ranks nothing"
    assert page.text.index("标为很合适") < page.text.index("标为不相关：价格超预算")
    assert "已被取代" in page.text
    page = buyer.submit(page, action="/undo")
    assert (page.path, "已撤销" in page.text) == ("/matches/judgments", True)
    assert Visitor(app).sign_in(pair.maker).open("/matches/judgments").text.count("标为") == 0


def test_the_export_tells_no_names_of_people_and_no_hidden_names(app: Flask, pair: Pair, tmp_path):
    judge(Visitor(app).sign_in(pair.buyer), pair, verdict="irrelevant", reason_code="other", sentence="=鹿鸣不要")
    broker = make_user("broker")
    desk = Visitor(app).sign_in(broker)
    judge(desk, pair, verdict="fair", reason_code="ask", sentence="问清 450 ℃ 数据")
    table = desk.open("/desk/matches/judgments.csv")
    rows = list(csv.DictReader(io.StringIO(table.response.get_data().decode("utf-8-sig"))))
    assert [(row["side"], row["verdict"], row["grade"], row["judge"]) for row in rows] == [
        ("demand", "irrelevant", "", ""), ("broker", "fair", "2", f"broker-{broker.id}")
    ]  # fmt: skip
    assert rows[0]["sentence"] == "", "who hides its name may have written it there"
    desk.submit(desk.open(f"/consents/open/demands/{pair.demand.id}"), {"reason": "核实"})
    table = desk.open("/desk/matches/judgments.csv")
    rows = list(csv.DictReader(io.StringIO(table.response.get_data().decode("utf-8-sig"))))
    assert rows[0]["sentence"] == "'=鹿鸣不要"
    assert pair.buyer.name not in table.html
    lines = [json.loads(one) for one in desk.open("/desk/matches/judgments.jsonl").html.splitlines()]
    assert [one["reason_code"] for one in lines] == ["other", "ask"]

    elsewhere = Visitor(app).sign_in(make_user("county_officer", county_code="330302"))
    assert "鹿鸣" not in elsewhere.open("/desk/matches/judgments.csv").html
    file = tmp_path / "judgments.jsonl"
    result = app.test_cli_runner().invoke(args=["matching", "export-judgments", str(file)])
    assert (result.exit_code, "2 judgments" in result.output) == (0, True)
    text = file.read_text(encoding="utf-8")
    assert "鹿鸣" not in text
    assert "问清 450 ℃ 数据" in text
    table_file = tmp_path / "judgments.csv"
    assert app.test_cli_runner().invoke(args=["matching", "export-judgments", str(table_file)]).exit_code == 0
    assert table_file.read_bytes().startswith(b"\xef\xbb\xbfid,")


def test_the_lists_cost_the_same_number_of_queries_for_few_and_many_judgments(app: Flask, pair: Pair):
    buyer = Visitor(app).sign_in(pair.buyer)
    judge(buyer, pair, verdict="fits")
    few = {path: queries_of(app, buyer, path) for path in ("/matches", "/matches/judgments")}
    plant_unrelated()
    plant_similar(pair.university, 6)
    with reading():
        others = session.execute(select(Match.demand_id, Match.achievement_id)).all()
    for number, (demand_id, achievement_id) in enumerate(others):
        verdict = {"verdict": "irrelevant", "reason_code": "price"} if number % 2 else {"verdict": "fits"}
        buyer.post(f"/matches/{demand_id}/{achievement_id}/judge", verdict, follow=False)
    buyer.open("/notices")
    assert few == {path: queries_of(app, buyer, path) for path in few}
    assert max(few.values()) <= 12


def test_reasons_have_names_in_both_languages(app: Flask):
    with reading():
        assert (label("judgment_reason", "temperature"), label("judgment_reason", "temperature", "en")) == (
            "温度范围不够", "Temperature range too narrow"
        )  # fmt: skip


def test_the_message_after_a_judgment_takes_it_back_on_any_page(app: Flask, pair: Pair):
    buyer = Visitor(app).sign_in(pair.buyer)
    path = f"/achievements/{pair.achievement.id}"
    page = buyer.submit(buyer.open(path), button="很合适")
    assert page.path == path
    flash = BeautifulSoup(page.html, "html.parser").select_one(".flash")
    assert "已记下“很合适”" in flash.get_text()
    page = buyer.submit(page, action=flash.form["action"])
    assert (page.path, [one.state for one in kept()]) == (path, [UNDONE])
