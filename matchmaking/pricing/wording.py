"""Words of prices on pages."""

from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.deals.models import Deal
from matchmaking.files.models import StoredFile
from matchmaking.pricing import states
from matchmaking.pricing.models import Offer, Price
from matchmaking.pricing.permissions import hides_name
from matchmaking.pricing.structures import STRUCTURES, words_of


def structure_words(code: str) -> str:
    """一次总付, 分期支付, …"""
    return str(STRUCTURES.get(code, code))


def mode_words(code: str) -> str:
    """协议定价, 挂牌交易, 拍卖."""
    return str(states.MODES.get(code, code))


def answer_words(code: str | None) -> str:
    """有交集, 差距 ≤20%, 差距较大."""
    return str(states.ANSWERS.get(code or "", code or ""))


def state_words(code: str, of: str) -> str:
    """The state of an offer, of an answer to one, of a price, of a notice."""
    words: dict[str, dict[str, Any]] = {
        "offer": states.OFFER_WORDS, "answer": states.ANSWER_WORDS, "price": states.PRICE_WORDS,
        "notice": states.NOTICE_WORDS,
    }  # fmt: skip
    return str(words[of].get(code, code))


def paper_words(code: str) -> str:
    """评估报告, 成交确认书, …"""
    return str(states.PAPERS.get(code, code))


def price_words(one: Offer | Price) -> str:
    """An offer or a price in one sentence, exact to the fen."""
    return words_of(one.structure, one.terms)


def fen(amount: Decimal) -> str:
    """Yuan with two decimals: 1,234,567.89."""
    return f"{amount:,.2f}"


def file_name(viewer: Viewer, deal: Deal, stored: StoredFile) -> str:
    """The name of a paper; one of a hidden buyer is called after what it is."""
    if hides_name(viewer, deal, stored):
        return paper_words(stored.purpose) + PurePosixPath(stored.name).suffix
    return stored.name
