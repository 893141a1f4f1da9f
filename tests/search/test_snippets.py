"""Marks and snippets."""

import pytest

from matchmaking.search.snippets import marked, snippets


def test_overlapping_terms_become_one_mark():
    assert marked("自动生产线", ["自动生产", "生产线"]) == [("自动生产线", True)]


def test_a_term_is_marked_where_it_occurs_whole():
    assert marked("机器与机器人", ["机器人"]) == [("机器与", False), ("机器人", True)]


def test_a_term_that_never_occurs_whole_is_marked_by_its_pairs():
    assert marked("机器人的焊接", ["机器人焊接"]) == [("机器人", True), ("的", False), ("焊接", True)]


def test_marks_are_found_in_any_spelling_and_shown_as_written():
    assert marked("強度７６ＭＰａ", ["强度", "mpa"]) == [("強度", True), ("７６", False), ("ＭＰａ", True)]


def test_a_latin_word_is_not_marked_inside_a_longer_one():
    assert marked("Alco, Co", ["co"]) == [("Alco, ", False), ("Co", True)]
    assert marked("176 MPa", ["76"]) == [("176 MPa", False)]


def test_a_long_text_is_cut_around_the_densest_marks():
    text = "前" * 300 + "断路器" + "中" * 300 + "断路器弹簧机构" + "后" * 300
    found = snippets(text, ["断路器", "弹簧"], 60)
    assert found[0] == found[-1] == ("…", False)
    assert [fragment for fragment, is_mark in found if is_mark] == ["断路器弹簧"]
    assert sum(len(fragment) for fragment, _ in found) == 62


def test_a_long_text_without_marks_begins_at_its_beginning():
    assert snippets("甲" * 100, ["乙"], 10) == [("甲" * 10, False), ("…", False)]


def test_a_short_text_is_whole():
    assert snippets("断路器", [], 10) == [("断路器", False)]


@pytest.mark.parametrize("text", ["", "\x00", "😀\ud800"])
def test_strange_texts_and_terms_are_harmless(text):
    assert "".join(fragment for fragment, _ in snippets(text, [text, "", "*"], 5)) == text
