"""Public lists: the address in, facets, chips and pages out, with or without an index."""

import pytest
from werkzeug.datastructures import MultiDict

from matchmaking.search.engine import Document, Query, Results
from matchmaking.search.listing import Facet, Listing, Sort
from matchmaking.search.whoosh_engine import open_engine

INDUSTRIES = {"electrical": "电气", "footwear": "鞋业", "pump_valve": "泵阀"}


def from_database(query: Query) -> Results:
    return Results([42], 1, {"industry": {"footwear": 1}}, from_database=True)


LISTING = Listing(
    kind="achievement",
    facets=(Facet("industry", "产业", lambda: INDUSTRIES),),
    sorts=(Sort("new", "最新", "published"), Sort("old", "最早", "published", False), Sort("fit", "相关", None)),
    fallback=from_database,
    size=2,
)


@pytest.fixture
def filled(engine):
    engine.put(
        Document(
            "achievement",
            number,
            "断路器" if number < 4 else "鞋底",
            facets={"industry": ("electrical",) if number < 4 else ("footwear", "electrical")},
            sorts={"published": float(number)},
        )
        for number in range(1, 6)
    )
    return engine


def ask(engine, *pairs):
    return LISTING.answer(MultiDict(pairs), engine)


def test_the_default_order_is_the_first_without_text_and_relevance_with_text(filled):
    assert (ask(filled).sort, ask(filled).ids) == ("new", [5, 4])
    assert ask(filled, ("q", "断路器")).sort == "fit"


def test_relevance_is_offered_only_with_text(filled):
    assert [sort.value for sort in ask(filled).sorts] == ["new", "old"]
    assert ask(filled, ("sort", "fit")).sort == "new"


def test_pages_are_kept_inside_the_list(filled):
    assert ask(filled, ("page", "3")).ids == [1]
    for page in ("-1", "0", "abc", "", "1e9", "²", "9" * 30, "9999"):
        answer = ask(filled, ("page", page))
        assert answer.ids
        assert 1 <= answer.number <= 3
    assert ask(filled, ("page", "9999")).number == 3


def test_the_page_knows_its_place(filled):
    page = ask(filled, ("page", "2")).page(["a", "b"])
    assert (page.number, page.count, page.total) == (2, 3, 5)


def test_facets_show_counts_and_addresses_that_toggle(filled):
    answer = ask(filled, ("industry", "footwear"), ("q", "鞋底"), ("page", "2"), ("sort", "old"))
    (facet,) = answer.facets
    assert [(choice.label, choice.count, choice.selected) for choice in facet.choices] == [
        ("电气", 2, False),
        ("鞋业", 2, True),
    ]
    assert facet.choices[0].arguments == {
        "q": ["鞋底"],
        "sort": ["old"],
        "industry": ["footwear", "electrical"],
    }
    assert facet.choices[1].arguments == {"q": ["鞋底"], "sort": ["old"]}


def test_chips_take_back_what_was_chosen(filled):
    answer = ask(filled, ("industry", "footwear"), ("industry", "electrical"))
    assert [(chip.label, chip.arguments) for chip in answer.chips] == [
        ("鞋业", {"industry": ["electrical"]}),
        ("电气", {"industry": ["footwear"]}),
    ]
    assert answer.is_filtered
    assert answer.cleared == {}


def test_unknown_facets_values_and_sorts_are_ignored(filled):
    answer = ask(filled, ("industry", "red"), ("colour", "red"), ("sort", "red"))
    assert (answer.results.total, answer.chips, answer.sort) == (5, [], "new")


def test_a_chosen_value_without_results_stays_so_that_it_can_be_taken_back(filled):
    answer = ask(filled, ("industry", "pump_valve"))
    assert answer.ids == []
    assert [choice.value for choice in answer.facets[0].choices] == ["electrical", "footwear", "pump_valve"]
    assert answer.chips[0].arguments == {}


def test_addresses_of_other_pages_keep_everything(filled):
    answer = ask(filled, ("q", " 断路器 "), ("page", "2"))
    assert answer.page_arguments(1) == {"q": ["断路器"]}
    assert answer.page_arguments(2) == {"q": ["断路器"], "page": ["2"]}


@pytest.mark.parametrize("text", ["\x00", "😀", 'title:* OR "', "阀" * 1_000_000])
def test_strange_text_gives_a_list(filled, text):
    assert len(ask(filled, ("q", text)).text) <= 100


def test_without_an_index_the_database_answers(tmp_path):
    answer = ask(open_engine(f"whoosh:{tmp_path / 'none'}"), ("q", "断路器"))
    assert (answer.ids, answer.results.from_database) == ([42], True)
    assert [choice.value for choice in answer.facets[0].choices] == ["footwear"]
