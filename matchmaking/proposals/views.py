"""Starting and writing an answer, the answers of one's own organisation, and the page of one answer."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import session
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.core.panels import panels_for
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.permissions import accepts_answers_until, organisation_shown
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.disclosure import as_shown
from matchmaking.listings.views import load as load_listing
from matchmaking.organisations.models import Organisation
from matchmaking.proposals import services
from matchmaking.proposals.comparison import counts, findings_of
from matchmaking.proposals.forms import StartForm
from matchmaking.proposals.lists import TABS, own_counts, own_proposals
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.pages import finding_rows, progress_of, progress_of_all, shown_state
from matchmaking.proposals.permissions import (
    answering_organisations,
    can_discard_proposal,
    can_edit_proposal,
    can_view_proposal,
    can_withdraw_proposal,
    is_demand_side,
    takes_changes,
)
from matchmaking.proposals.promising import is_outdated
from matchmaking.proposals.queries import answers_of, brief, earlier_proposals, own_answers, proposal_with
from matchmaking.proposals.states import WITHDRAWN

proposals = Blueprint("proposals", __name__)
Answer = str | Response | tuple[str, int]
ROWS = 20


def load(proposal_id: int) -> Proposal:
    """The proposal with everything that its pages show, or 404; also 404 for who may not know of it."""
    proposal = proposal_with(proposal_id)
    require(proposal is not None and can_view_proposal(viewer(), proposal), hide=True)
    assert proposal is not None
    return proposal


def page_of(proposal: Proposal) -> str:
    """The address of its page."""
    return url_for("proposals.show_proposal", proposal_id=proposal.id)


@proposals.route("/demands/<int:demand_id>/answer", methods=["GET", "POST"])
@guard(SIGNED_IN)
def start_proposal(demand_id: int) -> Answer:
    """Choose in whose name one answers and from which earlier answer one starts; then a draft is made."""
    demand: Demand = load_listing(DEMANDS, demand_id, viewer())
    if viewer().organisation_id is None:
        flash(_("应答要以单位的名义。请先登记或加入一个单位，再回到需求页应答。"), "info")
        return redirect(url_for("organisations.new_organisation"), 303)
    able = answering_organisations(viewer(), demand)
    for one in able:
        # An organisation answers once; a second click, or a second person, finds what is there.
        present = answers_of(one, demand.id) if request.method != "POST" and len(able) == 1 else None
        if present is not None:
            return redirect(page_of(present), 303)
    require(bool(able))
    form, earlier = StartForm(), earlier_proposals(able)
    form.organisation_id.choices = [SelectChoice(one, session.get_one(Organisation, one).display_name) for one in able]
    form.like_id.choices = [SelectChoice(0, _("从空白开始")), *_earlier_choices(earlier, several=len(able) > 1)]
    if form.validate_on_submit():
        organisation = session.get_one(Organisation, form.organisation_id.data)
        like = next((one for one in earlier if one.id == form.like_id.data), None)
        if like is not None and like.organisation_id != organisation.id:
            form.like_id.errors = [_("这份应答是另一个单位写的，请选同一个单位的，或者从空白开始。")]
        else:
            proposal = services.start_proposal(
                demand, organisation, actor=viewer(), form_key=form.form_key.data, like=like
            )
            # The redirect needs the id.
            session.flush()
            return redirect(url_for("proposals.edit_proposal", proposal_id=proposal.id), 303)
    if request.method != "POST":
        form.new_key()
        form.organisation_id.data = able[0]
        form.like_id.data = 0
    page = render_template(
        "proposals/start_proposal.html",
        demand=demand, form=form, organisation=organisation_words(demand, viewer()),
        until=accepts_answers_until(demand), unverified=_unverified(able),
    )  # fmt: skip
    return (page, 422) if form.errors else page


def _earlier_choices(earlier: list[Proposal], *, several: bool) -> list[SelectChoice]:
    found = []
    for one in earlier:
        words = _("%(title)s（应答“%(demand)s”）", title=one.title or _("未写名称"), demand=one.demand.title)
        found.append(SelectChoice(one.id, f"{words} {one.organisation.display_name}" if several else words))
    return found


def _unverified(ids: list[int]) -> bool:
    return any(not session.get_one(Organisation, one).is_public for one in ids)


@proposals.get("/proposals")
@guard(SIGNED_IN)
def my_proposals() -> str:
    """The answers of the organisation that the viewer acts for, by the state that it may know."""
    state = request.args.get("state") if request.args.get("state") in TABS else None
    numbers = own_counts(viewer())
    query = own_proposals(viewer(), state).order_by(Proposal.updated_at.desc(), Proposal.id.desc())
    total, number = numbers[state] if state else sum(numbers.values()), page_number(request.args)
    number = min(number, max(1, -(-total // ROWS)))
    found = list(session.scalars(brief(query).limit(ROWS).offset((number - 1) * ROWS)))
    return render_template(
        "proposals/my_proposals.html",
        page=Page(found, number, ROWS, total), counts=numbers, state=state, tabs=TABS,
        states={one.id: shown_state(one, viewer()) for one in found},
        progress=progress_of_all(found, viewer()),
        owners={one.id: organisation_words(one.demand, viewer()) for one in found},
        page_url=lambda number: url_for("proposals.my_proposals", **{**request.args.to_dict(), "page": number}),
    )  # fmt: skip


@proposals.get("/proposals/<int:proposal_id>")
@guard(SIGNED_IN)
def show_proposal(proposal_id: int) -> str:
    """One answer, on one printed page: for its own side where it stands, for the demand's side what it promises."""
    proposal = load(proposal_id)
    return render_template("proposals/show_proposal.html", **page_parts(proposal))


def _may_answer_again(proposal: Proposal, person: Viewer) -> bool:
    """Whether an organisation that took its answer back may begin another one."""
    if proposal.state != WITHDRAWN or proposal.organisation_id not in answering_organisations(person, proposal.demand):
        return False
    return not any(one.open_key for one in own_answers(proposal.demand_id, [proposal.organisation_id]))


def page_parts(proposal: Proposal) -> dict[str, Any]:
    """What the page of a proposal, and the one on which a draft is checked, show."""
    demand, person = proposal.demand, viewer()
    shown = as_shown(person, demand)
    is_own = person.belongs_to(proposal.organisation_id)
    may_change = takes_changes(demand)
    # What is asked for stands in every promise.
    findings = findings_of(proposal) if is_own or "criteria" not in shown.locked else []
    return {
        "proposal": proposal,
        "demand": demand,
        "demand_organisation": organisation_words(demand, person),
        "is_named": organisation_shown(person, demand),
        "state": shown_state(proposal, person),
        "is_own": is_own,
        "may_answer_again": is_own and _may_answer_again(proposal, person),
        "reads_answers": is_demand_side(person, demand),
        "findings": findings,
        "finding_rows": finding_rows(findings),
        "counts": counts(findings),
        "progress": progress_of(proposal, person),
        "outdated": is_own and may_change and is_outdated(shown, proposal.promises),
        "steps": {
            "edit": can_edit_proposal(person, proposal) and may_change,
            "submit": proposal.is_draft and can_edit_proposal(person, proposal) and may_change,
            "withdraw": can_withdraw_proposal(person, proposal),
            "discard": can_discard_proposal(person, proposal),
        },
        "panels": panels_for("proposal", person, proposal),
    }
