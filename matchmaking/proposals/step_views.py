"""The steps of an answer: submit, withdraw, throw a draft away; its versions."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.proposals import services
from matchmaking.proposals.content import changes, labelled
from matchmaking.proposals.forms import SubmitForm, WithdrawForm
from matchmaking.proposals.permissions import (
    can_discard_proposal,
    can_edit_proposal,
    can_withdraw_proposal,
    takes_changes,
)
from matchmaking.proposals.rules import contradictions, gaps
from matchmaking.proposals.views import Answer, load, page_of, page_parts, proposals


@proposals.route("/proposals/<int:proposal_id>/submit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def submit_proposal(proposal_id: int) -> Answer:
    """See the answer as the demand's side will, declare, hand in."""
    proposal = load(proposal_id)
    require(can_edit_proposal(viewer(), proposal))
    if not proposal.is_draft:
        # The second click of a double click.
        return redirect(page_of(proposal), 303)
    form, status, closed = SubmitForm(), 200, ""
    values = services.values_of(proposal, viewer())
    problems = [*contradictions(values), *gaps(values)]
    if not takes_changes(proposal.demand):
        closed = services.closed_words(proposal.demand, loses_text=False)
        status = 409 if request.method == "POST" else 200
    elif request.method == "POST":
        if form.validate() and not problems:
            services.submit_proposal(proposal, actor=viewer(), no_confidential=form.no_confidential.data)
            flash(_("已提交，编号 %(number)s。截止前可以修改或撤回。", number=proposal.number), "success")
            return redirect(page_of(proposal), 303)
        status = 422
    page = render_template(
        "proposals/submit_proposal.html", form=form, problems=problems, closed=closed,
        may_submit=proposal.organisation.is_public, unverified=services.unverified_words(), **page_parts(proposal),
    )  # fmt: skip
    return page, status


@proposals.route("/proposals/<int:proposal_id>/withdraw", methods=["GET", "POST"])
@guard(SIGNED_IN)
def withdraw_proposal(proposal_id: int) -> Answer:
    """Ask for the reason, then take the answer back."""
    proposal = load(proposal_id)
    require(can_withdraw_proposal(viewer(), proposal))
    form = WithdrawForm()
    if form.validate_on_submit():
        services.withdraw_proposal(proposal, actor=viewer(), reason=form.reason.data)
        flash(_("应答已撤回，需求方不再看得到内容。"), "success")
        return redirect(page_of(proposal), 303)
    page = render_template("proposals/withdraw_proposal.html", proposal=proposal, form=form)
    return (page, 422) if form.errors else page


@proposals.post("/proposals/<int:proposal_id>/discard")
@guard(SIGNED_IN)
def discard_proposal(proposal_id: int) -> Response:
    """Throw a draft away."""
    proposal = load(proposal_id)
    require(can_discard_proposal(viewer(), proposal))
    services.discard_proposal(proposal, actor=viewer())
    flash(_("草稿已删除。"), "success")
    return redirect(url_for("proposals.my_proposals"), 303)


@proposals.get("/proposals/<int:proposal_id>/revisions")
@guard(SIGNED_IN)
def list_revisions(proposal_id: int) -> str:
    """Every submitted version, each with what differs from the one before; the newest first."""
    proposal = load(proposal_id)
    require(not proposal.is_draft, hide=True)
    steps = []
    for place, one in enumerate(proposal.revisions):
        before = proposal.revisions[place - 1] if place else None
        steps.append((one, changes(before.content, one.content) if before else None))
    first = labelled(proposal.revisions[0].content) if proposal.revisions else {}
    return render_template(
        "proposals/list_revisions.html", proposal=proposal, steps=steps[::-1], first=first,
        is_own=viewer().belongs_to(proposal.organisation_id),
    )  # fmt: skip
