"""Offers: building one in a structure with its table of payments, reading one, and answering it."""

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import acting_side
from matchmaking.deals.states import BROKER
from matchmaking.deals.views import load_deal
from matchmaking.pricing import offering, permissions, queries
from matchmaking.pricing.forms import NO, AnswerForm
from matchmaking.pricing.models import Offer
from matchmaking.pricing.offer_forms import FORMS, OfferForm, new_form
from matchmaking.pricing.structures import LUMP_SUM, STRUCTURES, Plan, plan_of
from matchmaking.pricing.views import Answer, pricing


def load_offer(deal_id: int, offer_id: int) -> Offer:
    """One offer of the deal, or 404."""
    deal = load_deal(deal_id)
    return queries.offer_of(deal, offer_id) or abort(404)


@pricing.route("/price/offers/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def new_offer(deal_id: int) -> Answer:
    """Build an offer: fill in, see the table of payments, send."""
    deal = load_deal(deal_id)
    side = acting_side(viewer(), deal)
    require(side is not None)
    on_table = queries.open_offer(deal)
    structure = request.args.get("structure") or (on_table.structure if on_table else LUMP_SUM)
    if structure not in FORMS:
        abort(404)
    if request.method != "POST":
        terms = None
        if on_table is not None:
            # Another structure begins with the same amount.
            terms = on_table.terms if on_table.structure == structure else {"total": str(on_table.total)}
        return _builder(deal, structure, new_form(structure, terms), None)
    form = FORMS[structure]()
    if form.handle_rows(request.form):
        return _builder(deal, structure, form, None)
    plan, error = None, ""
    if form.validate() and form.is_in_order():
        try:
            plan = plan_of(structure, form.terms())
            if request.form.get("do") == "send":
                offer = offering.send_offer(deal, side or BROKER, form.proposal(), actor=viewer())
                # The redirect needs the id.
                session.flush()
                flash(_("报价已发出，对方会收到通知。"), "success")
                return redirect(url_for("pricing.show_offer", deal_id=deal.id, offer_id=offer.id), 303)
        except RuleBroken as broken:
            error = broken.message
    page = _builder(deal, structure, form, plan, error)
    return (page, 422) if form.errors or error else page


@pricing.get("/price/offers/<int:offer_id>")
@guard(SIGNED_IN)
def show_offer(deal_id: int, offer_id: int) -> str:
    """One offer with its table of payments."""
    return _offer_page(load_offer(deal_id, offer_id), AnswerForm(formdata=None))


@pricing.post("/price/offers/<int:offer_id>/answer")
@guard(SIGNED_IN)
def answer_offer(deal_id: int, offer_id: int) -> Answer:
    """Accept, or decline with a reason."""
    offer, person = load_offer(deal_id, offer_id), viewer()
    party = permissions.party_of(person, offer.deal)
    require(party is not None and party != offer.side)
    assert party is not None
    form = AnswerForm()
    if not form.validate():
        return _offer_page(offer, form), 422
    if form.decision.data == NO:
        if not form.has_reason():
            return _offer_page(offer, form), 422
        offering.decline_offer(offer, party, reason=form.reason.data or "", actor=person)
        flash(_("已谢绝，对方会看到理由。"), "success")
    else:
        offering.accept_offer(offer, party, actor=person)
        flash(_("已接受。"), "success")
    return redirect(url_for("pricing.show_pricing", deal_id=offer.deal_id), 303)


@pricing.post("/price/offers/<int:offer_id>/withdraw")
@guard(SIGNED_IN)
def withdraw_offer(deal_id: int, offer_id: int) -> Response:
    """Take the own offer back."""
    offer, person = load_offer(deal_id, offer_id), viewer()
    require(permissions.can_withdraw_offer(person, offer))
    offering.withdraw_offer(offer, offer.side, actor=person)
    flash(_("报价已撤回。"), "success")
    return redirect(url_for("pricing.show_pricing", deal_id=offer.deal_id), 303)


def _builder(deal: Deal, structure: str, form: OfferForm, plan: Plan | None, error: str = "") -> str:
    return deal_page(
        "pricing/new_offer.html", deal, viewer(), form=form, structure=structure, structures=STRUCTURES, plan=plan,
        error=error, on_table=queries.open_offer(deal), why_no_offer=offering.why_no_offer(deal),
    )  # fmt: skip


def _offer_page(offer: Offer, form: AnswerForm) -> str:
    person = viewer()
    return deal_page(
        "pricing/show_offer.html", offer.deal, person, offer=offer, answer_form=form,
        may_answer=queries.is_valid(offer) and permissions.can_answer_offer(person, offer),
        may_withdraw=queries.is_valid(offer) and permissions.can_withdraw_offer(person, offer),
    )  # fmt: skip
