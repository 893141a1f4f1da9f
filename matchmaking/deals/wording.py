"""Deals in words, as far as the reader may know."""

from decimal import Decimal

from flask_babel import gettext as _

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.filters import NBSP, TEN_THOUSAND, money
from matchmaking.core.languages import current_language
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import knows_buyer
from matchmaking.deals.states import BUYER, EVENT_KINDS, ORIGINS, REASONS, SELLER, SIDES, STATE_WORDS


def stage_words(code: str | None) -> str:
    """初步接触, 三方洽谈, …"""
    return str(STATE_WORDS.get(code or "", code or ""))


def side_words(code: str | None) -> str:
    """需求方, 成果方, 技术经理人."""
    return str(SIDES.get(code or "", code or ""))


def origin_words(code: str) -> str:
    """On which way a deal came."""
    return str(ORIGINS.get(code, code))


def event_words(code: str) -> str:
    """电话, 走访, 会谈, 邮件, 备注."""
    return str(EVENT_KINDS.get(code, code))


def reason_words(code: str | None) -> str:
    """Why a deal ended."""
    return str(REASONS.get(code or "", code or ""))


def party_name(viewer: Viewer, deal: Deal, side: str, *, short: bool = False) -> str:
    """The name of a party as this viewer may know it: a buyer that has not said who it is reads "已脱敏企业"."""
    if side == BUYER and not knows_buyer(viewer, deal):
        return _("已脱敏企业")
    organisation = deal.buyer if side == BUYER else deal.seller if side == SELLER else deal.centre
    if organisation is None:
        return ""
    return organisation.display_name if short else organisation.local_name


def person_name(viewer: Viewer, deal: Deal, user: User | None, side: str) -> str:
    """The name of somebody who acted for a side, likewise: people of a hidden buyer stay unnamed."""
    if side == BUYER and not knows_buyer(viewer, deal):
        return _("需求方")
    return user.name if user is not None else side_words(side)


def wan(amount: Decimal | None, short: bool = False) -> str:
    """Yuan in 万元, exact to the fen and with thousands set apart: 2,846 万元, or `short` 2,846 万; in English as
    everywhere."""
    if amount is None:
        return "—"
    if current_language() == "en":
        return money(amount)
    whole, _dot, rest = f"{amount / TEN_THOUSAND:,.6f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}{'.' if rest else ''}{rest}{NBSP}{'万' if short else '万元'}"


def owner_words(viewer: Viewer, deal: Deal) -> str:
    """Who does the next step, in a word or two: a person where the reader may know one, else the side."""
    if deal.next_user_id is not None and deal.next_user_id == viewer.user_id:
        return _("我")
    if deal.next_user is not None and (deal.next_side != BUYER or knows_buyer(viewer, deal)):
        return deal.next_user.name
    return side_words(deal.next_side)
