"""The notice of a price: prepared by the seller, confirmed by the buyer, and how it goes."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import knows_buyer
from matchmaking.deals.states import BUYER
from matchmaking.deals.views import load_deal
from matchmaking.deals.wording import party_name
from matchmaking.pricing import permissions, publicity, queries
from matchmaking.pricing.forms import ConfirmForm, NoticeForm, ReturnForm
from matchmaking.pricing.models import PriceNotice
from matchmaking.pricing.states import AWAITING
from matchmaking.pricing.structures import EQUITY
from matchmaking.pricing.views import Answer, pricing
from matchmaking.public_notices.queries import objections_to, open_objections


@pricing.get("/notice")
@guard(SIGNED_IN)
def show_notice(deal_id: int) -> str:
    """Where the notice stands, and what this viewer can do about it."""
    return _page(load_deal(deal_id), ConfirmForm(formdata=None), ReturnForm(formdata=None))


@pricing.route("/notice/edit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def prepare_notice(deal_id: int) -> Answer:
    """The seller writes the text."""
    deal = load_deal(deal_id)
    require(permissions.is_seller(viewer(), deal))
    refused = publicity.why_no_notice(deal)
    form = NoticeForm(**_first(deal))
    if form.is_submitted() and form.validate() and form.is_in_order():
        publicity.prepare_notice(deal, form.text(), actor=viewer())
        flash(_("已发给需求方确认；确认当天开始公示。"), "success")
        return _back(deal)
    page = deal_page(
        "pricing/prepare_notice.html", deal, viewer(), form=form, refused=refused, price=queries.agreed_price(deal)
    )  # fmt: skip
    return (page, 422) if form.errors else page


@pricing.post("/notice/confirm")
@guard(SIGNED_IN)
def confirm_notice(deal_id: int) -> Answer:
    """The buyer agrees to the text and to being named: it starts."""
    deal, notice = _for_buyer(deal_id)
    form = ConfirmForm()
    if not (form.validate() and form.is_in_order()):
        return _page(deal, form, ReturnForm(formdata=None)), 422
    publicity.confirm_notice(notice, actor=viewer())
    flash(_("公示已开始。"), "success")
    return _back(deal)


@pricing.post("/notice/return")
@guard(SIGNED_IN)
def return_notice(deal_id: int) -> Answer:
    """The buyer asks for another text."""
    deal, notice = _for_buyer(deal_id)
    form = ReturnForm()
    if not form.validate():
        return _page(deal, ConfirmForm(formdata=None), form), 422
    publicity.return_notice(notice, words=form.words.data or "", actor=viewer())
    flash(_("已退回成果方修改。"), "success")
    return _back(deal)


def _for_buyer(deal_id: int) -> tuple[Deal, PriceNotice]:
    deal = load_deal(deal_id)
    require(permissions.is_buyer(viewer(), deal))
    notice = queries.notice_of(deal)
    if notice is None or notice.state != AWAITING:
        raise RuleBroken(_("公示内容刚有变化，请刷新页面。"))
    return deal, notice


def _first(deal: Deal) -> dict[str, object]:
    """What the form begins with: the notice that is prepared, else the achievement and the last known office."""
    notice = queries.notice_of(deal) or next(iter(queries.notices_of_price(deal)), None)
    names = ("name", "summary", "transfer_mode", "days", "office", "phone", "email")
    if notice is not None:
        return {name: getattr(notice, name) for name in names}
    price, record = queries.agreed_price(deal), deal.achievement
    last = queries.last_notice_of(deal.seller_id)
    return {
        "name": record.title if record else deal.title,
        "summary": record.summary if record else "",
        "transfer_mode": "equity" if price is not None and price.structure == EQUITY else "licence",
        "days": publicity.least_days(),
        **({name: getattr(last, name) for name in ("office", "phone", "email")} if last else {}),
    }


def _back(deal: Deal) -> Response:
    return redirect(url_for("pricing.show_notice", deal_id=deal.id), 303)


def _page(deal: Deal, confirm_form: ConfirmForm, return_form: ReturnForm) -> str:
    person, notice = viewer(), queries.notice_of(deal)
    public = notice.public_notice if notice is not None else None
    buyer = None if knows_buyer(person, deal) else party_name(person, deal, BUYER)
    return deal_page(
        "pricing/show_notice.html", deal, person, notice=notice, public=public, price=queries.agreed_price(deal),
        rows=publicity.fields_of(notice, buyer=buyer) if notice is not None else (),
        is_due=queries.notice_is_due(deal), notice_state=queries.notice_state(deal),
        earlier=[
            one for one in queries.notices_of_price(deal)
            if one.public_notice is not None and (notice is None or one.id != notice.id)
        ],
        objections=objections_to(public) if public is not None else [],
        # The seller decides on them, and must find them from here.
        to_decide=open_objections(public) if public is not None and permissions.is_seller(person, deal) else [],
        may_prepare=permissions.is_seller(person, deal) and not publicity.why_no_notice(deal),
        why_not=publicity.why_no_notice(deal),
        may_confirm=permissions.is_buyer(person, deal) and notice is not None and notice.state == AWAITING,
        least_days=publicity.least_days(), confirm_form=confirm_form, return_form=return_form,
    )  # fmt: skip
