"""Which tax hints belong to a contract, and the one figure among them. Hints, never advice: the tax office decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")
# Codes of the list "tax_hint".
INCOME_EXEMPT, INCOME_EXCLUDED, INCOME_RELATED = "income_exempt", "income_excluded", "income_related"
VAT, STAMP, DEDUCTION, PERSONAL = "vat", "stamp", "deduction", "personal"
_EXCLUDED = {"patent_application_transfer", "know_how_transfer"}
_NON_PROFIT = {"university", "institute", "rnd_institution"}


@dataclass(frozen=True)
class Circumstances:
    """What decides which hints are shown. `seller_kind` is the kind of the selling organisation."""

    kind: str | None
    sub_kind: str | None
    amount: Decimal | None
    technology_amount: Decimal | None
    is_related: bool
    seller_kind: str


def hints_for(case: Circumstances) -> Sequence[str]:
    """The codes of the hints, in the order of the list."""
    found = []
    if case.kind in ("transfer", "licence"):
        if case.is_related:
            found.append(INCOME_RELATED)
        else:
            found.append(INCOME_EXCLUDED if case.sub_kind in _EXCLUDED else INCOME_EXEMPT)
    if case.kind in ("transfer", "licence", "development", "consulting", "service"):
        found.append(VAT)
    found.append(STAMP)
    if case.sub_kind == "commissioned_development":
        found.append(DEDUCTION)
    if case.seller_kind in _NON_PROFIT:
        found.append(PERSONAL)
    return found


def stamp_duty(amount: Decimal, rate: Decimal) -> Decimal:
    """The stamp duty of one party in yuan, to the fen, halves up. Raises ValueError for a negative amount."""
    if amount < 0 or rate < 0:
        raise ValueError("a negative amount")
    return (amount * rate).quantize(FEN, ROUND_HALF_UP)


def is_large(technology_amount: Decimal | None, threshold: Decimal) -> bool:
    """Whether the technology amount makes it a large contract (大额), for which registries take longer."""
    return technology_amount is not None and technology_amount >= threshold
