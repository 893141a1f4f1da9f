"""Payment structures add up to the fen, whatever the numbers."""

from datetime import date
from decimal import Decimal as D

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaking.core.errors import RuleBroken
from matchmaking.pricing.structures import (
    FREE_USE,
    INSTALMENTS,
    equity,
    free_use,
    instalments,
    months_later,
    plan_of,
    royalty,
    split,
    words_of,
    yuan_words,
)

QUICK = settings(max_examples=60, deadline=None)


@QUICK
@given(st.integers(100_00, 10**13), st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_parts_sum_to_the_price_exactly_whatever_the_shares(fen: int, weights: list[int]) -> None:
    total = D(fen) / 100
    shares = [(D(one) * 100 / sum(weights)).quantize(D("0.0001")) for one in weights[:-1]]
    shares.append(100 - sum(shares, D(0)))
    parts = split(total, shares)
    assert sum(parts) == total
    for part, share in zip(parts[:-1], shares[:-1], strict=True):
        assert abs(part - total * share / 100) <= D("0.005"), "half a fen"
    assert all(part == part.quantize(D("0.01")) for part in parts)


def test_a_third_of_a_hundred_yuan_leaves_the_odd_fen_to_the_last_part() -> None:
    assert split(D(100), [D("33.33"), D("33.33"), D("33.34")]) == [D("33.33"), D("33.33"), D("33.34")]
    assert split(D("0.10"), [D("12.5")] * 8) == [D("0.01")] * 7 + [D("0.03")]


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ([D(30), D(60)], "合计应为 100%"),
        ([D(50), D("50.0001")], "100.0001%"),
        ([D("99.9999"), D("0.0001")], "不到 1 分"),
    ],
)
def test_shares_that_do_not_make_a_whole_are_refused_with_their_sum(shares: list[D], words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        split(D(100), shares)


def test_instalments_are_paid_in_the_order_of_their_days() -> None:
    early, late = date(2027, 1, 31), date(2027, 6, 30)
    plan = instalments(D(1_800_000), [("签约", D(30), early), ("验收", D(70), late)])
    assert [(one.amount, one.due_on) for one in plan.lines] == [(D(540_000), early), (D(1_260_000), late)]
    with pytest.raises(RuleBroken, match="先后"):
        instalments(D(1_800_000), [("签约", D(30), late), ("验收", D(70), early)])


def test_commissions_stop_at_the_cap_and_are_filled_up_to_the_floor() -> None:
    sales = [("2027", D(1_000_000)), ("2028", D("3333333.33")), ("2029", D(4_000_000))]
    plain = royalty(D(300_000), D(3), sales, base="净销售额")
    assert [one.amount for one in plain.lines] == [D(300_000), D(30_000), D(100_000), D(120_000)]
    assert plain.total == D(550_000)
    assert plain.is_estimate
    capped = royalty(D(300_000), D(3), sales, base="净销售额", cap=D(200_000))
    assert [one.amount for one in capped.lines] == [D(300_000), D(30_000), D(100_000), D(70_000)]
    filled = royalty(D(0), D(3), sales, base="净销售额", floor=D(260_000))
    assert [one.amount for one in filled.lines] == [D(30_000), D(100_000), D(130_000)]
    assert filled.total == D(260_000)


def test_shares_of_a_company_say_what_the_whole_is_worth() -> None:
    plan = equity(D(3_000_000), D("12.5"), "温州某公司")
    assert dict(plan.facts)["入股后公司总值"] == "2400 万元"
    assert not plan.is_cash


def test_free_use_costs_nothing_until_its_end() -> None:
    plan = free_use(6, date(2026, 8, 31), D(200_000), [])
    assert [(one.amount, one.due_on) for one in plan.lines] == [
        (D(0), date(2026, 8, 31)), (D(200_000), date(2027, 2, 28))
    ]  # fmt: skip
    with pytest.raises(RuleBroken, match="不能早于免费试用期结束"):
        free_use(6, date(2026, 8, 31), D(200_000), [("一", D(50), date(2026, 9, 1)), ("二", D(50), None)])
    assert months_later(date(2027, 12, 31), 2) == date(2028, 2, 29)


def test_stored_terms_give_the_same_plan_and_an_exact_sentence() -> None:
    parts = [{"title": "签约", "share": "40", "due_on": None}, {"title": "验收", "share": "60", "due_on": "2027-06-30"}]
    plan = plan_of(INSTALMENTS, {"total": "123456.78", "parts": parts})
    assert [one.amount for one in plan.lines] == [D("49382.71"), D("74074.07")]
    assert words_of(INSTALMENTS, {"total": "123456.78", "parts": parts}) == "12.345678 万元"
    assert words_of(FREE_USE, {"months": 6, "total": "200000", "parts": []}) == "免费试用 6 个月后 20 万元"


def test_amounts_are_written_out_in_english(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert [yuan_words(D(one)) for one in ("1800000", "123456.78")] == ["CNY\xa01,800,000", "CNY\xa0123,456.78"]
