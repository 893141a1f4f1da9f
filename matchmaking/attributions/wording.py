"""The ledger and the commissions in words."""

from flask_babel import gettext as _

from matchmaking.attributions import states
from matchmaking.attributions.fees import percent
from matchmaking.attributions.models import LedgerEntry
from matchmaking.deals.wording import stage_words


def role_words(code: str) -> str:
    """挖掘, 凝练, 引荐, 谈判, …"""
    return str(states.ROLES.get(code, code))


def step_words(entry: LedgerEntry) -> str:
    """What was done: what the platform saw, or what was claimed."""
    if entry.how != states.SEEN:
        return entry.words
    if entry.step == "deals.moved":
        return _("推进到“%(stage)s”", stage=stage_words(entry.words))
    return str(states.STEPS.get(entry.step, entry.step))


def answer_words(code: str) -> str:
    """认可, 有异议."""
    return str(states.ANSWERS.get(code, code))


def base_words(code: str) -> str:
    """Of what it is a part."""
    return str(states.BASES.get(code, code))


def trigger_words(code: str) -> str:
    """What makes it due."""
    return str(states.TRIGGERS.get(code, code))


def commission_words(state: str) -> str:
    """Where it stands."""
    return str(states.COMMISSION_WORDS.get(state, state))


def paper_words(kind: str) -> str:
    """An invoice or a payment."""
    return str(states.PAPERS.get(kind, kind))


def rate_words(rate: int) -> str:
    """3.5%"""
    return f"{percent(rate)}%"


def yuan(amount: object) -> str:
    """An amount to the fen: 12,345.60 元."""
    return _("%(amount)s 元", amount=f"{amount:,.2f}") if amount is not None else "—"
