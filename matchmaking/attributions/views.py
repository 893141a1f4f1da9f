"""The tab 贡献归属 of a deal: the ledger, claims by hand, answers, and the pack for a subsidy."""

from datetime import datetime, time

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from sqlalchemy import or_, select
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.attributions import claiming, commissions, permissions
from matchmaking.attributions.amounts import known_of
from matchmaking.attributions.collecting import collect
from matchmaking.attributions.fees import expected
from matchmaking.attributions.forms import AnswerForm, ClaimForm
from matchmaking.attributions.ledger import entries_of, first_broken
from matchmaking.attributions.models import LedgerEntry
from matchmaking.attributions.packs import (
    blocks_of,
    commission_header,
    commission_rows,
    ledger_header,
    ledger_rows,
    pack_of,
    paper_header,
    paper_rows,
)
from matchmaking.attributions.states import ANSWER, CLAIM, SEEN
from matchmaking.core.db import session
from matchmaking.core.downloads import PDF, send_made, send_sheets
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.core.papers import make_pdf
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import acting_side, side_of
from matchmaking.deals.states import BROKER
from matchmaking.deals.views import load_deal
from matchmaking.files.contents import Content, FileRefused
from matchmaking.files.queries import files_of
from matchmaking.files.services import read_upload
from matchmaking.organisations.models import Membership

attributions = Blueprint("attributions", __name__)
Answered = str | Response | tuple[str, int]


def known_brokers(deal: Deal, person: Viewer) -> list[tuple[int, str]]:
    """The people whose work it may be: the broker in charge, the brokers of the centre, who stands in the ledger."""
    mates = select(Membership.user_id).where(Membership.organisation_id == deal.centre_id)
    seen = select(LedgerEntry.user_id).where(LedgerEntry.deal_id == deal.id, LedgerEntry.side == BROKER)
    query = select(User.id, User.name).where(
        or_(User.id == deal.broker_id, User.id == person.user_id, User.id.in_(seen), User.id.in_(mates)),
        or_(User.role == "broker", User.id == person.user_id),
    )
    return [(row.id, row.name) for row in session.execute(query.order_by(User.id))]


@attributions.get("/deals/<int:deal_id>/attributions")
@guard(SIGNED_IN)
def show_ledger(deal_id: int) -> str:
    """The ledger, the commissions that the viewer may read, and what is lacking for a subsidy."""
    return ledger_page(load_deal(deal_id))


def ledger_page(deal: Deal, claim_form: ClaimForm | None = None, wrong: tuple[int, AnswerForm] | None = None) -> str:
    """The page of the tab; with the form that was filled in badly."""
    person = viewer()
    entries = entries_of(deal)
    form = claim_form
    if form is None and permissions.can_claim(person, deal):
        form = ClaimForm(formdata=None, data={"happened_on": today()})
        form.new_key()
    if form is not None:
        form.person_id.choices = known_brokers(deal, person)
    side = side_of(person, deal) or ""
    known = known_of(deal)
    shown = commissions.commissions_of(deal, side)
    files = {one.id: files_of("ledger_entries", one.id) for one in entries if one.evidence_sha256}
    return deal_page(
        "attributions/show_ledger.html", deal, person, seen=[one for one in entries if one.how == SEEN],
        claims=[one for one in entries if one.how == CLAIM], answers=claiming.newest_answers(entries),
        history=[one for one in entries if one.how == ANSWER], broken=first_broken(entries), form=form,
        answer_form=AnswerForm(formdata=None) if permissions.can_answer_claims(person, deal) else None, wrong=wrong,
        acting=acting_side(person, deal), commissions=shown, files=files,
        expected={one.id: expected(one.base, one.rate, one.cap, known) for one in shown},
        due={one.id: commissions.due_sum(one) for one in shown},
        paid={one.id: commissions.paid_sum(one) for one in shown},
        may_propose=permissions.can_propose(person, deal), pack=pack_of(deal) if side == BROKER else None,
    )  # fmt: skip


@attributions.post("/deals/<int:deal_id>/attributions/collect")
@guard(SIGNED_IN)
def collect_entries(deal_id: int) -> Response:
    """Look again for what the platform saw."""
    deal = load_deal(deal_id)
    require(permissions.can_claim(viewer(), deal))
    collect(deal)
    flash(_("已按平台记录补齐。"), "success")
    return redirect(url_for("attributions.show_ledger", deal_id=deal.id), 303)


@attributions.post("/deals/<int:deal_id>/attributions/claims")
@guard(SIGNED_IN)
def claim(deal_id: int) -> Answered:
    """Claim what was done."""
    deal, person = load_deal(deal_id), viewer()
    require(permissions.can_claim(person, deal))
    form = ClaimForm()
    form.person_id.choices = known_brokers(deal, person)
    content: Content | None = None
    is_good = form.validate() and form.is_in_order()
    if is_good and form.evidence.data:
        try:
            content = read_upload(form.evidence.data)
        except FileRefused as refused:
            form.evidence.errors = [refused.message]
            is_good = False
    if not is_good:
        return ledger_page(deal, form), 422
    claiming.claim(
        deal, role=form.role.data, person=session.get_one(User, form.person_id.data),
        happened_at=datetime.combine(form.happened_on.data, time(), SHANGHAI), words=form.words.data or "",
        content=content, form_key=form.form_key.data or None, actor=person,
    )  # fmt: skip
    flash(_("已登记，双方会收到通知，可以认可或提出异议。"), "success")
    return redirect(url_for("attributions.show_ledger", deal_id=deal.id), 303)


@attributions.post("/deals/<int:deal_id>/attributions/claims/<int:entry_id>/answer")
@guard(SIGNED_IN)
def answer_claim(deal_id: int, entry_id: int) -> Answered:
    """Confirm or dispute a claim."""
    deal, person = load_deal(deal_id), viewer()
    entry = session.get(LedgerEntry, entry_id)
    if entry is None or entry.deal_id != deal.id or entry.how != CLAIM:
        abort(404)
    require(permissions.can_answer_claims(person, deal))
    form = AnswerForm()
    if not (form.validate() and form.is_in_order()):
        return ledger_page(deal, wrong=(entry.id, form)), 422
    claiming.answer_claim(
        entry, answer=form.answer.data, words=form.answer_words.data or "", side=acting_side(person, deal) or "",
        person=session.get_one(User, person.user_id), actor=person,
    )  # fmt: skip
    flash(_("已记下您的回应。"), "success")
    return redirect(url_for("attributions.show_ledger", deal_id=deal.id), 303)


@attributions.get("/deals/<int:deal_id>/attributions/pack.pdf")
@guard(SIGNED_IN)
def send_pack(deal_id: int) -> Response:
    """The pack for a subsidy as PDF."""
    deal = load_deal(deal_id)
    require(side_of(viewer(), deal) == BROKER)
    paper = make_pdf(_("技术经理人奖补材料"), blocks_of(pack_of(deal)), subtitle=deal.title, header=deal.number)
    return send_made(paper, f"{deal.number}-subsidy.pdf", PDF)


@attributions.get("/deals/<int:deal_id>/attributions/pack.xlsx")
@guard(SIGNED_IN)
def export_pack(deal_id: int) -> Response:
    """The same as a workbook."""
    deal = load_deal(deal_id)
    require(side_of(viewer(), deal) == BROKER)
    pack = pack_of(deal)
    lacking = [[words] for words in pack.lacking] or [[_("材料齐全。")]]
    return send_sheets(
        f"{deal.number}-subsidy.xlsx",
        [
            (_("基本情况"), [_("项目"), _("内容")], pack.facts),
            (_("还缺的材料"), [_("材料")], lacking),
            (_("贡献记录"), ledger_header(), ledger_rows(pack.ledger)),
            (_("服务费约定"), commission_header(), commission_rows(pack.commissions)),
            (_("应付、发票和到账"), paper_header(), paper_rows(pack.commissions)),
        ],
    )
