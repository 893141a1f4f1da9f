"""The preview shows what the real page will show, to nobody but those who may look, and stores nothing."""

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.core.db import reading, unit_of_work
from matchmaking.core.jobs import run_waiting
from matchmaking.demands.models import Demand
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.listings.sides import Tried
from tests.visitor import Seen, Visitor

NAME = "乐清隐名阀门有限公司"
LOCKED = {"problem": "signed_in", "criteria": "consent", "money": "statement"}
WORDS = {"problem": "龘靐难题", "criteria": "齉龗指标", "money": "123–456 万元", "name": NAME}


@pytest.fixture
def demand(app: Flask) -> Demand:
    """A draft that keeps its name and some parts to itself."""
    owner = make_user(email="owner@example.com")
    own = make_organisation(owner=owner, name=NAME)
    rows = [{"name": WORDS["criteria"], "importance": "must", "operator": ">=", "target_low": 70.0, "unit": "MPa"}]
    return make_demand(
        own, state="draft", published_at=None, number=None, title="阀座要耐磨", problem=WORDS["problem"], criteria=rows,
        budget_low=1_230_000, budget_high=4_560_000, hides_name=True, audiences=LOCKED,
    )  # fmt: skip


def owner_of(app: Flask) -> Visitor:
    return Visitor(app).sign_in(type("User", (), {"email": "owner@example.com"})())


def seen(page: Seen) -> set[str]:
    html = page.html.replace("\u00a0", " ").replace("\u2060", "")
    return {part for part, words in WORDS.items() if words in html}


def test_each_outsider_sees_exactly_what_was_chosen_for_them(app: Flask, demand: Demand) -> None:
    owner = owner_of(app)
    expected = {
        "visitor": set(),
        "signed_in": {"problem"},
        "consent": {"problem", "criteria", "name"},
        "statement": {"problem", "criteria", "money", "name"},
    }
    for code, parts in expected.items():
        page = owner.open(f"/demands/1/preview?as={code}")
        assert (code, page.status, seen(page)) == (code, 200, parts)
        assert "预览：别人看到的样子" in page.text
        assert page.soup.select_one("nav a[aria-current=page][href*=preview]")["href"].endswith(f"as={code}")
    assert seen(owner.open("/demands/1/preview?as=nonsense")) == set()
    with reading() as session:
        stored = session.execute(select(Demand.state, Demand.version)).one()
        assert tuple(stored) == ("draft", demand.version)


def test_the_preview_of_a_visitor_is_the_page_that_a_visitor_reads_later(app: Flask, demand: Demand) -> None:
    """Apart from the note above it and from the moments of its publication."""
    previewed = owner_of(app).open("/demands/1/preview?as=visitor").soup
    with unit_of_work() as session:
        session.get_one(Demand, 1).state = "published"
    run_waiting()
    real = Visitor(app).open("/demands/1").soup
    previewed.select_one("[aria-labelledby=preview]").decompose()
    for soup in (previewed, real):
        for link in soup.select("a[href*=next]"):
            link["href"] = ""
    assert previewed.main.get_text(" ", strip=True) == real.main.get_text(" ", strip=True)


def test_the_desk_does_not_look_through_the_eyes_of_those_to_whom_the_owner_agrees(app: Flask, demand: Demand) -> None:
    with unit_of_work() as session:
        session.get_one(Demand, 1).state = "submitted"
    broker = Visitor(app).sign_in(make_user("broker"))
    for code in ("visitor", "signed_in", "consent", "statement"):
        page = broker.open(f"/demands/1/preview?as={code}")
        assert page.status == 200
        assert "name" not in seen(page)
        assert "money" not in seen(page)
    assert len(page.soup.select("nav a[href*=preview]")) == 2


def test_a_demand_for_a_chosen_few_says_that_others_do_not_find_it(app: Flask) -> None:
    owner = make_user()
    make_demand(make_organisation(owner=owner), state="draft", mode="invited")
    page = Visitor(app).sign_in(owner).open("/demands/1/preview")
    assert "没有被选的人打开这一页，只看到“页面不存在”" in page.text


def test_readers_and_strangers_have_no_preview(app: Flask, tried: Tried) -> None:
    reader, stranger = make_user(), make_user()
    make_organisation(owner=stranger)
    tried.make(make_organisation(reader=reader))
    for person in (reader, stranger):
        assert Visitor(app).sign_in(person).open(tried.path(1, "preview")).status == 403
    tried.make(state="draft")
    assert Visitor(app).sign_in(stranger).open(tried.path(2, "preview")).status == 404
