"""Asking for a talk, the list of what was asked, and answering."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.db import session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import can_view_demand
from matchmaking.enquiries import permissions, queries, services
from matchmaking.enquiries.forms import AnswerForm, EnquireForm
from matchmaking.enquiries.models import Enquiry
from matchmaking.enquiries.states import ACCEPTED
from matchmaking.enquiries.subjects import asked_for, asked_of
from matchmaking.listings.queries import count_of
from matchmaking.listings.views import address, load

enquiries = Blueprint("enquiries", __name__)
Answered = str | Response | tuple[str, int]
ROWS = 20
RECEIVED, SENT = "received", "sent"


@enquiries.route("/enquiries/new/<kind>/<int:record_id>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def new_enquiry(kind: str, record_id: int) -> Answered:
    """Ask."""
    asked = asked_for(kind)
    if asked is None:
        abort(404)
    person = viewer()
    record = load(asked.side, record_id, person)
    form = EnquireForm()
    made = queries.by_form_key(form.form_key.data or "", person.user_id or 0)
    if made is not None:
        return redirect(url_for("enquiries.show_enquiry", enquiry_id=made.id), 303)
    require(permissions.can_enquire(person, asked, record))
    waiting = queries.open_enquiry(services.open_key(record, person.organisation_id or 0))
    if waiting is not None and request.method != "POST":
        flash(str(services.STILL_WAITING), "info")
        return redirect(url_for("enquiries.show_enquiry", enquiry_id=waiting.id), 303)
    demands = queries.own_public_demands(person.organisation_id or 0)
    form.demand_id.choices = [("", _("与已发布的需求无关")), *((one.id, one.title) for one in demands)]
    error = ""
    if request.method != "POST":
        form.new_key()
        wanted = request.args.get("demand", "")
        chosen = _chosen(demands, int(wanted) if wanted.isdecimal() else None)
        form.demand_id.data = chosen.id if chosen else None
    elif form.validate() and form.keeps_name(demand := _chosen(demands, form.demand_id.data)):
        try:
            enquiry = services.enquire(
                asked, record, form.text.data, actor=person, demand=demand, hides_asker=form.hides_asker.data,
                form_key=form.form_key.data,
            )  # fmt: skip
        except RuleBroken as broken:
            error = broken.message
        else:
            # The address needs the id.
            session.flush()
            flash(_("已送达，对方会在限期内答复，结果会通知您。"), "success")
            return redirect(url_for("enquiries.show_enquiry", enquiry_id=enquiry.id), 303)
    page = render_template(
        "enquiries/new_enquiry.html",
        asked=asked, record=record, form=form, error=error, who=asked.who(record, person),
        back=address(asked.side, "show", record), is_full=permissions.is_full(asked, record),
    )  # fmt: skip
    return (page, 422) if form.errors or error else page


@enquiries.get("/enquiries")
@guard(SIGNED_IN)
def list_enquiries() -> str:
    """What was asked of the viewer, and what the viewer's organisation asked."""
    person = viewer()
    found = {RECEIVED: queries.received(person), SENT: queries.sent(person)}
    counts = {name: count_of(query) for name, query in found.items()}
    box = request.args.get("box")
    if box not in found:
        box = RECEIVED if counts[RECEIVED] or not counts[SENT] else SENT
    number = min(page_number(request.args), max(1, -(-counts[box] // ROWS)))
    rows = list(session.scalars(queries.complete(found[box]).limit(ROWS).offset((number - 1) * ROWS)))
    return render_template(
        "enquiries/list_enquiries.html",
        page=Page(rows, number, ROWS, counts[box]), counts=counts, box=box,
        deadlines=lines_for("enquiries", [one.id for one in rows]),
        page_url=lambda number: url_for("enquiries.list_enquiries", box=box, page=number),
    )  # fmt: skip


@enquiries.get("/enquiries/<int:enquiry_id>")
@guard(SIGNED_IN)
def show_enquiry(enquiry_id: int) -> str:
    """One enquiry with its answer; for who was asked with the form."""
    return _page(_load(enquiry_id), AnswerForm(formdata=None))


@enquiries.post("/enquiries/<int:enquiry_id>/answer")
@guard(SIGNED_IN)
def answer_enquiry(enquiry_id: int) -> Answered:
    """Accept or decline."""
    enquiry = _load(enquiry_id)
    require(permissions.answers(viewer(), enquiry))
    form = AnswerForm()
    if not (form.validate() and form.is_in_order()):
        return _page(enquiry, form), 422
    accepts = form.decision.data == ACCEPTED
    services.answer_enquiry(
        enquiry, accepts=accepts, text=form.text.data or "", reason_code=form.reason_code.data, actor=viewer()
    )
    flash(_("已答复，对方会收到。"), "success")
    return redirect(url_for("enquiries.show_enquiry", enquiry_id=enquiry.id), 303)


@enquiries.post("/enquiries/<int:enquiry_id>/withdraw")
@guard(SIGNED_IN)
def withdraw_enquiry(enquiry_id: int) -> Response:
    """Take it back."""
    enquiry = _load(enquiry_id)
    require(viewer().edits_for(enquiry.organisation_id))
    services.withdraw_enquiry(enquiry, actor=viewer())
    flash(_("已撤回，对方不用再答复。"), "success")
    return redirect(url_for("enquiries.show_enquiry", enquiry_id=enquiry.id), 303)


@enquiries.post("/enquiries/<int:enquiry_id>/reveal")
@guard(SIGNED_IN)
def reveal_asker(enquiry_id: int) -> Response:
    """Tell the other side who asks."""
    enquiry = _load(enquiry_id)
    require(viewer().edits_for(enquiry.organisation_id))
    if permissions.can_reveal_asker(viewer(), enquiry):
        services.reveal_asker(enquiry, actor=viewer())
        flash(_("对方现在看得到贵单位的名称。"), "success")
    return redirect(url_for("enquiries.show_enquiry", enquiry_id=enquiry.id), 303)


def _chosen(demands: list[Demand], demand_id: int | None) -> Demand | None:
    return next((one for one in demands if one.id == demand_id), None)


def _shown_demand(person: Viewer, enquiry: Enquiry) -> Demand | None:
    """The demand that it is about, unless its page would name who asks without a name."""
    demand = enquiry.demand
    if demand is None or not can_view_demand(person, demand):
        return None
    names = enquiry.hides_asker and not demand.hides_name
    return None if names and not permissions.asks(person, enquiry) else demand


def _load(enquiry_id: int) -> Enquiry:
    enquiry = queries.enquiry_with(enquiry_id)
    require(enquiry is not None and permissions.can_view_enquiry(viewer(), enquiry), hide=True)
    assert enquiry is not None
    return enquiry


def _page(enquiry: Enquiry, form: AnswerForm) -> str:
    person, asked = viewer(), asked_of(enquiry.subject_type)
    record: Any = session.get(asked.side.model, enquiry.subject_id) if asked else None
    is_there = record is not None and asked is not None
    return render_template(
        "enquiries/show_enquiry.html",
        enquiry=enquiry, form=form,
        demand=_shown_demand(person, enquiry),
        who=asked.who(record, person) if is_there else "",
        record_url=address(asked.side, "show", record) if is_there else "",
        may_answer=permissions.can_answer_enquiry(person, enquiry),
        may_withdraw=permissions.can_withdraw_enquiry(person, enquiry),
        may_reveal=permissions.can_reveal_asker(person, enquiry),
        is_mine=permissions.asks(person, enquiry),
        clock=lines_for("enquiries", [enquiry.id]).get(enquiry.id),
    )  # fmt: skip
