"""Until when a side answers an offer, enters its range, prepares or confirms a notice, confirms a result."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BUYER, SELLER

OFFER, RANGE, RESULT, NOTICE, CONFIRM = (
    "price_offer", "price_range", "price_result", "price_notice", "price_notice_confirm",
)  # fmt: skip
# The deal is what all of them are about, so that a side has one clock of each kind at most.
_SIDES = {BUYER: _l("需求方"), SELLER: _l("成果方")}


def kind_of(clock: str, side: str) -> str:
    """The clock of one side: both may owe the same at once."""
    return f"{clock}_{side}" if clock in (OFFER, RANGE, RESULT) else clock


def register_clocks() -> None:
    """Tell the mechanism of clocks. None goes up: a deal is confidential to its sides."""
    register_subject("deals", Deal.id, Deal.title, "deals.show_deal", "deal_id")
    page, notice_page = "pricing.show_pricing", "pricing.show_notice"
    for side, whose in _SIDES.items():
        for clock, name, todo in (
            (OFFER, _l("答复报价"), _offer),
            (RANGE, _l("填写价格区间"), _range),
            (RESULT, _l("确认成交结果"), _result),
        ):
            register_kind(
                Kind(kind_of(clock, side), name, todo, None, endpoint=page, whose=whose, is_confidential=True)
            )
    register_kind(
        Kind(NOTICE, _l("准备公示"), _notice, None, endpoint=notice_page, whose=_SIDES[SELLER], is_confidential=True)
    )
    register_kind(
        Kind(
            CONFIRM, _l("确认公示内容"), _confirm, None, endpoint=notice_page, whose=_SIDES[BUYER], is_confidential=True
        )
    )


def start(clock: str, deal: Deal, side: str, **values: Any) -> None:
    """It is this side's turn. A clock of the same kind that still runs begins anew."""
    kind = kind_of(clock, side)
    close_clock(kind, deal, was_answered=False)
    open_clock(kind, deal, organisation_id=deal.party_id(side), **values)


def stop(clock: str, deal: Deal, side: str, *, was_answered: bool = True) -> None:
    """It is done, or not needed any more."""
    close_clock(kind_of(clock, side), deal, was_answered=was_answered)


def stop_all(deal: Deal) -> None:
    """Nothing waits in this room."""
    for side in _SIDES:
        for clock in (OFFER, RANGE, RESULT):
            stop(clock, deal, side, was_answered=False)
    close_clock(NOTICE, deal, was_answered=False)
    close_clock(CONFIRM, deal, was_answered=False)


def _offer(title: str) -> str:
    return _("答复“%(title)s”的报价", title=title)


def _range(title: str) -> str:
    return _("填写“%(title)s”的价格区间", title=title)


def _result(title: str) -> str:
    return _("确认“%(title)s”的成交结果", title=title)


def _notice(title: str) -> str:
    return _("准备“%(title)s”的公示", title=title)


def _confirm(title: str) -> str:
    return _("确认“%(title)s”的公示内容", title=title)
