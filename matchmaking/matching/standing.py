"""What is known of two records beside what they say: how fresh, how well checked, how soon answered. Pure steps.

Each counts little, and what is not known counts nothing: a new record and a new owner lose nothing. Steps are coarse,
so that a stored score does not change from one day to the next.
"""

from datetime import datetime, timedelta

# What each may add or take away at most.
LEANINGS = {"freshness": 0.01, "verification": 0.01, "response": 0.01}
# What is not known neither helps nor hurts.
UNKNOWN = 0.5

FRESH, AGEING, OLD = "fresh", "ageing", "old"
# The days after which owners are asked whether a record still holds, and after which nobody has answered.
FRESH_FOR, AGEING_FOR = timedelta(days=90), timedelta(days=180)
FAST, USUAL, SLOW = "fast", "usual", "slow"
# The median of working days until an owner acts, from its last cases; half of the shortest time limits is fast.
FAST_DAYS, USUAL_DAYS = 2.0, 5.0
RESPONSE_VALUES = {FAST: 1.0, USUAL: 0.5, SLOW: 0.0}
FRESHNESS_VALUES = {FRESH: 1.0, AGEING: 0.5, OLD: 0.0}


def freshness_step(confirmed_at: datetime | None, moment: datetime) -> str | None:
    """How long ago an owner last said, by publishing or confirming, that a record holds; None when never."""
    if confirmed_at is None:
        return None
    age = moment - confirmed_at
    return FRESH if age <= FRESH_FOR else AGEING if age <= AGEING_FOR else OLD


def response_step(days: float | None) -> str | None:
    """How soon an owner usually acts, from the median of its working days; None when there are too few cases."""
    if days is None:
        return None
    return FAST if days <= FAST_DAYS else USUAL if days <= USUAL_DAYS else SLOW


def freshness_fit(demand: str | None, achievement: str | None) -> tuple[float, str]:
    """The older of the two decides: value and code of the reason."""
    known = [one for one in (demand, achievement) if one is not None]
    if not known:
        return UNKNOWN, "freshness_unknown"
    step = min(known, key=lambda one: FRESHNESS_VALUES[one])
    return FRESHNESS_VALUES[step], f"freshness_{step}"


def verification_fit(*, are_verified: bool | None, has_evidence: bool) -> tuple[float, str]:
    """Whether both owners were checked, and whether anything backs a figure of the achievement but its own word."""
    if not are_verified:
        return UNKNOWN, "verification_unknown"
    return (1.0, "verification_evidence") if has_evidence else (0.75, "verification_checked")


def response_fit(demand: str | None, achievement: str | None) -> tuple[float, str]:
    """How soon the two owners act: the mean of what is known."""
    known = [RESPONSE_VALUES[one] for one in (demand, achievement) if one is not None]
    if not known:
        return UNKNOWN, "response_unknown"
    return sum(known) / len(known), "response_known"
