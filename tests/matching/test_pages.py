"""Where people see matches: the two detail pages, the own list, the page of a pair, and an own demand compared."""

import pytest
from flask import Flask
from sqlalchemy import event

from matchmaking.core.db import database, session, unit_of_work
from matchmaking.core.jobs import run_waiting
from matchmaking.demands.models import Demand
from tests.accounts.letters import letters, link_in
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.kept import kept
from tests.matching.records import plant_similar, plant_unrelated, two_criteria, two_measurements
from tests.visitor import Visitor


class Pair:
    """A demand and an achievement that fit, with the people of both sides."""

    def __init__(self) -> None:
        plant_unrelated()
        self.buyer, self.maker = make_user(), make_user("researcher")
        self.enterprise = make_organisation(owner=self.buyer, name="鹿鸣泵阀有限公司")
        self.university = make_organisation(kind="university", owner=self.maker, name="东瓯理工大学")
        self.demand = make_demand(self.enterprise, criteria=two_criteria(), hides_name=True)
        self.achievement = make_achievement(self.university, measurements=two_measurements())
        self.address = f"/matches/{self.demand.id}/{self.achievement.id}"


def planted_pair(app: Flask) -> Pair:
    """Such a pair, planted once in a process; it is not to be changed but in the database."""
    return kept(app, "pair", Pair)


@pytest.fixture
def pair(app: Flask) -> Pair:
    return planted_pair(app)


def test_a_stranger_sees_why_on_both_pages(visitor: Visitor, pair: Pair):
    page = visitor.open(f"/achievements/{pair.achievement.id}")
    assert "最吻合的需求，为什么匹配" in page.text
    assert "2 项指标： 满足 2" in page.text
    assert "≥ 70 MPa" in page.text.replace("\xa0", " ")
    page = visitor.open(f"/demands/{pair.demand.id}")
    assert "最吻合的成果，为什么匹配" in page.text
    assert "双方都写到" in page.text


def test_the_page_of_a_pair_shows_every_criterion_and_marks_the_words(visitor: Visitor, pair: Pair):
    page = visitor.open(pair.address)
    rows = [cell.get_text(" ", strip=True) for cell in page.soup.select("table tbody th")]
    assert rows == ["结合强度 必须", "孔隙率 必须"]
    assert "很吻合" in page.text
    assert page.soup.select("mark.supply")
    assert page.soup.select("mark:not(.supply)")


def test_a_hidden_name_stays_hidden_on_every_page(visitor: Visitor, pair: Pair):
    for address in (pair.address, f"/achievements/{pair.achievement.id}", f"/demands/{pair.demand.id}"):
        assert "鹿鸣" not in visitor.open(address).html
    maker = Visitor(visitor.app).sign_in(pair.maker)
    for address in ("/matches", pair.address, f"/achievements/{pair.achievement.id}", "/notices"):
        assert "鹿鸣" not in maker.open(address).html


def test_each_side_has_its_own_list(app: Flask, pair: Pair):
    page = Visitor(app).sign_in(pair.buyer).open("/matches")
    assert "需求找成果 1" in page.text
    assert "2 项指标满足 2 项" in page.text
    assert pair.achievement.title in page.text
    page = Visitor(app).sign_in(pair.maker).open("/matches")
    assert "成果找需求 1" in page.text
    assert pair.demand.title in page.text


def test_somebody_else_has_an_empty_list(app: Flask, pair: Pair):
    page = Visitor(app).sign_in(make_user()).open("/matches")
    assert "您还没有加入单位" in page.text
    assert pair.demand.title not in page.text


def test_brokers_and_officers_see_what_they_look_after(app: Flask, pair: Pair):
    for role, county, expected in (
        ("broker", None, True),
        ("city_officer", None, True),
        ("county_officer", "330324", True),
        ("county_officer", "330302", False),
    ):
        page = Visitor(app).sign_in(make_user(role, county_code=county)).open("/matches?side=demand")
        assert (pair.achievement.title in page.text) is expected, (role, county)


def test_the_list_of_the_other_side_says_what_concerns_the_viewer(app: Flask, pair: Pair):
    page = Visitor(app).sign_in(pair.buyer).open("/achievements")
    assert "与您有关：" in page.text
    assert f"与您的需求“{pair.demand.title}”很吻合，2 项指标满足 2 项" in page.text


def test_an_own_draft_is_held_against_an_achievement(app: Flask, pair: Pair):
    draft = make_demand(pair.enterprise, state="draft", published_at=None, number=None, title="阀座涂层草稿")
    buyer = Visitor(app).sign_in(pair.buyer)
    page = buyer.open(f"/achievements/{pair.achievement.id}")
    form = page.soup.select_one("form[action$='/matches/compare']")
    assert [option.get_text() for option in form.select("option")] == ["阀座涂层草稿", pair.demand.title]
    page = buyer.open(f"/matches/compare?achievement_id={pair.achievement.id}&demand_id={draft.id}")
    assert page.path == f"/matches/{draft.id}/{pair.achievement.id}"
    assert "这一对比下来怎么样" in page.text
    assert "76 MPa" in page.text.replace("\xa0", " ")
    assert Visitor(app).open(page.path).status == 404


def test_comparing_without_a_choice_says_what_to_do(app: Flask, pair: Pair):
    buyer = Visitor(app).sign_in(pair.buyer)
    page = buyer.open(f"/matches/compare?achievement_id={pair.achievement.id}&demand_id=")
    assert (page.status, "请先选一条需求。" in page.text) == (422, True)
    assert buyer.open("/matches/compare").status == 404
    assert buyer.open("/matches/compare?achievement_id=99999999999999999999").status == 404


def test_somebody_elses_demand_cannot_be_chosen(app: Flask, pair: Pair):
    stranger = make_user()
    make_organisation(owner=stranger)
    page = (
        Visitor(app)
        .sign_in(stranger)
        .open(f"/matches/compare?achievement_id={pair.achievement.id}&demand_id={pair.demand.id}")
    )
    assert page.status == 422


def test_the_pages_speak_english(visitor: Visitor, pair: Pair):
    page = visitor.open("/en" + pair.address)
    assert page.status == 200
    assert 'lang="en"' in page.html


def test_a_withdrawn_demand_takes_its_pages_along(visitor: Visitor, pair: Pair):
    with unit_of_work():
        session.get_one(Demand, pair.demand.id).state = "withdrawn"
    run_waiting()
    assert visitor.open(pair.address).status == 404
    assert pair.demand.title not in visitor.open(f"/achievements/{pair.achievement.id}").text


def test_nonsense_in_the_address_shows_the_first_page(app: Flask, pair: Pair):
    buyer = Visitor(app).sign_in(pair.buyer)
    for query in ("side=x", "record=abc", "record=99999999999999999999", "page=-1", "page=999"):
        page = buyer.open(f"/matches?{query}")
        assert (page.status, pair.achievement.title in page.text) == (200, True), query


def test_notices_lead_to_the_pair_in_site_and_by_letter(app: Flask, pair: Pair):
    page = Visitor(app).sign_in(pair.buyer).open("/notices")
    assert f"您的需求“{pair.demand.title}”有一项吻合的成果" in page.text
    assert sorted(mail["To"] for mail in letters(app) if link_in(mail) == pair.address) == sorted(
        [pair.buyer.email, pair.maker.email]
    )


def test_the_list_costs_the_same_number_of_queries_for_few_and_many(app: Flask, pair: Pair):
    buyer = Visitor(app).sign_in(pair.buyer)
    buyer.open("/matches")
    few = queries_of(app, buyer, "/matches")
    plant_unrelated()
    plant_similar(pair.university, 18)
    many = queries_of(app, buyer, "/matches")
    assert len(buyer.open("/matches").soup.select("article.record")) >= 18
    assert few == many <= 12


def queries_of(app: Flask, visitor: Visitor, path: str) -> int:
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    engine = database().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        visitor.open(path)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(statements)
