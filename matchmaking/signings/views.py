"""Signing a contract: how far each side's approval is, deciding a step, the signed text and its confirmation."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.contracts.models import Contract
from matchmaking.contracts.queries import contract_of, newest_version
from matchmaking.core.db import session
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import acting_side, side_of
from matchmaking.deals.views import load_deal
from matchmaking.files.contents import FileRefused
from matchmaking.files.queries import files_of
from matchmaking.files.services import read_signed
from matchmaking.signings import permissions, queries, services, texts
from matchmaking.signings.clocks import clock_line
from matchmaking.signings.forms import PASS, AnswerForm, TextForm, TurnForm
from matchmaking.signings.models import ApprovalTurn, SignedText
from matchmaking.signings.states import ELECTRONIC, RUNNING

signings = Blueprint("signings", __name__)
Answer = str | Response | tuple[str, int]
MOST_PAST = 10


def load_contract(deal_id: int) -> tuple[Deal, Contract]:
    """The deal and its contract; 404 for everybody outside, and while there is none."""
    deal = load_deal(deal_id)
    return deal, contract_of(deal) or abort(404)


def load_turn(turn_id: int) -> ApprovalTurn:
    """A step of an approval, for the people of its own side; for others it does not exist."""
    turn = queries.turn_by_id(turn_id)
    require(turn is not None and permissions.can_read_inside(viewer(), turn.approval), hide=True)
    return turn or abort(404)


def load_text(text_id: int) -> SignedText:
    """A signed text, for the people of the deal."""
    text = queries.text_by_id(text_id)
    require(text is not None and side_of(viewer(), text.deal) is not None, hide=True)
    return text or abort(404)


@signings.get("/deals/<int:deal_id>/signing")
@guard(SIGNED_IN)
def show_signing(deal_id: int) -> str:
    """How far the approvals are and what was signed."""
    return _page(*load_contract(deal_id))


def _page(
    deal: Deal, contract: Contract, turn_form: TurnForm | None = None, answer_form: AnswerForm | None = None
) -> str:
    person, version = viewer(), newest_version(contract)
    approvals = queries.approvals_of(contract)
    sides = permissions.sides_of(contract)
    newest = {side: next((one for one in approvals if one.side == side), None) for side in sides}
    standing = queries.standing_text(contract)
    mine = newest.get(side_of(person, deal) or "")
    turn = queries.open_turn(mine) if mine is not None else None
    if turn is not None and not permissions.can_decide(person, turn):
        turn = None
    may_answer = standing is not None and permissions.can_answer_text(person, standing)
    return deal_page(
        "signings/show_signing.html", deal, person, contract=contract, version=version, sides=sides, newest=newest,
        past=[one for one in approvals if one not in newest.values()][:MOST_PAST], standing=standing,
        texts=queries.signed_texts_of(contract), mine=mine, turn=turn, is_ready=services.is_ready(contract),
        turn_form=turn_form or _turn_form(turn), may_answer=may_answer,
        answer_form=answer_form or (AnswerForm(formdata=None) if may_answer else None),
        may_withdraw=standing is not None and permissions.can_withdraw_text(person, standing),
        may_take_back=permissions.is_signing(person, contract) and any(
            one is not None and one.state == RUNNING for one in newest.values()
        ),
        file=next(iter(files_of(texts.SUBJECT, standing.id)), None) if standing is not None else None,
        to_answer=permissions.to_answer(standing, contract) if standing is not None else [],
        clocks=lines_for("approval_turns", [one.id for item in newest.values() if item for one in item.turns]),
        waits=clock_line(deal),
    )  # fmt: skip


def _turn_form(turn: ApprovalTurn | None) -> TurnForm | None:
    if turn is None:
        return None
    form = TurnForm(formdata=None)
    form.sha256.data = turn.approval.sha256
    return form


@signings.get("/deals/approvals/<int:turn_id>")
@guard(SIGNED_IN)
def show_turn(turn_id: int) -> Response:
    """The page on which a step is decided."""
    turn = load_turn(turn_id)
    return redirect(url_for("signings.show_signing", deal_id=turn.approval.deal_id), 303)


@signings.post("/deals/approvals/<int:turn_id>/decide")
@guard(SIGNED_IN)
def decide_turn(turn_id: int) -> Answer:
    """Approve a step, or send the text back."""
    turn = load_turn(turn_id)
    require(permissions.can_decide(viewer(), turn))
    form = TurnForm()
    approval = turn.approval
    if not (form.validate() and form.is_in_order()):
        return _page(approval.deal, approval.contract, turn_form=form), 422
    values: dict[str, Any] = {"sha256": form.sha256.data or "", "words": form.words.data or "", "actor": viewer()}
    if form.decision.data == PASS:
        services.approve_turn(turn, **values)
        flash(_("已同意。"), "success")
    else:
        services.return_turn(turn, reason=form.reason.data or "", **values)
        flash(_("已退回修改，各方会收到通知。"), "success")
    return redirect(url_for("signings.show_signing", deal_id=approval.deal_id), 303)


@signings.post("/deals/<int:deal_id>/signing/take-back")
@guard(SIGNED_IN)
def take_back(deal_id: int) -> Response:
    """Stop the approvals that run, so that the text can be changed."""
    deal, contract = load_contract(deal_id)
    require(permissions.is_signing(viewer(), contract))
    services.take_back(contract, actor=viewer())
    flash(_("审批已撤回，可以继续修改合同。"), "success")
    return redirect(url_for("signings.show_signing", deal_id=deal.id), 303)


@signings.route("/deals/<int:deal_id>/signing/text", methods=["GET", "POST"])
@guard(SIGNED_IN)
def offer_text(deal_id: int) -> Answer:
    """Upload the signed text."""
    deal, contract = load_contract(deal_id)
    require(permissions.can_offer_text(viewer(), contract))
    side = acting_side(viewer(), deal) or ""
    version, is_ready = newest_version(contract), services.is_ready(contract)
    form = TextForm()
    if request.method != "POST":
        form.sha256.data = version.sha256 if version is not None else ""
    elif form.validate() and form.is_in_order():
        try:
            content, words = None, ""
            if form.file.data:
                # Only read so far: give the write lock back while the file is examined.
                session.rollback()
                content, words = read_signed(form.file.data)
            deal, contract = load_contract(deal_id)
            signed = texts.Signed(
                way=form.way.data, signed_on=form.signed_on.data, signed_place=form.signed_place.data or "",
                content=content, words=words, platform=form.platform.data or "", number=form.number.data or "",
            )  # fmt: skip
            texts.offer_text(contract, signed, sha256=form.sha256.data or "", side=side, actor=viewer())
        except FileRefused as refused:
            form.file.errors = [refused.message]
        else:
            flash(_("已上传，请对方确认这就是签订的文本。"), "success")
            return redirect(url_for("signings.show_signing", deal_id=deal.id), 303)
    page = deal_page(
        "signings/offer_text.html", deal, viewer(), contract=contract, version=version, form=form, is_ready=is_ready,
        standing=queries.standing_text(contract), is_electronic=form.way.data == ELECTRONIC,
    )  # fmt: skip
    return (page, 422) if form.errors else page


@signings.post("/deals/signed-texts/<int:text_id>/answer")
@guard(SIGNED_IN)
def answer_text(text_id: int) -> Answer:
    """Confirm that it is the signed text, or say why not."""
    text = load_text(text_id)
    require(permissions.can_answer_text(viewer(), text))
    form = AnswerForm()
    if not (form.validate() and form.is_in_order()):
        return _page(text.deal, text.contract, answer_form=form), 422
    side = acting_side(viewer(), text.deal) or ""
    agrees = form.decision.data == "yes"
    texts.answer_text(text, agrees=agrees, reason=form.reason.data or "", side=side, actor=viewer())
    flash(_("已确认。") if agrees else _("已答复，对方会看到理由。"), "success")
    return redirect(url_for("signings.show_signing", deal_id=text.deal_id), 303)


@signings.post("/deals/signed-texts/<int:text_id>/withdraw")
@guard(SIGNED_IN)
def withdraw_text(text_id: int) -> Response:
    """Take it back, to upload another one."""
    text = load_text(text_id)
    require(permissions.can_withdraw_text(viewer(), text))
    texts.withdraw_text(text, actor=viewer())
    flash(_("已撤回，可以重新上传。"), "success")
    return redirect(url_for("signings.show_signing", deal_id=text.deal_id), 303)
