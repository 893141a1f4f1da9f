"""The arithmetic of payment plans."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from matchmaking.contracts.plans import MORE_ROWS, NO_ROWS, ONE_ROW, TOO_LITTLE, TOO_MUCH, parts_of, problem_of

TOTAL = Decimal("1200000.01")


@given(st.integers(1, 10**13), st.lists(st.integers(1, 100), min_size=1, max_size=12))
def test_parts_sum_exactly_to_the_fen_and_none_is_below_zero(fen: int, weights: list[int]) -> None:
    total = Decimal(fen) / 100
    shares = [Decimal(one) * 100 / sum(weights) for one in weights]
    parts = parts_of(total, shares)
    assert sum(parts) == total
    assert all(one >= 0 and one == one.quantize(Decimal("0.01")) for one in parts)


def test_the_last_part_takes_what_rounding_leaves() -> None:
    assert parts_of(Decimal("100.00"), [Decimal("33.3333"), Decimal("33.3333"), Decimal("33.3334")]) == [
        Decimal("33.33"), Decimal("33.33"), Decimal("33.34"),
    ]  # fmt: skip
    assert parts_of(TOTAL, []) == []


def test_rows_must_fit_the_way_of_paying_to_the_fen() -> None:
    half = Decimal("600000.00")
    assert problem_of("lump_sum", TOTAL, [TOTAL]) is None
    assert problem_of("lump_sum", TOTAL, [half, half]) == (ONE_ROW, Decimal(0))
    assert problem_of("instalments", TOTAL, [TOTAL]) == (MORE_ROWS, Decimal(0))
    assert problem_of("instalments", TOTAL, [half, half]) == (TOO_LITTLE, Decimal("0.01"))
    assert problem_of("instalments", TOTAL, [half, half + Decimal("0.02")]) == (TOO_MUCH, Decimal("0.01"))
    assert problem_of("instalments", TOTAL, [half, half + Decimal("0.01")]) is None


def test_a_royalty_leaves_the_rest_to_what_is_sold() -> None:
    assert problem_of("royalty", TOTAL, []) is None
    assert problem_of("royalty_entry_fee", TOTAL, []) == (NO_ROWS, TOTAL)
    assert problem_of("royalty_entry_fee", TOTAL, [Decimal("300000.00")]) is None
    assert problem_of("royalty_entry_fee", TOTAL, [TOTAL + 1]) == (TOO_MUCH, Decimal(1))
