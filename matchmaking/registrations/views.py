"""The registration of a deal's contract: data sheet, checklist, files, steps, certificate; and the list of all."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.contracts.queries import contract_of
from matchmaking.core.db import session
from matchmaking.core.downloads import PDF, send_made, send_sheets
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.views import load_deal
from matchmaking.files.contents import FileRefused
from matchmaking.files.queries import files_of
from matchmaking.files.services import read_signed, read_upload
from matchmaking.registrations import cases, documents, permissions, queries, services, states
from matchmaking.registrations.clocks import clock_lines
from matchmaking.registrations.forms import CORRECT, FIELDS, TAKE_BACK, CertificateForm, SheetForm, StepForm
from matchmaking.registrations.models import Registration
from matchmaking.registrations.tax import is_large

registrations = Blueprint("registrations", __name__)
Answer = str | Response | tuple[str, int]
ROWS = 20


def load_registration(deal_id: int) -> tuple[Deal, Registration]:
    """The deal and the registration of its contract; 404 for everybody outside, and before the contract is signed."""
    deal = load_deal(deal_id)
    contract = contract_of(deal)
    return deal, (queries.registration_of(contract) if contract is not None else None) or abort(404)


def load_own(deal_id: int) -> tuple[Deal, Registration]:
    """One that the viewer works on."""
    deal, registration = load_registration(deal_id)
    require(permissions.can_take_steps(viewer(), registration))
    return deal, registration


@registrations.get("/deals/registrations")
@guard(SIGNED_IN)
def list_registrations() -> str:
    """The registrations of the viewer's deals, with states and due days."""
    state = request.args.get("state", "")
    state = state if state in states.STATE_WORDS else ""
    number = page_number(request.args)
    rows, total = queries.registrations_of(viewer(), state=state, limit=ROWS, offset=(number - 1) * ROWS)
    return render_template(
        "registrations/list_registrations.html", page=Page(rows, number, ROWS, total), person=viewer(), state=state,
        counts=queries.state_counts(viewer()), clocks=clock_lines(one.deal_id for one in rows),
        names=states.STATE_WORDS, colours=states.COLOURS,
    )  # fmt: skip


@registrations.get("/deals/<int:deal_id>/registration")
@guard(SIGNED_IN)
def show_registration(deal_id: int) -> str:
    """Where it stands, what lacks, what to file and where."""
    deal, registration = load_registration(deal_id)
    may_act = permissions.can_take_steps(viewer(), registration)
    allowed = states.REGISTRATION_STATES.steps.get(registration.state, ())
    lines = cases.lines_of(registration)
    return deal_page(
        "registrations/show_registration.html", deal, viewer(), registration=registration,
        contract=registration.contract, items=cases.items_of(registration), lines=lines,
        lacking=[one for one in lines if one.lacks], hints=cases.hints_of(registration),
        large=is_large(registration.contract.technology_amount, services.large_from()),
        large_from=services.large_from(), may_register=may_act, allowed=allowed if may_act else (),
        clock=clock_lines([deal.id]).get(deal.id),
        files=files_of(services.SUBJECT, registration.id, services.PURPOSE), names=states.STEP_WORDS,
        colours=states.COLOURS, can_write=may_act and registration.state in states.WRITING,
        in_register=registration.state in states.IN_REGISTER,
    )  # fmt: skip


@registrations.route("/deals/<int:deal_id>/registration/sheet", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_sheet(deal_id: int) -> Answer:
    """Fill in the data sheet and tick the checklist."""
    deal, registration = load_own(deal_id)
    require(registration.state in states.WRITING)
    if request.method != "POST":
        shown = SheetForm.shown(cases.answers_of(registration))
        form = SheetForm(data={**shown, "side": registration.side, "ticks": registration.ticks})
        form.version.data = str(registration.version)
    else:
        form = SheetForm()
    form.prepare(cases.own_items())
    if request.method == "POST":
        if form.validate() and form.is_in_order():
            if form.seen_version != registration.version:
                raise Conflict(
                    _("您打开这一页之后，别人已经改过数据表，您的修改没有保存。请打开最新的再改一次。"),
                    theirs=[(one.label, one.value) for one in cases.lines_of(registration)],
                    mine=_shown_lines(registration, form),
                )
            services.write_sheet(
                registration, form.answers(), side=form.side.data, ticks=form.ticks.data or [], actor=viewer()
            )
            flash(_("数据表已保存。"), "success")
            return redirect(url_for("registrations.show_registration", deal_id=deal.id), 303)
        return _sheet_page(deal, registration, form), 422
    return _sheet_page(deal, registration, form)


def _shown_lines(registration: Registration, form: SheetForm) -> list[tuple[str, str]]:
    answers = {name: services.stored(value) for name, value in form.answers().items()}
    return [(one.label, one.value) for one in cases.sheet.lines(registration.contract, answers, registration.number)]


def _sheet_page(deal: Deal, registration: Registration, form: SheetForm) -> str:
    fixed = {"kind", "signed_on", "amount", "technology_amount", "payment_mode"}
    return deal_page(
        "registrations/edit_sheet.html", deal, viewer(), registration=registration, form=form,
        fixed=[one for one in cases.lines_of(registration) if one.code in fixed],
        is_transfer=registration.contract.kind == cases.sheet.TRANSFER,
    )  # fmt: skip


@registrations.get("/deals/<int:deal_id>/registration/sheet.xlsx")
@guard(SIGNED_IN)
def download_workbook(deal_id: int) -> Response:
    """The data sheet as a workbook."""
    deal, registration = load_registration(deal_id)
    return send_sheets(f"{deal.number}-registration.xlsx", documents.sheets(registration))


@registrations.get("/deals/<int:deal_id>/registration/sheet.pdf")
@guard(SIGNED_IN)
def download_paper(deal_id: int) -> Response:
    """The data sheet as a PDF."""
    deal, registration = load_registration(deal_id)
    return send_made(documents.paper(registration), f"{deal.number}-registration.pdf", PDF)


@registrations.route("/deals/<int:deal_id>/registration/<step>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def take_step(deal_id: int, step: str) -> Answer:
    """Write down a step: filed, accepted, to be supplemented, registered, refused, changed, cancelled, waived."""
    deal, registration = load_own(deal_id)
    if step not in FIELDS:
        abort(404)
    form = StepForm(step, data=_known(registration))
    if request.method == "POST" and form.validate() and form.is_in_order():
        _take(registration, step, form)
        flash(_("已记下。"), "success")
        return redirect(url_for("registrations.show_registration", deal_id=deal.id), 303)
    page = deal_page(
        "registrations/take_step.html", deal, viewer(), registration=registration, form=form, step=step,
        is_allowed=_is_allowed(registration, step), names=states.STATE_WORDS,
    )  # fmt: skip
    return (page, 422) if form.errors else page


def _is_allowed(registration: Registration, step: str) -> bool:
    if step == CORRECT:
        return registration.state in states.IN_REGISTER
    target = states.PREPARING if step == TAKE_BACK else step
    return states.REGISTRATION_STATES.allows(registration.state, target)


def _known(registration: Registration) -> dict[str, Any]:
    """What the form begins with: the amounts of the certificate, or of the contract."""
    contract = registration.contract
    return {
        "number": registration.number, "office": registration.office,
        "receipt_number": registration.receipt_number,
        "amount": registration.amount if registration.amount is not None else contract.amount,
        "technology_amount": (
            registration.technology_amount if registration.technology_amount is not None
            else contract.technology_amount
        ),
    }  # fmt: skip


def _take(registration: Registration, step: str, form: StepForm) -> None:
    values = {name: field.data for name, field in form._fields.items() if name not in ("csrf_token", "version")}
    values = {name: value if value is not None else "" for name, value in values.items()}
    if step == states.REGISTERED:
        services.register(registration, services.Entry(**values), actor=viewer())
        return
    steps = {
        states.FILED: services.file, states.ACCEPTED: services.accept, states.SUPPLEMENT: services.ask_supplement,
        states.REFUSED: services.refuse, states.CHANGED: services.change, states.CANCELLED: services.cancel,
        states.WAIVED: services.waive, TAKE_BACK: services.take_back, CORRECT: services.correct,
    }  # fmt: skip
    steps[step](registration, **values, actor=viewer())


@registrations.post("/deals/<int:deal_id>/registration/resume")
@guard(SIGNED_IN)
def resume(deal_id: int) -> Response:
    """It is to be registered after all."""
    deal, registration = load_own(deal_id)
    services.resume(registration, actor=viewer())
    flash(_("已恢复准备登记。"), "success")
    return redirect(url_for("registrations.show_registration", deal_id=deal.id), 303)


@registrations.route("/deals/<int:deal_id>/registration/certificate", methods=["GET", "POST"])
@guard(SIGNED_IN)
def upload_certificate(deal_id: int) -> Answer:
    """Upload the certificate."""
    deal, registration = load_own(deal_id)
    require(registration.state in (*states.IN_REGISTER, states.CANCELLED))
    form = CertificateForm()
    if form.validate_on_submit():
        # Only read so far: give the write lock back while the file is examined.
        session.rollback()
        try:
            is_pdf = form.file.data.stream.read(8).lstrip()[:5] == b"%PDF-"
            form.file.data.stream.seek(0)
            content = read_signed(form.file.data)[0] if is_pdf else read_upload(form.file.data)
            deal, registration = load_own(deal_id)
            services.keep_certificate(registration, content, actor=viewer())
        except FileRefused as refused:
            form.file.errors = [refused.message]
        else:
            flash(_("登记证明已上传。"), "success")
            return redirect(url_for("registrations.show_registration", deal_id=deal.id), 303)
    page = deal_page("registrations/upload_certificate.html", deal, viewer(), registration=registration, form=form)
    return (page, 422) if form.errors else page
