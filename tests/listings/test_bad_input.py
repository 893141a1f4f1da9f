"""What people and programs send that is wrong: a message that helps, the input kept, never a failure."""

from typing import Any

import pytest
from flask import Flask

from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.listings.sides import Tried
from tests.visitor import Seen, Visitor
from tests.writing import STEPS, change_record, step_of, write_record, write_step


@pytest.fixture
def writer(app: Flask) -> Visitor:
    """The owner of an organisation, signed in."""
    owner = make_user()
    make_organisation(owner=owner, name="瓯江试验阀门有限公司")
    return Visitor(app).sign_in(owner)


def send(writer: Visitor, tried: Tried, **changed: Any) -> Seen:
    """Fill in all steps of a new record, up to the one that is refused."""
    return write_record(writer, tried.side.room, {**tried.typed, **changed})


def test_every_contradiction_is_named_at_its_field_and_the_input_stays(writer: Visitor, tried: Tried) -> None:
    row = f"{tried.rows}-0"
    cases = {
        "请填写标题。": {"title": "   "},
        "最多 80 个字符，请删减后再提交。": {"title": "长" * 81},
        "请填写不小于 0 的数字。": {f"{tried.amount}_low": "-5"},
        "请填写数字，例如 180 或 0.5。": {f"{tried.amount}_high": "很多"},
        "上限不能低于下限，请检查是否填反了。": {f"{tried.amount}_low": "200", f"{tried.amount}_high": "100"},
        "范围的上限不能低于下限，请检查是否填反了。": {
            f"{row}-operator": "range", f"{row}-{tried.low}": "80", f"{row}-{tried.low.replace('low', 'high')}": "70",
        },
        "最多 20 个字符，请删减后再提交。": {f"{row}-unit": "thisisnounitthatanybodyuses"},
        "单位里不要写数值，数值填在前一格。": {f"{row}-unit": "70 MPa"},
        "请从列表里选择一项。": {"county_code": "999999"},
        "请从列表里选择。": {"industry_codes": ["nonsense"]},
        "最多 10 个词，请删减。": {"keywords": "、".join(f"词{number}" for number in range(11))},
    }  # fmt: skip
    for message, changed in cases.items():
        page = send(writer, tried, **changed)
        assert (message, page.status) == (message, 422)
        assert any(message in line for line in page.errors()), (message, page.errors())
        assert page.title.startswith("有 1 处需要修改")
        field = next(iter(changed))
        kept = page.soup.find(attrs={"name": field})
        if kept.name == "input" and kept.get("type") != "checkbox" and changed[field].strip():
            assert kept["value"] == changed[field]
        target = page.soup.select_one(".error-summary a")["href"].removeprefix("#")
        assert page.soup.find(id=target) is not None, target
        assert not any(message in line for line in writer.open(tried.path("mine")).errors())


def test_a_million_characters_are_refused_politely(writer: Visitor, tried: Tried) -> None:
    assert send(writer, tried, title="长" * 1_000_000).status == 413
    assert send(writer, tried, keywords="长" * 20_000).status == 422


def test_an_unseen_character_is_refused(writer: Visitor, tried: Tried) -> None:
    page = send(writer, tried, title="标题\0藏着字符")
    assert page.status == 400
    assert "看不见的控制字符" in page.text


def test_emoji_quotes_and_tags_are_only_text(writer: Visitor, tried: Tried) -> None:
    title = "🔥 <b>title:* OR \"</b> '); DROP TABLE demands; --"
    assert send(writer, tried, title=title).path == tried.path(1, "submit")
    first = writer.open(tried.path(1, "edit", STEPS[tried.side.room][0]))
    assert first.soup.find(id="title")["value"] == title
    shown = writer.open(tried.path(1))
    assert shown.soup.h1.get_text() == title.replace(" ", "\u00a0", 0)
    assert "<b>title" not in shown.html


def test_the_same_title_twice_is_refused_when_handed_in(writer: Visitor, app: Flask, tried: Tried) -> None:
    first = send(writer, tried)
    writer.submit(first, {"not_secret": "y"}, button="提交核验")
    second = send(writer, tried)
    (message,) = second.errors()
    assert message.startswith(f"贵单位已有同名记录（{tried.side.prefix}-")
    assert writer.post(tried.path(2, "submit"), {"not_secret": "y"}).status == 422


def test_vague_words_are_no_criterion(writer: Visitor, tried: Tried) -> None:
    row = f"{tried.rows}-0"
    changed = {f"{row}-operator": "text", f"{row}-text": "达到国际先进水平", f"{row}-{tried.low}": ""}
    page = send(writer, tried, **changed)
    assert page.errors() == ["“达到国际先进水平”测不出来，请改成能检验的说法。"]


def test_rows_are_added_and_removed_without_scripts(writer: Visitor, tried: Tried) -> None:
    page = write_step(writer, writer.open(tried.path("new")), tried.typed)
    page = writer.open(tried.path(1, "edit", step_of(tried.side.room, tried.rows)))
    page = writer.submit(page, tried.typed, button="再加一项")
    assert page.status == 200
    second = f"{tried.rows}-1-name"
    page = writer.submit(page, {second: "硬度"}, button="再加一项")
    assert page.soup.find(attrs={"name": second})["value"] == "硬度"
    page = writer.submit(page, {"remove": f"{tried.rows}-0"})
    assert page.soup.find(attrs={"name": f"{tried.rows}-0-name"})["value"] == "硬度"
    write_step(writer, page, {})
    saved = writer.open(page.path)
    assert [row["value"] for row in saved.soup.select(f"input[name^={tried.rows}-][name$=-name]")] == ["硬度"]


def test_hostile_row_numbers_do_no_harm(writer: Visitor, tried: Tried) -> None:
    write_step(writer, writer.open(tried.path("new")), tried.typed)
    page = writer.open(tried.path(1, "edit", step_of(tried.side.room, tried.rows)))
    many = {f"{tried.rows}-{number}-name": f"行 {number}" for number in (0, 5, 99, 100_000)}
    assert writer.submit(page, {**many, "action": "next"}, action=page.path).status == 200
    page = writer.open(page.path)
    odd = {f"{tried.rows}--1-name": "x", f"{tried.rows}-x-name": "x"}
    assert writer.submit(page, {**odd, "action": "next"}, action=page.path).status == 200


def test_a_published_record_must_stay_complete(app: Flask, tried: Tried) -> None:
    owner = make_user()
    tried.make(make_organisation(owner=owner))
    writer = Visitor(app).sign_in(owner)
    page = change_record(writer, tried.path(1), {f"{tried.rows}-0-{tried.low}": ""})
    assert page.status == 422
    assert page.errors() == ["第 1 项：请填写数值。"]


def test_a_title_that_another_published_record_has_is_refused(app: Flask, tried: Tried) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner)
    tried.make(organisation, title="第一条")
    tried.make(organisation, title="第二条")
    writer = Visitor(app).sign_in(owner)
    page = change_record(writer, tried.path(2), {"title": "第一条"})
    assert page.status == 422
    assert page.errors()[0].startswith("贵单位已有同名记录")


def test_a_missing_or_senseless_digest_counts_as_stale(app: Flask, tried: Tried) -> None:
    owner = make_user()
    tried.make(make_organisation(owner=owner), state="draft")
    writer = Visitor(app).sign_in(owner)
    step = STEPS[tried.side.room][0]
    for seen in ("", "-1", "abc", "0" * 20):
        assert writer.post(tried.path(1, "edit", step), {"title": "别的标题", "seen": seen}).status == 409
    assert writer.post(tried.path(1, "edit", step), {"title": "别的标题"}).status == 409
