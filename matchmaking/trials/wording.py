"""Trials in words."""

from flask_babel import gettext as _

from matchmaking.core.filters import money
from matchmaking.trials import states
from matchmaking.trials.models import PoolEntry


def state_words(code: str) -> str:
    """试用申请, 试用中, …"""
    return str(states.STATE_WORDS.get(code, code))


def kind_words(code: str) -> str:
    """样品验证 or 先用后转."""
    return str(states.KINDS.get(code, code))


def reason_words(code: str | None) -> str:
    """Why it was refused, given back or dropped."""
    return str(states.REASONS.get(code or "", code or ""))


def audience_words(code: str) -> str:
    """Who may apply."""
    return str(states.AUDIENCES.get(code, code))


def conversion_words(code: str | None) -> str:
    """How it is paid for afterwards."""
    return str(states.CONVERSION_MODES.get(code or "", code or ""))


def conversion_price(entry: PoolEntry) -> str:
    """What it costs afterwards."""
    return money(entry.conversion_price) if entry.conversion_price is not None else _("届时协商")


def look_of(state: str) -> str:
    """The colour of a state's tag."""
    if state in (states.PASSED, states.CONVERTED):
        return "supply"
    if state in (states.REFUSED, states.FAILED, states.RETURNED, states.DROPPED):
        return "bad" if state == states.FAILED else "outline"
    return "warn" if state in (states.APPLIED, states.REPORTED, states.EVALUATED) else "outline"
