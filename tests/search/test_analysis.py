"""Text into terms."""

import pytest

from matchmaking.search.analysis import Segmenter, keyword_parts, normalise, normalise_with_offsets, terms


def test_width_case_and_traditional_characters_are_folded():
    assert normalise("機器學習　ＴＲＬ６℃\x00") == "机器学习 trl6°c "


def test_lone_surrogates_become_spaces():
    assert normalise("阀\ud800门") == "阀 门"


def test_offsets_point_into_the_original():
    folded, offsets = normalise_with_offsets("①ﬁ機")
    assert (folded, offsets) == ("1fi机", [0, 1, 1, 2])


def test_han_characters_and_their_pairs_are_terms():
    assert dict(terms("生产线，线")) == {"生": 1, "产": 1, "线": 2, "生产": 1, "产线": 1}


def test_pairs_do_not_cross_punctuation_or_spaces():
    found = terms("自动 焊接。机器")
    assert "动焊" not in found
    assert "接机" not in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WC-Co-Cr", {"wc", "co", "cr", "wc-co-cr"}),
        ("TRL6", {"trl6"}),
        ("0.1", {"0.1"}),
        ("76MPa", {"76", "mpa"}),
        ("76 MPa", {"76", "mpa"}),
        ("5G", {"5g"}),
        ("1.5-2.0mm", {"1.5", "2.0", "mm", "1.5-2.0mm"}),
        ("V1.2", {"v1.2"}),
    ],
)
def test_latin_words_and_numbers(text, expected):
    assert set(terms(text)) == expected


def test_what_a_visitor_typed_is_divided_by_spaces():
    assert keyword_parts("机器人 焊 WC-Co") == [("机器", "器人"), ("焊",), ("wc", "co")]


@pytest.mark.parametrize("text", ["", " ", "\x00", "😀", '*:"()', "。。。"])
def test_text_without_terms_asks_for_nothing(text):
    assert keyword_parts(text) == []


def test_words_for_people_know_the_vocabulary():
    assert Segmenter(["断路器壳体"]).words("断路器壳体的开发。") == ["断路器壳体", "的", "开发"]


def test_a_run_of_characters_has_the_same_words_without_further_analysis():
    segmenter = Segmenter(["断路器壳体"])
    assert segmenter.words_of_run("断路器壳体的开发") == segmenter.words("斷路器壳体的开发。")
