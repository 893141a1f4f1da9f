"""Fields read what people really type and refuse the rest with words that help."""

from decimal import Decimal

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import FormField

from matchmaking.core.addresses import own_path
from matchmaking.core.forms import BaseForm, Day, FloatNumber, LongText, Row, Rows, Text, WanYuan, Words, read_number


class PartForm(Row):
    name = Text("名称", limit=10)
    value = FloatNumber("数值")


class OrderForm(BaseForm):
    title = Text("标题", limit=5, needed="请填写标题。")
    note = LongText("说明", limit=10)
    budget = WanYuan("预算")
    until = Day("截止")
    words = Words("关键词", most=3)
    parts = Rows(FormField(PartForm), min_entries=1, most=4)


def form_of(app: Flask, **values: str) -> OrderForm:
    with app.test_request_context(method="POST"):
        form = OrderForm(formdata=MultiDict({"title": "好", **values}), meta={"csrf": False})
        form.validate()
        return form


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("180", "1800000"),
        (" １８０ ", "1800000"),
        ("1,200", "12000000"),
        ("0.5", "5000"),
        ("", None),
        ("0.000001", "0.01"),
    ],
)
def test_money_is_typed_in_wan_and_kept_in_yuan_exact_to_the_fen(app: Flask, typed: str, yuan: str | None) -> None:
    form = form_of(app, budget=typed)
    assert not form.budget.errors
    assert form.budget.data == (Decimal(yuan) if yuan else None)


@pytest.mark.parametrize("typed", ["一百八", "-5", "1e9", "NaN", "Infinity", "9" * 30, "0.0000001", "12万"])
def test_money_that_is_no_amount_is_refused_and_the_typed_text_is_kept(app: Flask, typed: str) -> None:
    form = form_of(app, budget=typed)
    assert len(form.budget.errors) == 1
    assert form.budget._value() == typed


@pytest.mark.parametrize("typed", ["2026-12-18", "2026/12/18", "２０２６-12-18", "2026年12月18日"])
def test_a_day_may_be_written_in_the_usual_ways(app: Flask, typed: str) -> None:
    assert form_of(app, until=typed).until.data.isoformat() == "2026-12-18"


def test_a_day_that_does_not_exist_is_refused_with_an_example(app: Flask) -> None:
    form = form_of(app, until="2026-02-30")
    assert form.until.errors == ["请按 2026-12-18 这样的格式填写日期。"]
    assert form.until._value() == "2026-02-30"


def test_words_are_split_at_any_usual_sign_and_doubles_are_dropped(app: Flask) -> None:
    assert form_of(app, words="密封、泄漏，密封;阀座").words.data == ["密封", "泄漏", "阀座"]
    assert form_of(app, words="一、二、三、四").words.errors == ["最多 3 个词，请删减。"]


def test_too_long_text_is_refused_and_says_how_much_is_allowed(app: Flask) -> None:
    assert form_of(app, title="一二三四五六").title.errors == ["最多 5 个字符，请删减后再提交。"]
    assert form_of(app, title="   ").title.errors == ["请填写标题。"]


def test_rows_can_be_added_and_removed_without_javascript(app: Flask) -> None:
    sent = {"parts-0-name": "硬度", "parts-0-value": "1100", "parts-1-name": "强度", "parts-1-value": "70"}
    form = form_of(app, **sent)
    assert form.parts.handle_buttons({"add": "parts"})
    assert [entry.form.name.data for entry in form.parts] == ["硬度", "强度", None]
    assert form.parts.handle_buttons({"remove": "parts-0"})
    assert form.parts.filled() == [{"name": "强度", "value": 70.0}]
    assert not form.parts.handle_buttons({"save": "1"})


def test_a_form_that_sends_a_thousand_rows_is_cut_at_the_limit(app: Flask) -> None:
    form = form_of(app, **{f"parts-{number}-name": "x" for number in range(1000)})
    assert len(form.parts.entries) <= 4


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "0x10", "１２a"])
def test_what_is_no_number_is_no_number(text: str) -> None:
    with pytest.raises(ValueError):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/demands/4?page=2", "/demands/4?page=2"),
        ("//evil.example", None),
        ("/\\evil.example", None),
        ("https://evil.example/", None),
        ("/ok\nSet-Cookie: x", None),
        ("", None),
        (None, None),
    ],
)
def test_next_leads_only_to_our_own_pages(text: str | None, path: str | None) -> None:
    assert own_path(text) == path
