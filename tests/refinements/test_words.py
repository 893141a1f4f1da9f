"""Two texts side by side, without a database."""

from datetime import date
from decimal import Decimal

from matchmaking.refinements.pages import cut
from matchmaking.refinements.values import from_json, to_json
from matchmaking.refinements.words import GONE, NEW, SAME, aligned, marked_pair


def test_words_that_went_and_came_are_marked_and_the_pieces_are_the_texts_again() -> None:
    old, new = "闸阀老是漏油，要换密封。", "闸阀阀杆填料处外漏，要换密封。"
    before, after = marked_pair(old, new, cut)
    assert "".join(words for words, _kind in before) == old
    assert "".join(words for words, _kind in after) == new
    assert {kind for _words, kind in before} == {SAME, GONE}
    assert {kind for _words, kind in after} == {SAME, NEW}
    assert (before[-1], after[-1]) == (("，要换密封。", SAME), ("，要换密封。", SAME))


def test_equal_and_empty_texts_have_nothing_marked() -> None:
    assert marked_pair("密封", "密封", cut) == ([("密封", SAME)], [("密封", SAME)])
    assert marked_pair("", "密封", cut) == ([], [("密封", NEW)])


def test_a_text_that_is_too_long_to_compare_counts_as_changed_as_a_whole() -> None:
    old, new = "漏" * 9000, "漏" * 9001
    assert marked_pair(old, new, list) == ([(old, GONE)], [(new, NEW)])
    assert marked_pair(old, old, list) == ([(old, SAME)], [(old, SAME)])


def test_rows_of_the_same_name_stand_in_one_line() -> None:
    pairs = aligned(["泄漏率", "寿命", "成本"], ["泄漏率", "扭矩", "成本", "硬度"], str)
    assert pairs == [("泄漏率", "泄漏率"), ("寿命", "扭矩"), ("成本", "成本"), (None, "硬度")]
    assert aligned(["寿命", "泄漏率"], ["泄漏率"], str) == [("寿命", None), ("泄漏率", "泄漏率")]


def test_amounts_and_days_survive_json() -> None:
    values = {"low": Decimal("1200000.50"), "on": date(2026, 12, 18), "rows": [{"low": 4.0, "text": None}], "words": []}
    assert from_json(to_json(values)) == values
    assert to_json(values)["on"] == {"day": "2026-12-18"}
