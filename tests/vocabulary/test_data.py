"""The vocabulary's own files: complete, consistent, honest about what is not confirmed."""

import csv
import io
import re

import pytest

from matchmaking.vocabulary.kinds import INCOMPLETE, KINDS, UNCONFIRMED
from matchmaking.vocabulary.services import DATA, FileContents, read_files


@pytest.fixture(scope="module")
def contents() -> FileContents:
    return read_files()


def codes(contents: FileContents, kind: str, year: int = 0) -> list[str]:
    return [row.code for row in contents.terms if row.kind == kind and row.year == year]


def test_every_kind_has_terms_and_every_term_has_both_names(contents: FileContents) -> None:
    assert {row.kind for row in contents.terms} == set(KINDS)
    assert [row.code for row in contents.terms if not row.name or re.search("[\u3400-\u9fff]", row.name_en)] == []


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("county", 12), ("port_valley", 6), ("technical_field", 11), ("readiness", 9), ("stage", 6),
        ("contract_kind", 5), ("contract_subkind", 19), ("transfer_mode", 6), ("pricing_mode", 4), ("payment_mode", 4),
        ("demand_kind", 8), ("cooperation_mode", 9), ("rights_kind", 9), ("evidence_kind", 6), ("outcome_form", 7),
    ],
)  # fmt: skip
def test_the_closed_lists_have_their_size(contents: FileContents, kind: str, count: int) -> None:
    assert len(codes(contents, kind)) == count


def test_counties_are_the_twelve_of_the_city_and_longgang_is_one_of_them(contents: FileContents) -> None:
    found = codes(contents, "county")
    assert all(code.startswith("3303") for code in found)
    assert "330383" in found
    assert not {"330300", "330301"} & set(found)


def test_functional_zones_are_not_counties_and_old_names_are_kept_as_former(contents: FileContents) -> None:
    zones = {row.code: row.status for row in contents.terms if row.kind == "zone"}
    assert {code for code, status in zones.items() if status == "active"} == {"wenzhou_bay", "marine_economy"}
    assert sum(status == "former" for status in zones.values()) == 3


def test_strategic_fields_hold_three_areas_and_only_the_five_confirmed_names(contents: FileContents) -> None:
    fields = [row for row in contents.terms if row.kind == "field315"]
    assert len([row for row in fields if row.parent is None]) == 3
    below = [row for row in fields if row.parent]
    assert len(below) == 5
    assert {row.status for row in below} == {INCOMPLETE}


def test_industries_are_versioned_by_year(contents: FileContents) -> None:
    traditional = ["electrical", "footwear", "apparel", "auto_parts", "pump_valve"]
    emerging = ["digital", "smart_equipment", "life_health", "nev_connected", "new_materials"]
    assert codes(contents, "industry", 2021) == traditional + emerging
    present = codes(contents, "industry", 2025)
    assert present[:5] == traditional
    assert set(present[5:10]) == {"digital", "new_energy", "life_health", "smart_equipment", "new_materials"}
    assert present[10:] == ["ai", "humanoid", "eye_brain", "synthetic_bio", "cell_gene", "low_altitude"]
    assert codes(contents, "industry")[-1] == "other"


def test_what_nobody_has_confirmed_is_marked(contents: FileContents) -> None:
    # Where the valley lies, and whether value added tax stays as it was after 2025.
    assert [row.code for row in contents.terms if row.status == UNCONFIRMED] == ["smart_valley", "vat"]


def test_the_word_files_have_their_size(contents: FileContents) -> None:
    assert len(contents.words) == 207
    assert len(contents.problem_words) == 26
    assert len({row.token for row in contents.ambiguous_forms}) == 24
    assert len(contents.boilerplate) == 30


def test_no_word_is_both_the_same_and_narrower_or_related(contents: FileContents) -> None:
    for row in contents.words:
        same = {row.canonical, *row.same}
        assert not same & {*row.narrower, *row.related}, row.canonical
        assert not set(row.narrower) & set(row.related), row.canonical


def test_industries_of_ambiguous_forms_are_known_codes_and_every_form_has_several_meanings(
    contents: FileContents,
) -> None:
    known = {row.code for row in contents.terms if row.kind == "industry"}
    assert {code for form in contents.ambiguous_forms for code in form.industries} <= known
    tokens = [form.token for form in contents.ambiguous_forms]
    assert [token for token in set(tokens) if tokens.count(token) < 2] == ["PT100"]


def test_words_are_tab_separated_without_stray_separators() -> None:
    text = (DATA / "words.tsv").read_text(encoding="utf-8")
    assert "，" not in text
    assert {len(row) for row in csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)} == {6}
