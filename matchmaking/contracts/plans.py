"""The arithmetic of a payment plan: parts that sum exactly, rows that fit a way of paying. Pure, exact to the fen."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from matchmaking.contracts.states import ENTRY_FEE, INSTALMENTS, LUMP_SUM, ROYALTY

FEN = Decimal("0.01")
# What can go wrong, as codes; `wording` says it.
NO_ROWS, ONE_ROW, MORE_ROWS, TOO_LITTLE, TOO_MUCH = "no_rows", "one_row", "more_rows", "too_little", "too_much"


def parts_of(total: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """`total` in parts by percentages that sum to 100. Each is rounded half up to the fen, the last takes the rest."""
    if not shares:
        return []
    parts = [(total * share / 100).quantize(FEN, ROUND_HALF_UP) for share in shares[:-1]]
    # Many small parts that are all rounded up must not leave less than nothing for the last one.
    for place in range(len(parts)):
        parts[place] = min(parts[place], total - sum(parts[:place], Decimal(0)))
    return [*parts, total - sum(parts, Decimal(0))]


def problem_of(mode: str, total: Decimal, amounts: Sequence[Decimal]) -> tuple[str, Decimal] | None:
    """What is wrong with the rows of a plan and by how much; None when all is well.

    Paid at once: one row over the total. In instalments: several that sum to it. With a royalty, only what is fixed
    stands in rows: nothing at all, or the entry fee, never more than the total.
    """
    paid = sum(amounts, Decimal(0))
    if mode == ROYALTY and not amounts:
        return None
    if not amounts:
        return NO_ROWS, total
    if mode == LUMP_SUM and len(amounts) != 1:
        return ONE_ROW, Decimal(0)
    if mode == INSTALMENTS and len(amounts) < 2:
        return MORE_ROWS, Decimal(0)
    if paid > total:
        return TOO_MUCH, paid - total
    if mode not in (ROYALTY, ENTRY_FEE) and paid < total:
        return TOO_LITTLE, total - paid
    return None
