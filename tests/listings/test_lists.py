"""The public lists: search, filters, orders, pages, counts, and what they cost."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from matchmaking.achievements.catalogue import CATALOGUE as ACHIEVEMENT_LIST
from matchmaking.core.db import reading
from matchmaking.core.filters import today
from matchmaking.demands.catalogue import CATALOGUE as DEMAND_LIST
from matchmaking.search.engine import Query
from matchmaking.search.registry import engine
from matchmaking.search.whoosh_engine import open_engine
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.listings.sides import Tried
from tests.visitor import Seen, Visitor

NONSENSE = [
    "?page=-1",
    "?page=99999999999",
    "?page=zwei",
    "?sort=nonsense",
    "?x=1&industry=nonsense",
    "?q=%20%20",
]
ODD = ['title:* OR "', "👍🏽", "<script>alert(1)</script>", "%", "'; DROP TABLE demands; --", "阀" * 5000, "(((((", "-"]
LISTS = {"achievements": ACHIEVEMENT_LIST, "demands": DEMAND_LIST}


def titles(page: Seen) -> list[str]:
    return [heading.get_text(strip=True) for heading in page.soup.select(".record-title")]


def test_a_list_finds_chinese_text_and_marks_it(app: Flask, visitor: Visitor, tried: Tried) -> None:
    tried.make(title="超低温球阀的阀座密封")
    tried.make(title="鞋面自动上胶机")
    page = visitor.open(tried.path() + "?q=阀座密封")
    assert titles(page) == ["超低温球阀的阀座密封"]
    assert [mark.get_text() for mark in page.soup.select(".record-title mark")] == ["阀座密封"]
    assert page.title.startswith("阀座密封：")


def test_facets_count_filter_and_can_be_taken_back(app: Flask, visitor: Visitor, tried: Tried) -> None:
    tried.make(title="阀门一", industry_codes=["pump_valve"])
    tried.make(title="阀门二", industry_codes=["pump_valve", "new_materials"])
    tried.make(title="鞋机", industry_codes=["footwear"])
    page = visitor.open(tried.path())
    boxes = {label.get_text(" ", strip=True) for label in page.soup.select(".facets label")}
    assert {"泵阀 2", "新材料 1", "鞋业 1"} <= boxes
    page = visitor.open(tried.path() + "?industry=pump_valve&industry=footwear&sort=newest")
    assert sorted(titles(page)) == ["阀门一", "阀门二", "鞋机"]
    page = visitor.open(tried.path() + "?industry=footwear")
    assert titles(page) == ["鞋机"]
    (chip,) = page.soup.select(".chip")
    assert chip.get_text(strip=True) == "鞋业"
    assert len(titles(visitor.open(chip["href"]))) == 3


def test_an_empty_list_names_the_filter_that_hurts_most(app: Flask, visitor: Visitor, tried: Tried) -> None:
    tried.make(title="阀门一", industry_codes=["pump_valve"])
    tried.make(title="阀门二", industry_codes=["pump_valve"])
    here = make_organisation(county_code="330302")
    tried.make(here, title="鞋机", industry_codes=["footwear"])
    page = visitor.open(tried.path() + "?industry=pump_valve&county=330302")
    assert titles(page) == []
    ways_out = [link.get_text(strip=True) for link in page.soup.select(".empty a")]
    assert ways_out == ["去掉“鹿城区”，有 2 项", "去掉“泵阀”，有 1 项", "看全部"]
    assert len(titles(visitor.open(page.soup.select(".empty a")[0]["href"]))) == 2


def test_pages_are_cut_and_keep_the_filters(app: Flask, visitor: Visitor, tried: Tried) -> None:
    organisation = make_organisation()
    for _number in range(23):
        tried.make(organisation)
    first = visitor.open(tried.path() + "?industry=pump_valve")
    assert len(titles(first)) == 20
    following = first.soup.select_one(".pager a[rel=next]")["href"]
    assert "industry=pump_valve" in following
    second = visitor.open(following)
    assert len(titles(second)) == 3
    assert not set(titles(first)) & set(titles(second))


def test_nonsense_in_the_address_shows_the_plain_list(app: Flask, visitor: Visitor, tried: Tried) -> None:
    tried.make(title="唯一的一条")
    for query in NONSENSE:
        page = visitor.open(tried.path() + query)
        assert (query, page.status, titles(page)) == (query, 200, ["唯一的一条"])


def test_odd_words_find_something_or_nothing_but_never_fail(app: Flask, visitor: Visitor, tried: Tried) -> None:
    tried.make()
    for text in ODD:
        page = visitor.open(tried.path(), query_string={"q": text})
        assert (text, page.status) == (text, 200)
        assert "<script>alert" not in page.html


def test_the_database_answers_while_the_index_is_missing(
    app: Flask, visitor: Visitor, tried: Tried, tmp_path: Path
) -> None:
    organisation = make_organisation(county_code="330302")
    tried.make(organisation, title="超低温球阀的阀座密封", industry_codes=["pump_valve", "new_materials"])
    tried.make(title="鞋面自动上胶机", industry_codes=["footwear"])
    asked = ["", "q=阀座密封", "industry=new_materials", "county=330302", "sort=newest", "q=阀座密封&industry=footwear"]
    with_index = [titles(visitor.open(f"{tried.path()}?{query}")) for query in asked]
    app.extensions["search"] = open_engine(f"whoosh:{tmp_path}/nothing-here")
    assert with_index == [titles(visitor.open(f"{tried.path()}?{query}")) for query in asked]


@pytest.mark.parametrize("room", LISTS)
def test_index_and_database_count_the_same(app: Flask, room: str) -> None:
    for place, amount in enumerate([None, 400_000, 500_000, 2_000_000, 2_000_001]):
        money = None if amount is None else Decimal(amount)
        organisation = make_organisation(county_code=["330302", "330324", None][place % 3])
        if room == "demands":
            deadline = [None, -1, 0, 14, 15][place]
            make_demand(
                organisation,
                budget_low=money,
                budget_high=None,
                kind=["tackle", None][place % 2],
                deadline_on=None if deadline is None else today() + timedelta(days=deadline),
            )
        else:
            make_achievement(
                organisation,
                price_low=money,
                price_high=None,
                readiness_level=[None, 3, 4, 7, 9][place],
                try_before_pay=place % 2 == 0,
                **({"rights": []} if place else {}),
            )
    listing = LISTS[room]
    with reading():
        plain = listing.answer(MultiDict(), engine())
        filters = [{}, *({facet.name: [one.value]} for facet in plain.facets for one in facet.choices)]
        assert len(filters) > 12
        for chosen in filters:
            query = Query(facets=chosen, sort="published", counted=[facet.name for facet in listing.facets])
            indexed, stored = engine().search(listing.kind, query), listing.fallback(query)
            assert (chosen, indexed.ids, indexed.total) == (chosen, stored.ids, stored.total)
            assert (chosen, _plain(indexed.facets)) == (chosen, _plain(stored.facets))
        for sort in listing.sorts:
            query = Query(sort=sort.by, descending=sort.descending)
            indexed, stored = engine().search(listing.kind, query), listing.fallback(query)
            assert (sort.name, indexed.ids) == (sort.name, stored.ids)


def _plain(facets: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """Without the values that nothing has."""
    return {name: {value: count for value, count in counts.items() if count} for name, counts in facets.items()}
