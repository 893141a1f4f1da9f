"""The contract of a deal: where it stands, its steps, its way through reading and agreement."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.contracts import checks, queries, services, steps, versions
from matchmaking.contracts.forms import CancelForm
from matchmaking.contracts.generating import pdf_of
from matchmaking.contracts.models import Contract
from matchmaking.contracts.prefilling import proposed_kind
from matchmaking.contracts.wording import default_of_law
from matchmaking.core.db import session
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import acting_side, can_act, can_see_deal
from matchmaking.deals.states import BUYER, RUNNING, SELLER
from matchmaking.deals.views import load_deal
from matchmaking.listings.disclosure import as_shown

contracts = Blueprint("contracts", __name__)
Answer = str | Response | tuple[str, int]


def load_contract(deal_id: int) -> tuple[Deal, Contract]:
    """A deal and its contract, or 404."""
    deal = load_deal(deal_id)
    return deal, queries.contract_of(deal) or abort(404)


def load_to_act(deal_id: int) -> tuple[Deal, Contract, str]:
    """Likewise, for who may write; with the side for which they do."""
    deal, contract = load_contract(deal_id)
    require(can_act(viewer(), deal))
    return deal, contract, acting_side(viewer(), deal) or ""


def page(deal: Deal) -> Response:
    """Back to the contract."""
    return redirect(url_for("contracts.show_contract", deal_id=deal.id), 303)


@contracts.get("/deals/<int:deal_id>/contract")
@guard(SIGNED_IN)
def show_contract(deal_id: int) -> str:
    """How far the contract is, what is missing, its versions and who agreed."""
    deal = load_deal(deal_id)
    contract = queries.contract_of(deal)
    if contract is None:
        return deal_page(
            "contracts/no_contract.html", deal, viewer(), proposed=proposed_kind(deal), runs=deal.state in RUNNING,
            cancelled=queries.cancelled_contracts(deal),
        )  # fmt: skip
    lacks = checks.lacks_of(contract, deal)
    newest = queries.newest_version(contract)
    return deal_page(
        "contracts/show_contract.html", deal, viewer(), contract=contract, steps=steps.states_of(contract, lacks),
        musts=[one for one in lacks if one.is_must], advice=[one for one in lacks if not one.is_must], newest=newest,
        is_up_to_date=queries.is_up_to_date(contract, newest), comment_count=queries.open_comment_count(contract),
        agreed_sides={one.side: one for one in newest.agreements} if newest else {}, parties=(BUYER, SELLER),
        cancelled=queries.cancelled_contracts(deal), my_side=acting_side(viewer(), deal),
    )  # fmt: skip


@contracts.get("/contracts/<int:contract_id>")
@guard(SIGNED_IN)
def find_contract(contract_id: int) -> Response:
    """The page of a contract, by its own number."""
    contract = queries.contract_by_id(contract_id) or abort(404)
    require(can_see_deal(viewer(), contract.deal), hide=True)
    return redirect(url_for("contracts.show_contract", deal_id=contract.deal_id))


@contracts.post("/deals/<int:deal_id>/contract/start")
@guard(SIGNED_IN)
def start_contract(deal_id: int) -> Response:
    """Begin the contract with everything that is known; the first step follows."""
    deal = load_deal(deal_id)
    require(can_act(viewer(), deal))
    services.start_contract(deal, actor=viewer())
    return redirect(url_for("contracts.edit_step", deal_id=deal.id, step="kind"), 303)


@contracts.route("/deals/<int:deal_id>/contract/edit/<step>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_step(deal_id: int, step: str) -> Answer:
    """One step: each saves by itself."""
    if step not in steps.ORDER:
        abort(404)
    deal, contract, _side = load_to_act(deal_id)
    services.check_open(contract)
    form = steps.form_for(contract, deal, step, viewer())
    has_button = request.method == "POST" and any(
        getattr(form, name).handle_buttons(request.form) for name in form.rows
    )
    if step == "money":
        form.offer_milestones()
    if not has_button and form.validate_on_submit():
        data = steps.data_of(contract, step)
        if steps.is_stale(contract, step, form):
            raise Conflict(
                _("这一步刚被别人改过，您填写的内容没有保存。请对照后再改。"),
                theirs=steps.readable(form, data), mine=steps.readable(form, form.data),
            )  # fmt: skip
        parties = form.party_values() if step == "parties" else None
        columns = form.column_values()
        if steps.digest([columns, form.text_values(), form.row_values(), parties]) != steps.digest(
            _kept(contract, form)
        ):
            services.change_contract(
                contract, step, actor=viewer(), columns=columns, texts=form.text_values(), rows=form.row_values(),
                parties=parties,
            )  # fmt: skip
        following = steps.after(step)
        if following is None or request.form.get("then") == "overview":
            flash(_("已保存。"), "success")
            return page(deal)
        return redirect(url_for("contracts.edit_step", deal_id=deal.id, step=following), 303)
    body = deal_page(
        f"contracts/_edit_{step}.html", deal, viewer(), contract=contract, form=form, step=step, order=steps.STEPS,
        back_step=steps.before(step), proposed=proposed_kind(deal) if step == "kind" else None,
        default_of_law=default_of_law(contract.kind, contract.sub_kind) if step == "ownership" else "",
        is_agreed=contract.is_agreed, rights_wish=_rights_wish(deal),
    )  # fmt: skip
    return (body, 422) if form.errors and not has_button else body


def _rights_wish(deal: Deal) -> str:
    """What the demand says about ownership, as far as the viewer may read it."""
    return as_shown(viewer(), deal.demand).rights_wish or "" if deal.demand is not None else ""


def _kept(contract: Contract, form: steps.StepForm) -> list[object]:
    """What the contract holds of the fields of a form: saving without a change must not end an agreement."""
    names = form.column_values()
    texts = {name: contract.texts.get(name) or "" for name in form.text_values()}
    data = steps.data_of(contract, next(code for code, one in steps.FORMS.items() if isinstance(form, one)))
    rows = {name: [dict(one) for one in data[name]] for name in form.rows}
    sides = form.party_values() if isinstance(form, steps.PartiesForm) else None
    parties = {side: data[side] for side in sides} if sides is not None else None
    return [{name: getattr(contract, name) for name in names}, texts, rows, parties]


@contracts.post("/deals/<int:deal_id>/contract/generate")
@guard(SIGNED_IN)
def generate(deal_id: int) -> Response:
    """Make the text as .docx and PDF, and keep it as the next version."""
    deal, contract, side = load_to_act(deal_id)
    versions.check_ready(contract)
    made, code, number = versions.draft_of(contract)
    seen, title, header = contract.version, contract.title, contract.number
    # Only read so far: nobody has to wait while the pages are set.
    session.rollback()
    pdf = pdf_of(title, made.docx, header=header, sha256=made.sha256)
    deal, contract, side = load_to_act(deal_id)
    if contract.version != seen:
        raise RuleBroken(_("生成的时候有人改了内容。请看过最新的内容再生成一次。"))
    newest = queries.newest_version(contract)
    version = versions.keep_version(contract, made, pdf, template=(code, number), actor=viewer(), side=side)
    if newest is not None and newest.id == version.id:
        flash(_("文字与第 %(number)d 稿一样，没有另存新稿。", number=version.number), "info")
    else:
        flash(_("已生成第 %(number)d 稿，可以下载 Word 和 PDF。", number=version.number), "success")
    return redirect(url_for("contracts.show_version", deal_id=deal.id, number=version.number), 303)


@contracts.post("/deals/<int:deal_id>/contract/review")
@guard(SIGNED_IN)
def review(deal_id: int) -> Response:
    """Ask both parties to read the newest text."""
    deal, contract, _side = load_to_act(deal_id)
    services.send_for_review(contract, actor=viewer())
    flash(_("已请双方审阅，办理期限从现在起算。"), "success")
    return page(deal)


@contracts.post("/deals/<int:deal_id>/contract/agree/<int:number>")
@guard(SIGNED_IN)
def agree(deal_id: int, number: int) -> Response:
    """The viewer's party agrees to this version."""
    deal, contract, side = load_to_act(deal_id)
    # The broker agrees for nobody.
    require(side in services.PARTIES)
    if services.agree(contract, number, side, actor=viewer()):
        flash(_("双方都已确认，文本定下来了。下一步：各自单位审批、签字盖章。"), "success")
    else:
        flash(_("已确认。对方确认以后文本就定下来。"), "success")
    return page(deal)


@contracts.route("/deals/<int:deal_id>/contract/cancel", methods=["GET", "POST"])
@guard(SIGNED_IN)
def cancel(deal_id: int) -> Answer:
    """Give the contract up, with a reason; another one may follow."""
    deal, contract, _side = load_to_act(deal_id)
    services.check_open(contract)
    form = CancelForm()
    if form.validate_on_submit():
        services.cancel_contract(contract, reason=form.reason.data or "", actor=viewer())
        flash(_("这份合同已作废，可以另起一份。"), "success")
        return page(deal)
    body = deal_page("contracts/cancel.html", deal, viewer(), contract=contract, form=form)
    return (body, 422) if form.errors else body
