"""Who looks after a deal: handing it over, asking a broker, and the answer of who is asked."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import User
from matchmaking.core.db import session
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.deals import charge, permissions, queries
from matchmaking.deals.forms import BrokerForm
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.states import BROKER, BUYER, SELLER
from matchmaking.deals.views import Answered, deals, load_deal


@deals.route("/deals/<int:deal_id>/hand-over", methods=["GET", "POST"])
@guard(SIGNED_IN)
def hand_over(deal_id: int) -> Answered:
    """Give the deal to a colleague of the same centre."""
    deal, person, form = load_deal(deal_id), viewer(), BrokerForm()
    require(permissions.acting_side(person, deal) == BROKER)
    choices = charge.colleagues(deal)
    form.broker_id.choices = [SelectChoice(0, _("请选择")), *(SelectChoice(one.id, one.name) for one in choices)]
    if request.method == "POST" and form.validate() and _is_chosen(form):
        charge.hand_over(deal, session.get_one(User, form.broker_id.data), actor=person)
        flash(_("已移交，双方会收到通知。"), "success")
        stays = permissions.can_see_deal(person, deal)
        return redirect(url_for("deals.show_deal", deal_id=deal.id) if stays else url_for("deals.list_deals"), 303)
    page = deal_page("deals/hand_over.html", deal, person, form=form, is_asking=False, is_empty=not choices)
    return (page, 422) if form.errors else page


@deals.route("/deals/<int:deal_id>/ask", methods=["GET", "POST"])
@guard(SIGNED_IN)
def ask_broker(deal_id: int) -> Answered:
    """A party asks a broker to look after a deal that has none."""
    deal, person, form = load_deal(deal_id), viewer(), BrokerForm()
    side = permissions.acting_side(person, deal)
    require(side in (BUYER, SELLER) and (side == BUYER or not deal.hides_buyer))
    choices = charge.brokers_to_ask(deal)
    form.broker_id.choices = [
        SelectChoice(0, _("请选择")),
        *(SelectChoice(one.id, _("%(name)s（%(centre)s）", name=one.name, centre=centre)) for one, centre in choices),
    ]
    if request.method == "POST" and form.validate() and _is_chosen(form):
        broker = session.get_one(User, form.broker_id.data)
        charge.ask_broker(deal, broker, side=side or "", actor=person)
        flash(_("已发出邀请，对方答复后会通知双方。"), "success")
        return redirect(url_for("deals.show_deal", deal_id=deal.id), 303)
    page = deal_page("deals/hand_over.html", deal, person, form=form, is_asking=True, is_empty=not choices)
    return (page, 422) if form.errors else page


def _is_chosen(form: BrokerForm) -> bool:
    if not form.broker_id.data:
        form.broker_id.errors = [_("请选择一位技术经理人。")]
    return not form.broker_id.errors


def _request_of(deal_id: int) -> Deal:
    """The deal that the viewer is asked to look after; 404 for everybody else."""
    deal = queries.deal_by_id(deal_id)
    if deal is None:
        abort(404)
    require(permissions.can_answer_request(viewer(), deal), hide=True)
    return deal


@deals.get("/deals/<int:deal_id>/request")
@guard(SIGNED_IN)
def show_request(deal_id: int) -> str:
    """Who the parties are and what it is about, before a broker answers."""
    return render_template("deals/show_request.html", deal=_request_of(deal_id))


@deals.post("/deals/<int:deal_id>/request")
@guard(SIGNED_IN)
def answer_request(deal_id: int) -> Response:
    """Take it, or decline."""
    deal, takes = _request_of(deal_id), request.form.get("takes") == "1"
    charge.answer_request(deal, takes=takes, actor=viewer())
    if takes:
        flash(_("这一单由您跟进了，双方会收到通知。"), "success")
        return redirect(url_for("deals.show_deal", deal_id=deal.id), 303)
    flash(_("已谢绝，双方会收到通知。"), "success")
    return redirect(url_for("deals.list_deals"), 303)
