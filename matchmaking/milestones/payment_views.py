"""One payment: asked for, paid, received. The platform only writes down what both sides say."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import acting_side
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.milestones import paying, queries
from matchmaking.milestones.forms import PaymentForm
from matchmaking.milestones.models import Payment
from matchmaking.milestones.pages import file_rows
from matchmaking.milestones.paying import Said, may_claim
from matchmaking.milestones.permissions import goes_on
from matchmaking.milestones.views import Answer, milestones, must_act, own_deal
from matchmaking.milestones.wording import payment_words

# Step → (whose it is, what it does).
STEPS = {
    "claim": (SELLER, paying.claim_payment),
    "report": (BUYER, paying.report_paid),
    "receipt": (SELLER, paying.confirm_receipt),
    "missing": (SELLER, paying.deny_receipt),
}


def load_payment(payment_id: int) -> Payment:
    """A payment, or 404."""
    return own_deal(queries.payment_by_id(payment_id))


@milestones.get("/deals/payments/<int:payment_id>")
@guard(SIGNED_IN)
def show_payment(payment_id: int) -> str:
    """One payment and everything written of it."""
    return _page(load_payment(payment_id), {})


@milestones.post("/deals/payments/<int:payment_id>/claim")
@guard(SIGNED_IN)
def claim_payment(payment_id: int) -> Answer:
    """The seller asks for it."""
    return _step(load_payment(payment_id), "claim")


@milestones.post("/deals/payments/<int:payment_id>/report")
@guard(SIGNED_IN)
def report_paid(payment_id: int) -> Answer:
    """The buyer says that it has paid."""
    return _step(load_payment(payment_id), "report")


@milestones.post("/deals/payments/<int:payment_id>/receipt")
@guard(SIGNED_IN)
def confirm_receipt(payment_id: int) -> Answer:
    """The seller says what has come."""
    return _step(load_payment(payment_id), "receipt")


@milestones.post("/deals/payments/<int:payment_id>/missing")
@guard(SIGNED_IN)
def deny_receipt(payment_id: int) -> Answer:
    """The seller says that nothing has come."""
    return _step(load_payment(payment_id), "missing")


def _step(payment: Payment, step: str) -> Answer:
    side, act = STEPS[step]
    must_act(payment.deal, side)
    form = PaymentForm(prefix=step).fit(step)
    if not (form.validate() and form.is_in_order(step) and form.examine()):
        return _page(payment, {step: form}), 422
    said = _said(form)
    is_known = said.form_key is not None and queries.entry_with_key(said.form_key) is not None
    if not is_known and form.seen_version is not None and form.seen_version != payment.version:
        # Two colleagues must not both confirm the same receipt.
        raise Conflict(
            _("这笔款在这期间有了新的记录，您填的没有保存。请打开最新的页面核对后再提交。"),
            theirs=[(_("状态"), payment_words(payment.state)), (_("已到账（元）"), f"{payment.received:.2f}")],
            mine=[
                (_("状态"), ""),
                (_("已到账（元）"), ""),
                (_("您填的金额（元）"), f"{said.amount:.2f}" if said.amount is not None else ""),
            ],
        )
    act(payment, said, actor=viewer())
    flash(_("已记下，对方会收到提醒。"), "success")
    return redirect(url_for("milestones.show_payment", payment_id=payment.id), 303)


def _said(form: PaymentForm) -> Said:
    def data(name: str) -> Any:
        return form[name].data if name in form else None

    return Said(
        words=form.words.data or "", amount=data("amount"), on=data("on"),
        invoice_number=data("invoice_number") or "", files=form.contents, form_key=form.form_key.data or None,
    )  # fmt: skip


def _offered(payment: Payment, side: str | None) -> list[str]:
    """What this side may do now."""
    if side == SELLER:
        steps = ["claim"] if may_claim(payment) else []
        steps += ["receipt"] if not payment.is_closed else []
        return steps + (["missing"] if payment.state == "reported" else [])
    if side == BUYER and payment.state in ("planned", "claimed"):
        return ["report"]
    return []


def _fresh(payment: Payment, step: str) -> PaymentForm:
    form = PaymentForm(formdata=None, prefix=step, version=payment.version, amount=payment.claimed or payment.left)
    form.new_key()
    return form.fit(step)


def _page(payment: Payment, forms: dict[str, PaymentForm]) -> str:
    person, deal = viewer(), payment.deal
    side = acting_side(person, deal) if goes_on(deal) else None
    offered = _offered(payment, side)
    if any(one not in offered for one in forms):
        abort(409)
    return deal_page(
        "milestones/show_payment.html", deal, person, payment=payment,
        entries=[(one, file_rows(person, deal, "payment_entries", one.id)) for one in reversed(payment.entries)],
        forms_of={one: forms.get(one) or _fresh(payment, one) for one in offered},
        wrong=next(iter(forms.values()), None),
        clock=lines_for("payments", [payment.id]).get(payment.id),
    )  # fmt: skip
