"""Commissions: proposing one, its page, the payer's answer, invoices and payments."""

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import User
from matchmaking.attributions import commissions, permissions
from matchmaking.attributions.amounts import known_of
from matchmaking.attributions.fees import expected, split
from matchmaking.attributions.forms import CommissionForm, DeclineForm, PaperForm
from matchmaking.attributions.models import Commission
from matchmaking.attributions.views import Answered, attributions, known_brokers
from matchmaking.contracts.queries import contract_of
from matchmaking.core.db import session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import acting_side
from matchmaking.deals.views import load_deal
from matchmaking.files.contents import Content, FileRefused
from matchmaking.files.queries import files_of
from matchmaking.files.services import read_upload


def load_commission(deal_id: int, commission_id: int) -> Commission:
    """A commission of this deal; 404 for everybody who may not read it, the other party included."""
    deal = load_deal(deal_id)
    commission = session.get(Commission, commission_id)
    if commission is None or commission.deal_id != deal.id:
        abort(404)
    require(permissions.can_see_commission(viewer(), commission), hide=True)
    return commission


@attributions.get("/deals/commissions/<int:commission_id>")
@guard(SIGNED_IN)
def open_commission(commission_id: int) -> Response:
    """Lead from a task to the commission's page."""
    commission = session.get(Commission, commission_id) or abort(404)
    load_commission(commission.deal_id, commission.id)
    return redirect(
        url_for("attributions.show_commission", deal_id=commission.deal_id, commission_id=commission.id), 303
    )


@attributions.route("/deals/<int:deal_id>/attributions/commissions/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def propose(deal_id: int) -> Answered:
    """Propose a commission."""
    deal, person = load_deal(deal_id), viewer()
    require(permissions.can_propose(person, deal))
    people = known_brokers(deal, person)
    contract = contract_of(deal)
    if request.method != "POST":
        first = {"person_id": deal.broker_id or people[0][0], "share": 100}
        flag = contract.is_three_party if contract is not None else False
        form = CommissionForm(data={"shares": [first], "is_three_party": flag, "payer": "buyer"}).fit(people)
        form.new_key()
        return _proposing(deal, form, "")
    form, error = CommissionForm().fit(people), ""
    if form.shares.handle_buttons(request.form):
        return _proposing(deal, form.fit(people), "")
    if form.validate() and form.is_in_order():
        offer = commissions.Offer(
            payer=form.payer.data, base=form.base.data, trigger=form.trigger.data, rate=form.rate_in_millionths,
            shares=[(session.get_one(User, one), share) for one, share in form.typed_shares()], cap=form.cap.data,
            is_three_party=bool(form.is_three_party.data), words=form.words.data or "",
            form_key=form.form_key.data or None,
        )  # fmt: skip
        try:
            made = commissions.propose(deal, offer, actor=person)
        except RuleBroken as broken:
            error = broken.message
        else:
            flash(_("已送达付费方，等对方确认。"), "success")
            return _to(made)
    return _proposing(deal, form, error), 422


def _proposing(deal: Deal, form: CommissionForm, error: str) -> str:
    return deal_page("attributions/propose.html", deal, viewer(), form=form, error=error)


@attributions.get("/deals/<int:deal_id>/attributions/commissions/<int:commission_id>")
@guard(SIGNED_IN)
def show_commission(deal_id: int, commission_id: int) -> str:
    """One commission: its words, who accepted them, what is due and paid."""
    return _page(load_commission(deal_id, commission_id))


def _page(commission: Commission, decline: DeclineForm | None = None, paper: PaperForm | None = None) -> str:
    person, deal = viewer(), commission.deal
    dues = commissions.dues_of(commission)
    shares = [one.share for one in commission.shares]
    if paper is None and permissions.can_add_paper(person, commission):
        paper = PaperForm(formdata=None, data={"on": today()})
        paper.new_key()
    may_answer = permissions.can_answer_commission(person, commission)
    return deal_page(
        "attributions/show_commission.html", deal, person, commission=commission,
        dues=[(one, split(one.amount, shares)) for one in dues], due_sum=commissions.due_sum(commission),
        paid_sum=commissions.paid_sum(commission), paper_form=paper, may_answer=may_answer,
        expected=expected(commission.base, commission.rate, commission.cap, known_of(deal)),
        decline_form=decline or (DeclineForm(formdata=None) if may_answer else None),
        may_withdraw=permissions.can_withdraw_commission(person, commission), wrong=decline or paper,
        files={one.id: files_of("commission_papers", one.id) for one in commission.papers},
    )  # fmt: skip


@attributions.post("/deals/<int:deal_id>/attributions/commissions/<int:commission_id>/accept")
@guard(SIGNED_IN)
def accept(deal_id: int, commission_id: int) -> Response:
    """The payer agrees to the words on the page."""
    commission = load_commission(deal_id, commission_id)
    require(permissions.can_answer_commission(viewer(), commission))
    commissions.accept(commission, sha256=request.form.get("sha256", ""), actor=viewer())
    flash(_("已确认，时间、经办人和文本的校验值都记下来了。"), "success")
    return _to(commission)


@attributions.post("/deals/<int:deal_id>/attributions/commissions/<int:commission_id>/decline")
@guard(SIGNED_IN)
def decline(deal_id: int, commission_id: int) -> Answered:
    """The payer does not agree."""
    commission = load_commission(deal_id, commission_id)
    require(permissions.can_answer_commission(viewer(), commission))
    form = DeclineForm()
    if not form.validate():
        return _page(commission, decline=form), 422
    commissions.decline(commission, words=form.decline_words.data or "", actor=viewer())
    flash(_("已答复，技术经理人会收到。"), "success")
    return _to(commission)


@attributions.post("/deals/<int:deal_id>/attributions/commissions/<int:commission_id>/withdraw")
@guard(SIGNED_IN)
def withdraw(deal_id: int, commission_id: int) -> Response:
    """The broker takes it back."""
    commission = load_commission(deal_id, commission_id)
    require(permissions.can_withdraw_commission(viewer(), commission))
    commissions.withdraw(commission, actor=viewer())
    flash(_("已撤回。"), "success")
    return _to(commission)


@attributions.post("/deals/<int:deal_id>/attributions/commissions/<int:commission_id>/papers")
@guard(SIGNED_IN)
def add_paper(deal_id: int, commission_id: int) -> Answered:
    """An invoice, or money that came."""
    commission, person = load_commission(deal_id, commission_id), viewer()
    require(permissions.can_add_paper(person, commission))
    form = PaperForm()
    content: Content | None = None
    is_good = form.validate() and form.is_in_order()
    if is_good and form.file.data:
        try:
            content = read_upload(form.file.data)
        except FileRefused as refused:
            form.file.errors = [refused.message]
            is_good = False
    if not is_good:
        return _page(commission, paper=form), 422
    commissions.add_paper(
        commission, form.kind.data, amount=form.amount.data, on=form.on.data, number=form.number.data or "",
        content=content, side=acting_side(person, commission.deal) or "", form_key=form.form_key.data or None,
        actor=person,
    )  # fmt: skip
    flash(_("已登记。"), "success")
    return _to(commission)


def _to(commission: Commission) -> Response:
    return redirect(
        url_for("attributions.show_commission", deal_id=commission.deal_id, commission_id=commission.id), 303
    )
