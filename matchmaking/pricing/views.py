"""The price of a deal: the private ranges, how the price is made, its papers and the result of a listing."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import acting_side, can_act
from matchmaking.deals.states import BROKER, RUNNING
from matchmaking.deals.views import load_deal
from matchmaking.files.contents import FileRefused
from matchmaking.files.queries import files_of
from matchmaking.files.services import read_upload
from matchmaking.pricing import agreeing, permissions, queries, ranges, sheets
from matchmaking.pricing.agreeing import Result
from matchmaking.pricing.forms import (
    NO,
    YES,
    AnswerForm,
    BodyForm,
    MiddleForm,
    ModeForm,
    PaperForm,
    RangeForm,
    ResultForm,
)
from matchmaking.pricing.offering import why_no_offer
from matchmaking.pricing.publicity import least_days
from matchmaking.pricing.states import NEGOTIATED, OVERLAP
from matchmaking.pricing.telling import other_party

pricing = Blueprint("pricing", __name__, url_prefix="/deals/<int:deal_id>")
Answer = str | Response | tuple[str, int]


def load_as_party(deal_id: int) -> tuple[Deal, str]:
    """The deal and the party for which the viewer acts; 404 for outsiders, 403 for who only reads or is the broker."""
    deal = load_deal(deal_id)
    party = permissions.party_of(viewer(), deal)
    require(party is not None)
    assert party is not None
    return deal, party


@pricing.get("/price")
@guard(SIGNED_IN)
def show_pricing(deal_id: int) -> str:
    """What is on the table, what is agreed, the private ranges, the papers."""
    return _page(load_deal(deal_id))


@pricing.post("/price/range")
@guard(SIGNED_IN)
def enter_range(deal_id: int) -> Answer:
    """Enter the own range. What was typed is shown again only to who typed it, and only when it is refused."""
    deal, party = load_as_party(deal_id)
    form = RangeForm()
    if not form.validate():
        answer = make_response(_page(deal, range_form=form), 422)
        # What was typed stands in it: neither the browser nor anything between keeps it.
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
    current = ranges.enter_range(deal, party, form.found(), actor=viewer())
    answered = current.answer is not None
    flash(_("双方都已填写，结果在下面。") if answered else _("已收下。对方填写以后，双方同时看到结果。"), "success")
    return _back(deal, "range")


@pricing.post("/price/range/withdraw")
@guard(SIGNED_IN)
def withdraw_range(deal_id: int) -> Response:
    """Take the own range back."""
    deal, party = load_as_party(deal_id)
    ranges.withdraw_range(deal, party, actor=viewer())
    flash(_("已撤回，填写的数已清除。"), "success")
    return _back(deal, "range")


@pricing.post("/price/range/middle")
@guard(SIGNED_IN)
def agree_on_middle(deal_id: int) -> Answer:
    """Say whether the middle may be shown."""
    deal, party = load_as_party(deal_id)
    form = MiddleForm()
    if not form.validate():
        return _page(deal, middle_form=form), 422
    last = next((one for one in queries.rounds_of(deal) if one.answer == OVERLAP), None)
    if last is None:
        raise RuleBroken(_("这个问题已经有结论了，请刷新页面。"))
    ranges.agree_on_middle(last, party, agrees=form.agrees.data == YES, actor=viewer())
    flash(_("已记下。"), "success")
    return _back(deal, "range")


@pricing.post("/price/mode")
@guard(SIGNED_IN)
def choose_mode(deal_id: int) -> Answer:
    """Say how the price is made."""
    deal = load_deal(deal_id)
    require(can_act(viewer(), deal))
    form = ModeForm()
    if not form.validate():
        return _page(deal, mode_form=form), 422
    sheets.choose_mode(deal, form.mode.data, actor=viewer())
    flash(_("定价方式已保存。"), "success")
    return _back(deal, "mode")


@pricing.post("/price/body")
@guard(SIGNED_IN)
def answer_body(deal_id: int) -> Answer:
    """The seller says what it is."""
    deal = load_deal(deal_id)
    require(permissions.is_seller(viewer(), deal))
    form = BodyForm()
    if not form.validate():
        return _page(deal, body_form=form), 422
    sheets.answer_body(deal, form.answer.data == YES, actor=viewer())
    flash(_("已记下，回答人和时间一并留存。"), "success")
    return _back(deal, "mode")


@pricing.post("/price/papers")
@guard(SIGNED_IN)
def add_paper(deal_id: int) -> Answer:
    """Attach a paper."""
    deal = load_deal(deal_id)
    require(can_act(viewer(), deal))
    form = PaperForm()
    if not form.validate():
        return _page(deal, paper_form=form), 422
    try:
        content = read_upload(form.file.data)
    except FileRefused as refused:
        form.file.errors = [refused.message]
        return _page(deal, paper_form=form), 422
    sheets.add_paper(deal, content, form.purpose.data, actor=viewer(), organisation_id=quota_of(viewer(), deal))
    flash(_("材料已保存。"), "success")
    return _back(deal, "papers")


@pricing.route("/price/result", methods=["GET", "POST"])
@guard(SIGNED_IN)
def record_result(deal_id: int) -> Answer:
    """What a listing or an auction came to."""
    deal = load_deal(deal_id)
    side = acting_side(viewer(), deal)
    require(side is not None)
    form = ResultForm()
    papers = _papers(deal)
    if form.is_submitted() and form.validate():
        try:
            content = read_upload(form.file.data) if form.file.data else None
            if content is None and not any(one.purpose == "closing" for one in papers):
                raise FileRefused(_("请上传成交确认书。"))
        except FileRefused as refused:
            form.file.errors = [refused.message]
        else:
            result = Result(
                form.amount.data, form.platform.data or "", form.reference.data or "", form.closed_on.data,
                form.form_key.data,
            )  # fmt: skip
            agreeing.record_result(deal, side or BROKER, result, actor=viewer())
            if content is not None:
                owner = quota_of(viewer(), deal)
                sheets.add_paper(deal, content, "closing", actor=viewer(), organisation_id=owner)
            flash(_("已登记，等另一方确认。"), "success")
            return _back(deal, "price")
    page = deal_page("pricing/record_result.html", deal, viewer(), form=form, mode=queries.mode_of(deal))
    return (page, 422) if form.errors else page


@pricing.post("/price/result/confirm")
@guard(SIGNED_IN)
def confirm_result(deal_id: int) -> Response:
    """Say whether the result is so."""
    deal, party = load_as_party(deal_id)
    price, form = queries.price_to_confirm(deal), AnswerForm()
    if price is None or not form.validate():
        raise RuleBroken(_("这个成交结果已经有了结论，请刷新页面。"))
    if form.decision.data == NO:
        agreeing.refuse_result(price, party, actor=viewer())
        flash(_("已记下，各方会收到。"), "success")
    else:
        agreeing.confirm_result(price, party, actor=viewer())
        flash(_("已确认。"), "success")
    return _back(deal, "price")


def quota_of(person: Viewer, deal: Deal) -> int | None:
    """Whose space a paper takes: that of the own party; the broker's files count for the place it acts for."""
    side = acting_side(person, deal)
    return deal.party_id(side) or person.organisation_id


def _papers(deal: Deal) -> list[Any]:
    sheet = queries.sheet_of(deal)
    return files_of(sheet.__tablename__, sheet.id) if sheet is not None else []


def _back(deal: Deal, part: str) -> Response:
    return redirect(url_for("pricing.show_pricing", deal_id=deal.id) + f"#{part}", 303)


def _page(deal: Deal, **forms: Any) -> str:
    person = viewer()
    party = permissions.party_of(person, deal)
    rounds, offers, sheet = queries.rounds_of(deal), queries.offers_of(deal), queries.sheet_of(deal)
    current = next((one for one in rounds if one.state == "open"), None)
    overlap = next((one for one in rounds if one.answer == OVERLAP), None)
    entered = {one.side for one in current.ranges} if current is not None else set()
    offer, waiting = queries.open_offer(deal), queries.price_to_confirm(deal)
    is_state_body = queries.is_state_body(deal)
    new: dict[str, Any] = {
        "range_form": lambda: RangeForm(formdata=None),
        "middle_form": lambda: MiddleForm(formdata=None),
        "mode_form": lambda: ModeForm(formdata=None, mode=queries.mode_of(deal)),
        "body_form": lambda: BodyForm(formdata=None, answer=YES if is_state_body else NO),
        "paper_form": lambda: PaperForm(formdata=None),
    }
    return deal_page(
        "pricing/show_pricing.html", deal, person, **{name: forms.get(name) or make() for name, make in new.items()},
        wrong=next(iter(forms.values()), None), party=party, sheet=sheet, mode=queries.mode_of(deal),
        is_negotiated=queries.mode_of(deal) == NEGOTIATED, is_running=deal.state in RUNNING,
        is_state_body=is_state_body, notice_is_due=queries.notice_is_due(deal),
        notice_state=queries.notice_state(deal), price=queries.agreed_price(deal), waiting=waiting,
        owes_result=waiting is not None and party is not None and agreeing.owes_confirmation(waiting, party),
        offer=offer, may_answer=offer is not None and permissions.can_answer_offer(person, offer),
        may_withdraw=offer is not None and permissions.can_withdraw_offer(person, offer),
        earlier=[one for one in offers if offer is None or one.id != offer.id], why_no_offer=why_no_offer(deal),
        answer_form=AnswerForm(formdata=None), rounds=[one for one in rounds if one.state != "open"],
        current_round=current, entered=entered, other_side=other_party(party) if party else None, overlap=overlap,
        asks_middle=overlap is not None and party is not None and ranges.asks_for_middle(overlap)
        and ranges.agreement_of(overlap, party) is None,
        why_closed=ranges.why_closed(deal, party) if party else "",
        tries_left=ranges.most_tries() - queries.entries_of(deal)[party] if party else 0,
        most_tries=ranges.most_tries(), least_days=least_days(), papers=_papers(deal),
    )  # fmt: skip
