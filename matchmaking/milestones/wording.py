"""The performance of a contract in words."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from matchmaking.core.filters import NBSP, today
from matchmaking.milestones.models import Milestone, Payment
from matchmaking.milestones.states import (
    ACCORD_KINDS,
    ACCORD_WORDS,
    DELIVERY_WORDS,
    DISPUTE_WORDS,
    ENTRY_WORDS,
    MILESTONE_WORDS,
    OPERATORS,
    PAYMENT_WORDS,
    SENT_BACK,
    VERDICTS,
)
from matchmaking.milestones.states import OPEN as MILESTONE_OPEN

COLOURS = {
    "locked": "", "open": "supply", "delivered": "warn", "sent_back": "bad", "accepted": "supply", "paid": "supply",
    "planned": "", "claimed": "warn", "reported": "warn", "received": "supply", "settled": "outline",
    "proposed": "warn", "agreed": "supply", "refused": "bad", "withdrawn": "", "waiting": "warn",
}  # fmt: skip


def yuan(value: Decimal | str | None) -> str:
    """An amount exact to the fen: 480,000.00 元."""
    return "—" if value is None else f"{Decimal(value):,.2f}{NBSP}{_('元')}"


def yuan_number(value: Decimal) -> str:
    """The same without the unit."""
    return f"{value:,.2f}"


def milestone_words(code: str) -> str:
    return str(MILESTONE_WORDS.get(code, code))


def payment_words(code: str) -> str:
    return str(PAYMENT_WORDS.get(code, code))


def entry_words(code: str) -> str:
    return str(ENTRY_WORDS.get(code, code))


def delivery_words(code: str) -> str:
    return str(DELIVERY_WORDS.get(code, code))


def accord_words(code: str) -> str:
    """What it is about: 变更, 延期告知 …"""
    return str(ACCORD_KINDS.get(code, code))


def accord_state(code: str) -> str:
    return str(ACCORD_WORDS.get(code, code))


def dispute_words(code: str) -> str:
    return str(DISPUTE_WORDS.get(code, code))


def verdict_words(code: str | None) -> str:
    return str(VERDICTS.get(code or "", ""))


def operator_words(code: str) -> str:
    return str(OPERATORS.get(code, code))


def colour(state: str) -> str:
    """The colour of a state's tag."""
    return COLOURS.get(state, "")


def late_days(one: Milestone | Payment, on: date | None = None) -> int:
    """How many days it is late: a milestone that is not handed in, or a payment that has not come, after its day."""
    if one.due_on is None:
        return 0
    if isinstance(one, Milestone):
        is_due = one.state in (MILESTONE_OPEN, SENT_BACK)
    else:
        is_due = not one.is_closed and (one.milestone_id is None or bool(one.milestone and one.milestone.is_accepted))
    return max(((on or today()) - one.due_on).days, 0) if is_due else 0


def late_words(one: Any) -> str:
    """逾期 3 天; empty when it is not late."""
    days = late_days(one)
    return ngettext("逾期 %(num)s 天", "逾期 %(num)s 天", days) if days else ""


def origin_words(code: str) -> str:
    """From where a version of the plan came."""
    return _("签订的合同") if code == "contract" else accord_words(code)
