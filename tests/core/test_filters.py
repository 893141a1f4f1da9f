"""Values become words: money, numbers with units, days."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import force_locale

from matchmaking.core import filters
from matchmaking.core.db import Money, UtcDateTime
from matchmaking.core.pages import Page, page_number

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("yuan", "chinese", "english"),
    [
        (1_800_000, "180 万元", "CNY 1.8 million"),
        (260, "260 元", "CNY 260"),
        (120_000_000, "1.2 亿元", "CNY 120 million"),
        (950_000, "95 万元", "CNY 950,000"),
        (None, "—", "—"),
    ],
)
def test_money_reads_as_the_field_writes_it(app: Flask, yuan: int | None, chinese: str, english: str) -> None:
    with app.test_request_context():
        assert filters.money(yuan).replace(NBSP, " ") == chinese
        with force_locale("en"):
            assert filters.money(yuan).replace(NBSP, " ") == english


def test_a_range_of_money_says_the_unit_once(app: Flask) -> None:
    with app.test_request_context():
        assert filters.money_range(Decimal(600_000), Decimal(1_500_000)).replace(NBSP, " ") == "60–150 万元"
        assert filters.money_range(None, None) == "面议"
        with force_locale("en"):
            two, one = Decimal(2_000_000), Decimal(1_200_000)
            assert filters.money_range(one, two).replace(NBSP, " ") == "CNY 1.2–2 million"
            assert filters.money_range(Decimal(300_000), Decimal(500_000)).replace(NBSP, " ") == "CNY 300,000–500,000"
            assert filters.money_range(Decimal(900_000), two).replace(NBSP, " ") == "CNY 900,000–2 million"


def test_a_number_keeps_its_unit_and_its_sign_on_the_line() -> None:
    assert filters.num_unit("≥ 70 MPa") == f"≥{NBSP}70{NBSP}MPa"
    assert filters.num_unit("<b>") == "&lt;b&gt;"


def test_marked_text_is_escaped_piece_by_piece() -> None:
    assert filters.marked([("<阀座>", True), ("&", False)]) == "<mark>&lt;阀座&gt;</mark>&amp;"


def test_the_deadline_day_itself_still_counts(app: Flask) -> None:
    with app.test_request_context():
        assert filters.days_left(filters.today()) == "今天 24:00 截止"
        assert filters.days_left(filters.today() - timedelta(days=1)) == "已截止"
        assert filters.days_left(filters.today() + timedelta(days=26)) == "还剩 26 天"


def test_a_moment_without_a_zone_and_money_as_a_float_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), None)
    with pytest.raises(TypeError):
        Money().process_bind_param(0.1, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "number"), [("3", 3), ("-1", 1), ("abc", 1), ("0", 1), ("9" * 40, 1), ("²", 1), ("", 1)]
)
def test_a_nonsense_page_number_is_the_first_page(text: str, number: int) -> None:
    assert page_number({"page": text}) == number


def test_page_numbers_show_gaps() -> None:
    assert Page([], 10, 20, 400).numbers == [1, None, 8, 9, 10, 11, 12, None, 20]
    assert Page([], 1, 20, 0).numbers == [1]


def test_a_moment_belongs_to_the_day_it_has_in_the_city(app: Flask) -> None:
    with app.test_request_context():
        assert filters.day(datetime(2026, 11, 21, 20, 0, tzinfo=UTC)) == "2026年11月22日"
