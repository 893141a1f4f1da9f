"""The arithmetic of commissions, exact to the fen. Halves of a fen go up; what rounding leaves over goes into the last
part, so that parts always add up to the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from matchmaking.attributions.states import AMOUNT, ON_RECEIPT, ON_REGISTRATION, ON_SIGNING, RECEIVED

FEN = Decimal("0.01")
MILLION = 1_000_000
WHOLE = 10_000


@dataclass(frozen=True)
class Known:
    """What has happened to a deal so far; amounts in yuan. `receipts` are (day, amount) in their order."""

    amount: Decimal | None = None
    technology: Decimal | None = None
    signed_on: date | None = None
    registered_on: date | None = None
    receipts: Sequence[tuple[date | None, Decimal]] = ()


@dataclass(frozen=True)
class Due:
    """A part of the commission that is due: since when, because of which event, of which base, how much; yuan."""

    cause: str
    on: date | None
    base: Decimal
    amount: Decimal


def fee(base: Decimal, rate: int, cap: Decimal | None = None) -> Decimal:
    """`rate` millionths of `base`, at most `cap`."""
    whole = (base * rate / MILLION).quantize(FEN, ROUND_HALF_UP)
    return whole if cap is None else min(whole, cap)


def dues(base: str, trigger: str, rate: int, cap: Decimal | None, known: Known) -> list[Due]:
    """What is due by now. With each receipt comes the difference to what was due before, so that nothing is lost."""
    total = known.amount if base == AMOUNT else known.technology
    if trigger == ON_RECEIPT:
        return _with_receipts(base, rate, cap, total, known)
    on = known.signed_on if trigger == ON_SIGNING else known.registered_on if trigger == ON_REGISTRATION else None
    if on is None or total is None:
        return []
    return [Due(trigger, on, total, fee(total, rate, cap))]


def _with_receipts(base: str, rate: int, cap: Decimal | None, total: Decimal | None, known: Known) -> list[Due]:
    found, received, before = [], Decimal(0), Decimal(0)
    for on, amount in known.receipts:
        received += amount
        if base == RECEIVED:
            until_now = fee(received, rate, cap)
        elif total is None or not known.amount:
            continue
        else:
            # The fee of the whole, in the proportion in which the contract's amount has come.
            whole = fee(total, rate, cap)
            part = min(received, known.amount)
            until_now = (whole * part / known.amount).quantize(FEN, ROUND_HALF_UP)
        found.append(Due(ON_RECEIPT, on, amount, until_now - before))
        before = until_now
    return found


def expected(base: str, rate: int, cap: Decimal | None, known: Known) -> Decimal | None:
    """What it comes to when everything goes as the contract says; None while the base is not known."""
    total = known.technology if base == "technology" else known.amount
    return None if total is None else fee(total, rate, cap)


def split(amount: Decimal, shares: Sequence[int]) -> list[Decimal]:
    """An amount by shares in hundredths of a percent that are 10,000 together."""
    parts = [(amount * share / WHOLE).quantize(FEN, ROUND_HALF_UP) for share in shares[:-1]]
    return [*parts, amount - sum(parts, Decimal(0))]


def percent(rate: int) -> str:
    """A rate in millionths as it is written: 3.5 %."""
    text = f"{Decimal(rate) / WHOLE:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
