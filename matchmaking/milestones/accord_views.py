"""What both sides must agree to: reading it, answering, taking it back; delays, waivers, settlements, going on."""

import hashlib
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.db import session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import acting_side
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.deals.views import load_deal
from matchmaking.files.services import keep
from matchmaking.milestones import accords, queries
from matchmaking.milestones.accord_models import Accord
from matchmaking.milestones.changing import delay_content, settlement_content
from matchmaking.milestones.differences import differences, lines_of
from matchmaking.milestones.forms import AnswerForm, DelayForm, FilesForm, SettleForm, WordsForm
from matchmaking.milestones.models import Milestone, PerformancePlan
from matchmaking.milestones.pages import file_rows
from matchmaking.milestones.permissions import goes_on
from matchmaking.milestones.publishing import is_shown
from matchmaking.milestones.states import CHANGE, DELAY, DESPITE, PLAN, PUBLICATION, SETTLEMENT, WAIVER
from matchmaking.milestones.views import Answer, load_milestone, milestones, must_act, own_deal
from matchmaking.milestones.wording import yuan


def load_accord(accord_id: int) -> Accord:
    """Something proposed, or 404."""
    return own_deal(queries.accord_by_id(accord_id))


def plan_or_refuse(deal: Deal) -> PerformancePlan:
    """The plan of a deal. Raises RuleBroken without one."""
    plan = queries.plan_of(deal)
    if plan is None:
        raise RuleBroken(_("这一单还没有履约计划。"))
    return plan


@milestones.get("/deals/accords/<int:accord_id>")
@guard(SIGNED_IN)
def show_accord(accord_id: int) -> str:
    """What was proposed, by whom, who confirmed it, and the form of the answer."""
    return _page(load_accord(accord_id))


@milestones.post("/deals/accords/<int:accord_id>/answer")
@guard(SIGNED_IN)
def answer_accord(accord_id: int) -> Answer:
    """A party confirms the text that it read, or says no."""
    accord = load_accord(accord_id)
    side = must_act(accord.deal, BUYER, SELLER)
    form = AnswerForm()
    if not (form.validate() and form.is_in_order()):
        return _page(accord, form), 422
    words = form.words.data or ""
    if form.decision.data == "agree":
        more = {"shows_name": bool(form.shows_name.data)} if accord.kind == PUBLICATION and side == BUYER else {}
        accords.confirm(accord, actor=viewer(), side=side, sha256=form.sha256.data or "", words=words, **more)
        flash(_("双方都已确认，从现在起生效。") if accord.is_agreed else _("已确认，还在等另一方。"), "success")
    else:
        accords.refuse(accord, actor=viewer(), side=side, words=words)
        flash(_("已告诉对方不同意和理由。"), "success")
    return redirect(url_for("milestones.show_accord", accord_id=accord.id), 303)


@milestones.post("/deals/accords/<int:accord_id>/withdraw")
@guard(SIGNED_IN)
def withdraw_accord(accord_id: int) -> Response:
    """The side that proposed it takes it back."""
    accord = load_accord(accord_id)
    side = must_act(accord.deal)
    accords.withdraw(accord, actor=viewer(), side=side)
    flash(_("已收回。"), "success")
    return redirect(url_for("milestones.show_plan", deal_id=accord.deal_id), 303)


@milestones.route("/deals/milestones/<int:milestone_id>/delay", methods=["GET", "POST"])
@guard(SIGNED_IN)
def propose_delay(milestone_id: int) -> Answer:
    """Tell the other side that a milestone needs another day."""
    milestone = load_milestone(milestone_id)
    side, form = must_act(milestone.deal), DelayForm()
    if not form.is_submitted():
        form.new_key()
        return _form_page("milestones/propose_delay.html", milestone.deal, form, milestone=milestone)
    if not (form.validate() and form.is_in_order(milestone.due_on) and form.examine()):
        return _form_page("milestones/propose_delay.html", milestone.deal, form, milestone=milestone), 422
    content = delay_content(milestone, form.due_on.data)
    return _propose(milestone.deal, DELAY, form, side, content=content, milestone=milestone)


@milestones.route("/deals/milestones/<int:milestone_id>/waive", methods=["GET", "POST"])
@guard(SIGNED_IN)
def propose_waiver(milestone_id: int) -> Answer:
    """Propose that the next milestone begins before this one is accepted and paid."""
    milestone = load_milestone(milestone_id)
    side, form = must_act(milestone.deal), WordsForm()
    if not form.is_submitted():
        form.new_key()
        return _form_page("milestones/propose_waiver.html", milestone.deal, form, milestone=milestone)
    if not (form.validate() and form.examine()):
        return _form_page("milestones/propose_waiver.html", milestone.deal, form, milestone=milestone), 422
    return _propose(milestone.deal, WAIVER, form, side, milestone=milestone)


@milestones.route("/deals/<int:deal_id>/performance/settle", methods=["GET", "POST"])
@guard(SIGNED_IN)
def propose_settlement(deal_id: int) -> Answer:
    """Propose to close payments of which not all has come."""
    deal = load_deal(deal_id)
    side, form = must_act(deal), SettleForm()
    rows = [one for one in plan_or_refuse(deal).payments if not one.is_closed]
    form.payments.choices = [
        (one.id, _("%(title)s，未到账 %(left)s", title=one.title, left=yuan(one.left))) for one in rows
    ]  # fmt: skip
    if not form.is_submitted():
        form.new_key()
        return _form_page("milestones/propose_settlement.html", deal, form)
    if not (form.validate() and form.examine()):
        return _form_page("milestones/propose_settlement.html", deal, form), 422
    chosen = [one for one in rows if one.id in (form.payments.data or [])]
    return _propose(deal, SETTLEMENT, form, side, content=settlement_content(chosen))


@milestones.route("/deals/<int:deal_id>/performance/go-on", methods=["GET", "POST"])
@guard(SIGNED_IN)
def propose_going_on(deal_id: int) -> Answer:
    """Propose to hold the final acceptance although a dispute is open."""
    deal = load_deal(deal_id)
    side, form = must_act(deal), WordsForm()
    blocking = queries.blocking_disputes(deal)
    if not form.is_submitted():
        form.new_key()
        return _form_page("milestones/propose_going_on.html", deal, form, disputes=blocking)
    if not (form.validate() and form.examine()):
        return _form_page("milestones/propose_going_on.html", deal, form, disputes=blocking), 422
    return _propose(deal, DESPITE, form, side, content={"disputes": [one.id for one in blocking]})


def hashes(contents: Any) -> list[str]:
    """SHA-256 of each upload: they are part of the text that is confirmed."""
    return [hashlib.sha256(one.data).hexdigest() for one in contents]


def store_files(accord: Accord, form: FilesForm, side: str) -> None:
    """Keep the uploads of the side that proposes."""
    owner = accord.deal.party_id(side)
    for one in form.contents:
        keep(one, accord, "proof", viewer(), organisation_id=owner)


def _propose(
    deal: Deal, kind: str, form: Any, side: str, *, content: dict[str, Any] | None = None,
    milestone: Milestone | None = None,
) -> Response:  # fmt: skip
    accord = accords.propose(
        deal, kind, actor=viewer(), side=side, words=form.words.data or "",
        content={**(content or {}), "files": hashes(form.contents)}, milestone=milestone,
        form_key=form.form_key.data or None,
    )  # fmt: skip
    store_files(accord, form, side)
    session.flush()
    flash(_("已发给对方。双方都确认后生效。"), "success")
    return redirect(url_for("milestones.show_accord", accord_id=accord.id), 303)


def _form_page(name: str, deal: Deal, form: Any, **more: Any) -> str:
    return deal_page(name, deal, viewer(), form=form, **more)


def _page(accord: Accord, form: AnswerForm | None = None) -> str:
    person, deal = viewer(), accord.deal
    side = acting_side(person, deal) if goes_on(deal) else None
    content = accord.content
    lines: list[Any] = []
    if accord.kind == CHANGE:
        before = content.get("before")
        lines = differences(before, content["plan"]) if before else lines_of(content["plan"])
    elif accord.kind == PLAN:
        lines = lines_of(content)
    return deal_page(
        "milestones/show_accord.html", deal, person, accord=accord, content=content, lines=lines,
        files=file_rows(person, deal, "performance_accords", accord.id),
        form=form or AnswerForm(formdata=None, sha256=accord.sha256), wrong=form,
        acting=side, may_answer=accord.is_open and side in accord.lacks,
        may_withdraw=accord.is_open and side == accord.side,
        may_take_down=accord.kind == PUBLICATION and accord.is_agreed and side in (BUYER, SELLER),
        shown=accord.kind == PUBLICATION and accord.is_agreed and is_shown(accord),
        clock=lines_for("performance_accords", [accord.id]).get(accord.id),
    )  # fmt: skip
