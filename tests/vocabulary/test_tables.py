"""Reading files: every wrong line is named with its place; what is exported can be read again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from matchmaking.vocabulary.kinds import STATUSES
from matchmaking.vocabulary.services import DATA, PARENTS, read_files
from matchmaking.vocabulary.tables import (
    COLUMNS,
    TableError,
    TermRow,
    check_terms,
    csv_text,
    decode,
    read_terms,
)
from matchmaking.vocabulary.word_tables import read_ambiguous_forms, read_words, split_outside_brackets

HEADER = ",".join(COLUMNS)
GOOD = "stage,pilot,中试,Pilot,,,4,active,,,市场说法"


def problems(act: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(TableError) as caught:
        act()
    return [(one.place, one.reason) for one in caught.value.problems]


def terms(*lines: str) -> list[TermRow]:
    return read_terms("\n".join([HEADER, *lines]), "x.csv", parents=PARENTS, statuses=STATUSES)


def test_a_good_line_becomes_a_row() -> None:
    row = TermRow("stage", "pilot", "中试", "Pilot", 0, None, 4, "active", "", "", "市场说法", "x.csv", 2)
    assert terms(GOOD) == [row]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (GOOD.replace("stage", "phase"), "unknown_kind"),
        (GOOD.replace("pilot,", "Pilot!,"), "bad_code"),
        (GOOD.replace("中试", ""), "empty_cell"),
        (GOOD.replace("中试", "试" * 121), "too_long"),
        (GOOD.replace("Pilot,,", "Pilot,20210,"), "bad_year"),
        (GOOD.replace("Pilot,,", "Pilot,二〇二一,"), "bad_year"),
        (GOOD.replace(",4,", ",-1,"), "bad_position"),
        (GOOD.replace("active", "used"), "bad_status"),
        (GOOD + ",extra", "wrong_cell_count"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place(line: str, reason: str) -> None:
    good = GOOD.replace("pilot", "other")
    assert problems(lambda: terms(good, line)) == [("x.csv:3", reason)]


def test_all_wrong_lines_are_told_at_once() -> None:
    found = problems(lambda: terms(GOOD.replace(",4,", ",x,"), GOOD, GOOD.replace("active", "?")))
    assert found == [("x.csv:2", "bad_position"), ("x.csv:4", "bad_status")]


def test_files_that_are_not_tables_are_refused() -> None:
    assert problems(lambda: terms_of("")) == [("x.csv:1", "empty_file")]
    assert problems(lambda: terms_of("code,name\npilot,中试")) == [("x.csv:1", "wrong_header")]
    assert problems(lambda: terms_of(f'{HEADER}\n"open')) == [("x.csv:2", "wrong_cell_count")]
    assert problems(lambda: terms_of(HEADER + ("\n" + GOOD) * 5001)) == [("x.csv:5002", "too_many_rows")]


def terms_of(text: str) -> list[TermRow]:
    return read_terms(text, "x.csv", parents=PARENTS, statuses=STATUSES)


def test_both_encodings_of_local_spreadsheets_are_read_and_binary_is_not() -> None:
    assert decode("代码".encode(), "x.csv") == "代码"
    assert decode(b"\xef\xbb\xbf" + "代码".encode(), "x.csv") == "代码"
    assert decode("代码".encode("gb18030"), "x.csv") == "代码"
    assert problems(lambda: decode(b"\x89PNG\r\n\x1a\n\0\0", "x.csv")) == [("x.csv:1", "not_text")]
    assert problems(lambda: decode(b"\xff\xff\xff", "x.csv")) == [("x.csv:1", "not_text")]


def test_duplicates_missing_parents_and_circles_are_found_over_all_files() -> None:
    row = terms(GOOD)[0]
    again = replace(row, file="y.csv", line=9)
    lost = replace(row, code="lost", parent="nowhere", line=3)
    circle = replace(row, code="round", parent="round", line=4)
    found = [(one.place, one.reason) for one in check_terms([row, again, lost, circle], parents=PARENTS)]
    assert found == [("y.csv:9", "duplicate_code"), ("x.csv:3", "missing_parent"), ("x.csv:4", "own_ancestor")]


def test_the_same_code_may_stand_in_two_years() -> None:
    row = replace(terms(GOOD)[0], year=2021)
    assert check_terms([row, replace(row, year=2025)], parents=PARENTS) == []


def test_an_export_can_be_read_again_and_starts_no_formula() -> None:
    row = replace(terms(GOOD)[0], note="=HYPERLINK(1)", source='+1, "两"\n行', parent=None)
    text = csv_text([row])
    assert ",'=HYPERLINK(1)," in text
    back = terms_of(text)[0]
    assert (back.note, back.source) == (row.note, row.source)


def test_a_word_that_is_the_same_as_two_words_is_refused() -> None:
    text = "canonical\tsame\tnarrower\trelated\tenglish\tfield\n甲\t丙\t\t\ta\t电气\n乙\t丙\t\t\tb\t电气\n"
    assert problems(lambda: read_words(text, "w.tsv")) == [("w.tsv:3", "same_as_two")]


def test_a_meaning_given_twice_is_refused() -> None:
    text = "token,meaning,word,industries,contexts\nPA,尼龙,聚酰胺,,\nPA,尼龙,聚酰胺,,\n"
    assert problems(lambda: read_ambiguous_forms(text, "a.csv")) == [("a.csv:3", "duplicate_code")]


def test_commas_inside_brackets_do_not_separate() -> None:
    assert split_outside_brackets("线控制动(EMB,EHB),电子驻车(EPB)") == ("线控制动(EMB,EHB)", "电子驻车(EPB)")


def test_problems_of_all_files_of_a_folder_are_told_together(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    copytree(DATA, folder)
    (folder / "places.csv").write_text("nonsense", encoding="utf-8")
    (folder / "boilerplate.csv").unlink()
    assert problems(lambda: read_files(folder)) == [
        ("boilerplate.csv:1", "empty_file"),
        ("places.csv:1", "wrong_header"),
    ]
