"""Loading and updating: idempotent, all or nothing, used terms stay."""

from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from matchmaking.core.db import database, reading, session, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.vocabulary import queries
from matchmaking.vocabulary.models import Revision, Term, Word
from matchmaking.vocabulary.services import (
    DATA,
    compare_terms,
    load_vocabulary,
    stored_rows,
)
from matchmaking.vocabulary.tables import TableError, csv_text
from matchmaking.vocabulary.uploads import apply_upload, check_upload, keep_upload


class Nobody:
    """An actor without an account, as a command has it."""

    user_id = None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


def rewrite(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def upload(text: str, kind: str = "stage") -> Revision:
    return keep_upload(kind, text, "u.csv", row_count=1, actor=Nobody)


def without(kind: str, code: str) -> str:
    return csv_text(row for row in stored_rows(kind) if row.code != code)


def test_loading_again_changes_nothing(app: Flask) -> None:
    with unit_of_work():
        before = session.scalar(select(func.count(Revision.id)))
        report = load_vocabulary()
        assert not report.has_changes
        assert report.counts["county"] == {"unchanged": 12}
        assert session.scalar(select(func.count(Revision.id))) == before


def test_a_changed_file_updates_names_and_keeps_identities(app: Flask, folder: Path) -> None:
    rewrite(folder, "maturity.csv", "stage,pilot,中试,Pilot", "stage,pilot,中间试验,Pilot test")
    with unit_of_work():
        term = session.scalars(select(Term).where(Term.kind == "stage", Term.code == "pilot")).one()
        report = load_vocabulary(folder)
        assert report.counts["stage"] == {"changed": 1, "unchanged": 5}
        assert session.scalars(select(Term).where(Term.name == "中间试验")).one().id == term.id


def test_a_term_that_leaves_the_list_stays_readable_but_is_not_offered(app: Flask, folder: Path) -> None:
    lines = (folder / "maturity.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("stage,small_batch")]
    (folder / "maturity.csv").write_text("\n".join(kept), encoding="utf-8")
    with unit_of_work():
        assert load_vocabulary(folder).counts["stage"] == {"retired": 1, "unchanged": 5}
        assert "small_batch" not in {entry.code for entry in queries.terms("stage")}
        assert queries.label("stage", "small_batch", "zh") == "小批量生产"
        assert not load_vocabulary(folder).has_changes
        assert load_vocabulary().counts["stage"] == {"changed": 1, "unchanged": 5}
        assert "small_batch" in {entry.code for entry in queries.terms("stage")}


def test_a_newer_list_replaces_the_older_year(app: Flask, folder: Path) -> None:
    with (folder / "industries.csv").open("a", encoding="utf-8") as file:
        file.write("industry,digital,数字产业,Digital industry,2027,emerging,6,active,,,x\n")
    with unit_of_work():
        load_vocabulary(folder)
        dated = [(entry.code, entry.name) for entry in queries.terms("industry") if entry.year]
        assert dated == [("digital", "数字产业")]
        assert queries.label("industry", "new_energy", "zh") == "新能源"


def test_one_wrong_line_loads_nothing_at_all(app: Flask, folder: Path) -> None:
    rewrite(folder, "maturity.csv", "stage,pilot,中试,Pilot", "stage,pilot,改名,Renamed")
    rewrite(folder, "places.csv", "330303,龙湾区", "330302,龙湾区")
    with pytest.raises(TableError, match=r"places.csv:3 duplicate_code"), unit_of_work():
        load_vocabulary(folder)
    with reading():
        assert queries.label("stage", "pilot", "zh") == "中试"


def test_words_follow_their_file(app: Flask, folder: Path) -> None:
    rewrite(folder, "words.tsv", "断路器\t空气开关|空开\t", "断路器\t空气开关|空开|自动开关\t")
    with unit_of_work():
        assert not queries.thesaurus().synonyms_equal("自动开关", "断路器")
        load_vocabulary(folder)
        assert queries.thesaurus().synonyms_equal("自动开关", "断路器")
        assert session.scalar(select(func.count(Word.id))) == 207


def test_an_upload_is_compared_row_by_row_and_then_applied(app: Flask) -> None:
    with unit_of_work():
        text = (
            without("stage", "concept").replace("中试", "中间试验") + "stage,new_one,新阶段,New one,,,9,active,,,x\r\n"
        )
        rows = check_upload("stage", text, "u.csv")
        changes = {change.row.code: change.what for change in compare_terms("stage", rows)}
        assert changes["pilot"] == "changed"
        assert changes["new_one"] == "added"
        assert changes["concept"] == "retired"
        assert changes["industrial"] == "unchanged"
        assert apply_upload(upload(text), actor=Nobody) == {"changed": 1, "added": 1, "retired": 1, "unchanged": 4}
    with reading():
        assert [entry.code for entry in queries.terms("stage")][-1] == "new_one"


def test_the_present_list_uploaded_again_changes_nothing(app: Flask) -> None:
    with unit_of_work():
        for kind in ("industry", "zone", "field315", "contract_subkind"):
            rows = check_upload(kind, csv_text(stored_rows(kind)), "u.csv")
            assert {change.what for change in compare_terms(kind, rows)} == {"unchanged"}


def test_an_uploaded_list_survives_the_next_load_unless_it_is_replaced(app: Flask) -> None:
    with unit_of_work():
        apply_upload(upload(csv_text(stored_rows("stage")).replace("中试", "中间试验")), actor=Nobody)
    with unit_of_work():
        assert load_vocabulary().kept == ["stage"]
        assert queries.label("stage", "pilot", "zh") == "中间试验"
        assert load_vocabulary(replace=True).kept == []
        assert queries.label("stage", "pilot", "zh") == "中试"


def test_an_upload_is_applied_once(app: Flask) -> None:
    with unit_of_work():
        revision = upload(csv_text(stored_rows("stage")))
        apply_upload(revision, actor=Nobody)
        with pytest.raises(RuleBroken, match="已经处理过"):
            apply_upload(revision, actor=Nobody)


def test_a_newer_upload_drops_the_one_that_waits(app: Flask) -> None:
    with unit_of_work():
        first = upload(csv_text(stored_rows("stage")))
        second = upload(without("stage", "pilot"))
        assert (first.state, first.text, second.state) == ("discarded", None, "waiting")


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("stage", lambda: csv_text(stored_rows("urgency")), "other_kind"),
        ("industry_group", lambda: without("industry_group", "emerging"), "vanished_parent"),
        ("field315", lambda: without("field315", "life_health"), "missing_parent"),
        ("stage", lambda: csv_text([]), "empty_file"),
    ],
)
def test_an_upload_that_does_not_fit_is_refused(app: Flask, kind: str, text: object, reason: str) -> None:
    with unit_of_work(), pytest.raises(TableError) as caught:
        check_upload(kind, text(), "u.csv")  # type: ignore[operator]
    assert {problem.reason for problem in caught.value.problems} == {reason}


def test_labels_cost_one_reading_of_the_database_and_follow_a_change(app: Flask) -> None:
    statements: list[str] = []
    event.listen(database().engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    with reading():
        assert queries.label("county", "330302", "en") == "Lucheng District"
        count = len(statements)
        assert [queries.label("stage", code, "zh") for code in ("pilot", "industrial")] == ["中试", "产业化"]
        assert len(statements) == count
    with unit_of_work():
        session.scalars(select(Term).where(Term.code == "330302")).one().name_en = "Lucheng"
        queries.forget_after_commit()
        session.flush()
        assert queries.label("county", "330302", "en") == "Lucheng"
    with reading():
        assert queries.label("county", "330302", "en") == "Lucheng"


def test_a_change_that_is_rolled_back_leaves_no_trace_in_memory(app: Flask, folder: Path) -> None:
    rewrite(folder, "maturity.csv", "stage,pilot,中试,Pilot", "stage,pilot,改名,Renamed")
    with pytest.raises(ZeroDivisionError), unit_of_work():
        load_vocabulary(folder)
        assert queries.label("stage", "pilot", "zh") == "改名"
        raise ZeroDivisionError
    with reading():
        assert queries.label("stage", "pilot", "zh") == "中试"


def test_choices_are_the_current_terms_and_keep_what_a_record_still_carries(app: Flask) -> None:
    with reading():
        offered = {choice.value: choice for choice in queries.choices("industry", "zh", grouped=True)}
        assert "nev_connected" not in offered
        assert offered["new_energy"].optgroup == "新兴产业"
        assert queries.choices("industry", "zh", keep=["nev_connected"])[-1].label == "新能源智能网联汽车"
        assert queries.choices("readiness", "zh")[5].label == "TRL 6 系统样机在接近实际的环境中演示"
        assert "zhenan_cluster" not in {choice.value for choice in queries.choices("zone")}


def test_terms_of_a_year_and_unknown_codes(app: Flask) -> None:
    with reading():
        assert "nev_connected" in {entry.code for entry in queries.terms("industry", 2021)}
        assert "new_energy" not in {entry.code for entry in queries.terms("industry", 2021)}
        assert queries.label("industry", "no_such_code") == "no_such_code"
        assert queries.label("industry", None) == ""
        assert queries.is_known("industry", "nev_connected")
        assert not queries.is_known("industry", "x")
        assert queries.note("readiness", "6", "zh") == "在用户现场试用样机，取得使用数据"
        with pytest.raises(KeyError):
            queries.terms("no_such_kind")


def test_the_segmenter_also_gets_names_of_industries(app: Flask) -> None:
    with reading():
        assert {"汽车零部件", "空气开关", "瓯海区"} <= set(queries.user_words())
