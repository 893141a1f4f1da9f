"""Comparing two private ranges without giving them away: fixed steps, three answers, and how much these can tell.

Every comparison happens on the steps of a public scale. Whatever a side enters, and however often, the answers can
never tell two bounds of the other apart that lie on the same step; neighbouring steps are at least 5 % apart.
"""

from dataclasses import dataclass
from decimal import Decimal

from matchmaking.pricing.states import FAR, NEAR, OVERLAP

# From 100 to 1000; the same for every power of ten.
STEPS = (
    100, 110, 120, 130, 140, 150, 160, 170, 180, 190, 200, 220, 250, 280, 300, 320, 350, 380, 400, 420, 450, 500, 550,
    600, 650, 700, 750, 800, 850, 900, 950,
)  # fmt: skip
# "差距 ≤20%": the buyer's most is at least four fifths of the seller's least.
NEAR_FACTOR = Decimal("1.25")


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, in yuan."""

    low: Decimal
    high: Decimal


def step_below(amount: Decimal) -> Decimal:
    """The largest step that is not above an amount (yuan, more than nothing)."""
    unit = Decimal(10) ** (amount.adjusted() - 2)
    return max(Decimal(one) for one in STEPS if one * unit <= amount) * unit


def nearest_step(amount: Decimal) -> Decimal:
    """The step nearest to an amount; of two equally near ones the lower."""
    below = step_below(amount)
    unit = Decimal(10) ** (below.adjusted() - 2)
    above = min(Decimal(one) for one in (*STEPS, 1000) if one * unit > below) * unit
    return below if amount - below <= above - amount else above


def compare(buyer: Range, seller: Range) -> str:
    """OVERLAP when the buyer pays at least what the seller takes, NEAR when at most 20 % are missing, else FAR.

    Only the buyer's high and the seller's low count. The buyer's bound counts as the step below it: an overlap is
    therefore always a real one, and one narrower than a step may be called near.
    """
    most = step_below(buyer.high)
    if most >= seller.low:
        return OVERLAP
    return NEAR if step_below(most * NEAR_FACTOR) >= seller.low else FAR


def middle(buyer: Range, seller: Range) -> Decimal:
    """The middle of the overlap, on the nearest step. For two sides that have both agreed to have it shown."""
    return nearest_step((max(buyer.low, seller.low) + min(buyer.high, seller.high)) / 2)
