"""The public page and the administrator's desk."""

import io

import pytest
from flask import Flask
from flask_babel import force_locale

from matchmaking.accounts.models import Role
from matchmaking.core.db import database, reading, unit_of_work
from matchmaking.core.history import first_broken_entry
from matchmaking.vocabulary import queries
from matchmaking.vocabulary.kinds import KINDS
from matchmaking.vocabulary.models import Revision
from matchmaking.vocabulary.services import load_vocabulary, stored_rows
from matchmaking.vocabulary.tables import csv_text
from tests.factories.accounts import make_user
from tests.visitor import Seen, Visitor


@pytest.fixture
def admin(app: Flask) -> Visitor:
    return Visitor(app).sign_in(make_user(Role.ADMINISTRATOR))


def exported(kind: str) -> str:
    with reading():
        return csv_text(stored_rows(kind))


def send(who: Visitor, kind: str, content: bytes, name: str = "list.csv") -> Seen:
    return who.post(f"/desk/vocabulary/{kind}", {"file": (io.BytesIO(content), name)})


def test_the_public_page_names_the_industries_of_the_year_and_says_what_is_not_confirmed(visitor: Visitor) -> None:
    page = visitor.open("/vocabulary")
    assert page.status == 200
    assert "2025 年的名单" in page.text
    assert "新能源智能网联汽车（2021 年）" in page.text
    assert "有 10 个的名称未能从公开资料核对" in page.text
    assert "名称已确认，所在地未确认" in page.text
    assert len(page.soup.find_all("h1")) == 1


def test_the_english_page_uses_english_names(visitor: Visitor) -> None:
    page = visitor.open("/en/vocabulary")
    assert "Pumps and valves" in page.text
    assert "A valley: the name is confirmed; the location is not" in page.text
    assert "泵阀" not in page.text


def test_the_page_still_answers_before_anything_is_loaded(app: Flask, visitor: Visitor) -> None:
    with database().engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM vocabulary_terms")
    assert visitor.open("/vocabulary").status == 200


def test_the_desk_is_only_for_administrators(app: Flask, visitor: Visitor) -> None:
    assert visitor.open("/desk/vocabulary").path == "/accounts/sign-in"
    officer = Visitor(app).sign_in(make_user(Role.CITY_OFFICER))
    for path in ("", "/words", "/stage", "/stage.csv", "/uploads/1"):
        assert officer.open("/desk/vocabulary" + path).status == 403
    for path in ("/stage", "/uploads/1/apply", "/uploads/1/discard"):
        assert officer.post("/desk/vocabulary" + path).status == 403


def test_an_administrator_sees_every_list_and_its_origin(admin: Visitor) -> None:
    page = admin.open("/desk/vocabulary")
    assert page.text.count("系统自带") == len(KINDS)
    assert "（207 个词）" in page.text
    assert "中国（温州）智能谷" in admin.open("/desk/vocabulary/port_valley").text
    assert admin.open("/desk/vocabulary/nonsense").status == 404
    assert admin.open("/desk/vocabulary/nonsense.csv").status == 404


def test_words_are_listed_and_searched(admin: Visitor) -> None:
    page = admin.open("/desk/vocabulary/words?q=空开")
    assert [row.th.get_text() for row in page.soup.select("tbody tr")] == ["断路器", "物联网断路器"]
    assert "没有找到这个词" in admin.open("/desk/vocabulary/words?q=title:*%20OR%20%22").text


def test_a_list_is_exported_changed_uploaded_checked_and_confirmed(app: Flask, admin: Visitor) -> None:
    text = admin.open("/desk/vocabulary/stage.csv").html.replace("中试", "中间试验")
    page = send(admin, "stage", text.encode("gb18030"))
    assert page.status == 200
    assert "修改 1" in page.text
    assert "不变 5" in page.text
    assert [tag.get_text() for tag in page.soup.select("ins")] == ["中间试验"]
    with reading():
        assert queries.label("stage", "pilot", "zh") == "中试"
    assert "等待确认：list.csv" in admin.open("/desk/vocabulary/stage").text
    page = admin.submit(page, button="确认生效")
    assert "名单已更新" in page.text
    assert "管理员上传" in admin.open("/desk/vocabulary").text
    with reading():
        assert queries.label("stage", "pilot", "zh") == "中间试验"
        assert first_broken_entry() is None


def test_an_upload_can_be_dropped_and_is_then_gone(admin: Visitor) -> None:
    page = send(admin, "stage", exported("stage").replace("中试", "改名").encode())
    address = page.path
    assert "词条没有变化" in admin.submit(page, button="丢弃这份文件").text
    assert admin.open(address).status == 409
    assert admin.post(address + "/apply").status == 409
    assert "中试" in admin.open("/desk/vocabulary/stage").text


def test_wrong_rows_are_told_by_line_and_nothing_is_kept(app: Flask, admin: Visitor) -> None:
    lines = exported("stage").splitlines()
    lines[2] = lines[2].replace("active", "nonsense")
    page = send(admin, "stage", "\n".join(lines).encode())
    assert page.status == 422
    assert page.title.startswith("有 1 处需要修改")
    assert page.errors() == ["CSV 文件：文件有 1 处要改，没有写入。"]
    assert [cell.get_text() for cell in page.soup.select("td.n")] == ["3"]
    with reading() as session:
        assert session.query(Revision).filter_by(state="waiting").count() == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\0", "文件有 1 处要改，没有写入。"),
        (b"", "文件有 1 处要改，没有写入。"),
        (b"a" * (512 * 1024 + 1), "文件超过 512 KB，请确认选对了文件。"),
        ("🙂,=1+1\n".encode() * 100, "文件有 1 处要改，没有写入。"),
    ],
)
def test_files_that_are_no_lists_are_refused_with_words(admin: Visitor, content: bytes, message: str) -> None:
    page = send(admin, "stage", content)
    assert page.status == 422
    assert page.errors() == [f"CSV 文件：{message}"]


def test_without_a_file_the_form_asks_for_one(admin: Visitor) -> None:
    page = admin.post("/desk/vocabulary/stage")
    assert page.status == 422
    assert page.errors() == ["请选择一个 CSV 文件。"]


def test_what_was_checked_but_no_longer_fits_is_refused(app: Flask, admin: Visitor) -> None:
    text = exported("industry").replace("future", "space")
    page = send(admin, "industry", text.encode())
    assert page.status == 422
    groups = exported("industry_group") + "industry_group,space,航天,Space,,,9,active,,,x\r\n"
    admin.submit(send(admin, "industry_group", groups.encode()), button="确认生效")
    page = send(admin, "industry", text.encode())
    assert page.status == 200
    with unit_of_work():
        load_vocabulary(replace=True)
    refused = admin.submit(page, button="确认生效")
    assert refused.status == 409
    assert "不再适用" in refused.text


def test_the_commands_report_what_they_hold_and_name_the_wrong_line(app: Flask, tmp_path: object) -> None:
    runner = app.test_cli_runner()
    checked = runner.invoke(args=["vocabulary", "check"])
    assert checked.exit_code == 0
    assert "field315           8 terms, 5 incomplete" in checked.output
    loaded = runner.invoke(args=["vocabulary", "load"])
    assert loaded.exit_code == 0
    assert "county             unchanged=12" in loaded.output
    wrong = runner.invoke(args=["vocabulary", "load", "--folder", str(tmp_path)])
    assert wrong.exit_code == 1
    assert "words.tsv:1: 文件是空的" in wrong.output


def test_templates_name_terms_in_the_language_of_the_page(app: Flask) -> None:
    source = "{{ 'pump_valve' | term('industry') }}|{{ term('stage', 'pilot') }}|{{ term('stage', 'x') }}"
    template = app.jinja_env.from_string(source)
    with reading():
        assert template.render() == "泵阀|中试|x"
        with force_locale("en"):
            assert template.render() == "Pumps and valves|Pilot|x"
