"""Amounts in capitals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.contracts.capitals import DIGITS, capitals

KNOWN = {
    "0": "零元整",
    "0.01": "壹分",
    "0.50": "伍角整",
    "1": "壹元整",
    "10": "壹拾元整",
    "105": "壹佰零伍元整",
    "1000.05": "壹仟元零伍分",
    "1010.10": "壹仟零壹拾元壹角整",
    "1200000": "壹佰贰拾万元整",
    "10000000": "壹仟万元整",
    "100000001": "壹亿零壹元整",
    "100010000": "壹亿零壹万元整",
    "20300400.56": "贰仟零叁拾万零肆佰元伍角陆分",
    "6007008009": "陆拾亿零柒佰万捌仟零玖元整",
    "1234567890.12": "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分",
    "1000000000000": "壹兆元整",
}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}
GROUPS = {"万": 10**4, "亿": 10**8, "兆": 10**12}


def read_back(text: str) -> Decimal:
    """What a person reads in capitals, by a way of its own."""
    total = group = digit = 0
    fen = 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in PLACES:
            group, digit = group + digit * PLACES[sign], 0
        elif sign in GROUPS:
            total, group, digit = total + (group + digit) * GROUPS[sign], 0, 0
        elif sign == "元":
            total, group, digit = total + group + digit, 0, 0
        elif sign == "角":
            fen, digit = fen + digit * 10, 0
        elif sign == "分":
            fen, digit = fen + digit, 0
    return Decimal(total) + Decimal(fen) / 100


@pytest.mark.parametrize(("amount", "words"), KNOWN.items())
def test_amounts_in_capitals(amount: str, words: str) -> None:
    assert capitals(Decimal(amount)) == words


@given(st.integers(0, 10**18 - 1))
def test_every_amount_reads_back_as_itself(fen: int) -> None:
    amount = Decimal(fen) / 100
    words = capitals(amount)
    assert read_back(words) == amount
    assert "零零" not in words


@pytest.mark.parametrize("amount", ["-1", "0.001", "10000000000000000"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        capitals(Decimal(amount))
