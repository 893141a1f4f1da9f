"""Commissions are exact to the fen: parts add up, caps hold, nothing is rounded twice."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from matchmaking.attributions.fees import Due, Known, dues, expected, fee, percent, split

SIGNED = Known(
    amount=Decimal("1200000.00"), technology=Decimal("1000000.01"), signed_on=date(2026, 12, 1),
    registered_on=date(2026, 12, 9),
)  # fmt: skip


def test_a_fee_is_a_rate_of_the_base_up_to_its_cap() -> None:
    assert fee(Decimal("1000000.01"), 35_000) == Decimal("35000.00")
    assert fee(Decimal("33.33"), 150_000) == Decimal("5.00")
    assert fee(Decimal("0.10"), 50_000) == Decimal("0.01")
    assert fee(Decimal("1200000"), 35_000, Decimal("30000")) == Decimal("30000")
    assert [percent(one) for one in (35_000, 30_000, 12_345, 1)] == ["3.5", "3", "1.2345", "0.0001"]


def test_signing_and_registration_make_it_due_once() -> None:
    assert dues("amount", "signing", 35_000, None, Known(amount=SIGNED.amount)) == []
    assert dues("amount", "signing", 35_000, None, SIGNED) == [
        Due("signing", date(2026, 12, 1), Decimal("1200000.00"), Decimal("42000.00"))
    ]
    assert dues("technology", "registration", 15_000, None, SIGNED) == [
        Due("registration", date(2026, 12, 9), Decimal("1000000.01"), Decimal("15000.00"))
    ]
    assert expected("technology", 15_000, Decimal(9000), SIGNED) == Decimal(9000)
    assert expected("amount", 15_000, None, Known()) is None


@pytest.mark.parametrize("base", ["received", "amount", "technology"])
def test_what_is_due_with_each_receipt_adds_up_to_the_whole(base: str) -> None:
    numbers = Random(6)
    for _case in range(200):
        receipts = [Decimal(numbers.randrange(1, 9_999_999)) / 100 for _one in range(numbers.randrange(1, 9))]
        total = sum(receipts, Decimal(0))
        rate, cap = numbers.randrange(1, 1_000_000), numbers.choice([None, Decimal("12345.67")])
        technology = (total * Decimal("0.8")).quantize(Decimal("0.01"))
        known = Known(amount=total, technology=technology, receipts=[(None, one) for one in receipts])
        found = dues(base, "receipt", rate, cap, known)
        assert len(found) == len(receipts)
        assert sum((one.amount for one in found), Decimal(0)) == fee(
            technology if base == "technology" else total, rate, cap
        )
        assert all(one.amount >= 0 and one.amount == round(one.amount, 2) for one in found)


def test_shares_add_up_and_the_rest_falls_to_the_last() -> None:
    assert split(Decimal("100.00"), [3333, 3333, 3334]) == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    assert split(Decimal("0.01"), [5000, 5000]) == [Decimal("0.01"), Decimal("0.00")]
    assert sum(split(Decimal("12345.67"), [1, 9998, 1]), Decimal(0)) == Decimal("12345.67")
