"""The form of an answer: saved as a draft, or, once it was submitted, as a new version until the deadline."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.permissions import accepts_answers_until
from matchmaking.listings.disclosure import as_shown
from matchmaking.matching.services import vocabulary_words
from matchmaking.proposals import services
from matchmaking.proposals.comparison import findings_of
from matchmaking.proposals.content import changes, content_from, content_of
from matchmaking.proposals.forms import ProposalForm
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.pages import progress_of, shown_state
from matchmaking.proposals.permissions import can_edit_proposal, takes_changes
from matchmaking.proposals.promising import Suggestion, suggestions
from matchmaking.proposals.queries import published_achievements
from matchmaking.proposals.rules import LIMITS, contradictions, gaps
from matchmaking.proposals.views import Answer, load, page_of, proposals

MOST_OFFERED = 24
Rows = list[dict[str, Any]]


@proposals.route("/proposals/<int:proposal_id>/edit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_proposal(proposal_id: int) -> Answer:
    """Write an answer."""
    proposal = load(proposal_id)
    require(can_edit_proposal(viewer(), proposal))
    offered = published_achievements(proposal.organisation_id, proposal.demand_id, MOST_OFFERED)
    offered += [one for one in proposal.achievements if one not in offered and one.is_published]
    if not takes_changes(proposal.demand) and request.method != "POST":
        flash(services.closed_words(proposal.demand, loses_text=False), "info")
        return redirect(page_of(proposal), 303)
    form = ProposalForm(obj=proposal) if request.method != "POST" else ProposalForm()
    form.offer(offered)
    if request.method != "POST":
        form.achievements.data = [one.id for one in proposal.achievements]
        form.version.data = str(proposal.version)
        # What was declared for the text before does not hold for the next one.
        form.no_confidential.data = False
        rows = services.complete_rows(proposal, proposal.promises, viewer())
        form.fill(rows)
        return _page(proposal, form, rows, offered), 200
    return _answer_post(proposal, form, offered)


def _answer_post(proposal: Proposal, form: ProposalForm, offered: list[Achievement]) -> Answer:
    rows = services.complete_rows(proposal, form.sent_rows(), viewer())
    if not takes_changes(proposal.demand):
        # Refused to the second; what was typed stays on the page to be copied.
        _fit(form, rows)
        return _page(proposal, form, rows, offered, closed=services.closed_words(proposal.demand)), 409
    if (taken := request.form.get("take")) is not None:
        _fit(form, rows)
        chosen = _suggested(proposal, form, offered, taken)
        if chosen is not None:
            form.take(chosen)
        return _page(proposal, form, services.complete_rows(proposal, form.sent_rows(), viewer()), offered), 200
    sound = form.validate()
    _fit(form, rows)
    values = {**form.content(), "promises": rows}
    problems = contradictions(values)
    if not proposal.is_draft:
        problems += gaps(values)
        if not form.no_confidential.data:
            sound = False
            form.no_confidential.errors = [_("请先确认修改后的方案仍不含保密内容，再提交。")]
    if form.show_problems(problems) or not sound:
        return _page(proposal, form, rows, offered), 422
    linked = [one for one in offered if one.id in (form.achievements.data or [])]
    return _store(proposal, form, values, linked)


def _store(proposal: Proposal, form: ProposalForm, values: dict[str, Any], linked: list[Achievement]) -> Response:
    if form.seen_version != proposal.version:
        mine, theirs = content_from(values, values["promises"], linked), content_of(proposal)
        # The same content twice is a double click.
        if mine != theirs:
            found = changes(theirs, mine)
            raise Conflict(
                _(
                    "您打开这一页之后，同事已经修改过这份应答，您的修改没有保存。下面列出不同之处，请打开最新版本再改一次。"
                ),
                theirs=[(label, old) for label, old, _new in found],
                mine=[(label, new) for label, _old, new in found],
            )
    elif proposal.is_draft:
        services.change_proposal(proposal, values, linked)
    elif services.revise_proposal(proposal, values, linked, actor=viewer()):
        flash(_("修改已提交，需求方看到的是这一版；截止前还可以再改。"), "success")
    else:
        flash(_("内容没有变化，没有生成新的版本。"), "info")
    if not proposal.is_draft:
        return redirect(page_of(proposal), 303)
    if request.form.get("action") == "check":
        return redirect(url_for("proposals.submit_proposal", proposal_id=proposal.id), 303)
    flash(_("草稿已保存，可以随时回来继续写。"), "success")
    return redirect(url_for("proposals.edit_proposal", proposal_id=proposal.id), 303)


def _fit(form: ProposalForm, rows: Rows) -> None:
    """When the demand's criteria have changed since the form was opened, show those of now."""
    sent = [(row["criterion_id"], row["name"]) for row in form.sent_rows()]
    if sent != [(row["criterion_id"], row["name"]) for row in rows]:
        form.fill(rows)


def _suggested(proposal: Proposal, form: ProposalForm, offered: list[Achievement], taken: str) -> Suggestion | None:
    """The suggestion of a button "criterion:measurement"."""
    for found in _suggestions(proposal, form, offered).values():
        for one in found:
            if taken == f"{one.criterion.id}:{one.measurement.id}":
                return one
    return None


def _suggestions(proposal: Proposal, form: ProposalForm, offered: list[Achievement]) -> dict[int, list[Suggestion]]:
    """Measured values of the achievements that are ticked now."""
    ticked = [one for one in offered if one.id in (form.achievements.data or [])]
    return suggestions(as_shown(viewer(), proposal.demand), ticked, vocabulary_words().same_name)


def _page(proposal: Proposal, form: ProposalForm, rows: Rows, offered: list[Achievement], *, closed: str = "") -> str:
    demand = as_shown(viewer(), proposal.demand)
    return render_template(
        "proposals/edit_proposal.html",
        proposal=proposal, demand=demand, form=form, rows=rows, limits=LIMITS, closed=closed,
        demand_organisation=organisation_words(demand, viewer()),
        state=shown_state(proposal, viewer()), progress=progress_of(proposal, viewer()),
        until=accepts_answers_until(demand),
        suggestions={} if closed else _suggestions(proposal, form, offered),
        saved={one.criterion_id: one for one in findings_of(proposal)},
        may_submit=proposal.organisation.is_public, unverified=services.unverified_words(),
    )  # fmt: skip
