"""Reviewers: the owner's list and invitations, the declaration, and the reviews that wait for a person."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import Role, User
from matchmaking.clocks.wording import lines_for
from matchmaking.core.db import session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.forms import EmptyForm
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.demands.pages import organisation_words
from matchmaking.organisations.queries import members_of
from matchmaking.selections import conflicts, pages, permissions, queries, reviewing
from matchmaking.selections.forms import DeclarationForm, InviteForm
from matchmaking.selections.models import Reviewer, Selection
from matchmaking.selections.states import DELIVERED, INVITED, REVIEWER_NAMES, SIGNED
from matchmaking.selections.views import Answer, load, selections

MOST_BROKERS = 50


@selections.route("/selections/<int:selection_id>/reviewers", methods=["GET", "POST"])
@guard(SIGNED_IN)
def list_reviewers(selection_id: int) -> Answer:
    """Who reviews, what was declared and how far they are; the owner invites here."""
    selection = load(selection_id)
    manages = permissions.can_manage_selection(viewer(), selection)
    require(permissions.can_read_record(viewer(), selection) if request.method != "POST" else manages)
    form, status = InviteForm(_known_people(selection)), 200
    if request.method == "POST":
        if form.validate():
            try:
                reviewing.invite_reviewer(selection, email=form.address, actor=viewer())
            except RuleBroken as broken:
                form.email.errors = [broken.message]
            else:
                flash(_("已邀请 %(email)s，对方先签署利害关系声明才能看到内容。", email=form.address), "success")
                return redirect(url_for("selections.list_reviewers", selection_id=selection.id), 303)
        status = 422
    barred = conflicts.barred(selection)
    shown = {one.candidate.proposal_id: one.label for one in pages.shown_candidates(selection, viewer())}
    names = pages.reviewer_names(selection, viewer())
    page = render_template(
        "selections/list_reviewers.html",
        selection=selection,
        demand=selection.demand,
        form=form,
        rows=[_row(one, barred.get(one.id, []), shown, names[one.id]) for one in selection.reviewers],
        is_owner=permissions.is_owner_side(viewer(), selection),
        manages=manages,
        button=EmptyForm(),
    )
    return page, status


def _row(reviewer: Reviewer, barred: list[object], shown: dict[int, str], name: str) -> dict[str, object]:
    """One reviewer as the owner sees the record."""
    return {
        "reviewer": reviewer,
        "name": name,
        "state": REVIEWER_NAMES[reviewer.state],
        "is_barred": bool(barred),
        "excluded": [shown[int(one)] for one in reviewer.excluded or {} if int(one) in shown],
        "done": sum(1 for one in reviewer.reviews if one.handed_in_at),
        "total": len(reviewing.to_review(reviewer)) if reviewer.state == SIGNED else 0,
        "is_running": reviewer.state in (INVITED, SIGNED),
    }


def _known_people(selection: Selection) -> list[tuple[str, str]]:
    """Members of the demand's organisation and brokers, who are not on the list already."""
    taken = {one.email for one in selection.reviewers if one.state in (INVITED, SIGNED)}
    own = [place.user for place in members_of(selection.demand.organisation_id) if place.user.is_active]
    own = [one for one in own if not reviewing.reads_names(selection, one.id)]
    query = select(User).where(User.role == Role.BROKER, User.is_active).order_by(User.name, User.id)
    brokers = list(session.scalars(query.limit(MOST_BROKERS)))
    found = [(one.email, _("%(name)s（本单位）", name=one.name)) for one in own]
    found += [(one.email, _("%(name)s（技术经理人）", name=one.name)) for one in brokers if one not in own]
    return [(email, name) for email, name in found if email not in taken]


@selections.post("/reviews/<int:reviewer_id>/remove")
@guard(SIGNED_IN)
def remove_reviewer(reviewer_id: int) -> Response:
    """Take a reviewer out."""
    reviewer = _managed(reviewer_id)
    reviewing.remove_reviewer(reviewer, actor=viewer())
    flash(_("已移出评审，其评分不再计入。"), "success")
    return redirect(url_for("selections.list_reviewers", selection_id=reviewer.selection_id), 303)


@selections.post("/reviews/<int:reviewer_id>/return/<letter>")
@guard(SIGNED_IN)
def return_review(reviewer_id: int, letter: str) -> Response:
    """Let a reviewer score one answer anew."""
    reviewer = _managed(reviewer_id)
    selection = reviewer.selection
    candidate = next((one for one in selection.candidates if one.letter == letter), None) or abort(404)
    reviewing.return_review(reviewer, candidate, actor=viewer())
    flash(_("已退回，评审人可以重新打分。"), "success")
    return redirect(url_for("selections.show_candidate", selection_id=selection.id, letter=letter), 303)


def _managed(reviewer_id: int) -> Reviewer:
    """A reviewer of a selection that the viewer manages; for others it does not exist."""
    found = session.get(Reviewer, reviewer_id)
    if found is None:
        abort(404)
    selection = load(found.selection_id)
    require(permissions.can_manage_selection(viewer(), selection), hide=True)
    return next(one for one in selection.reviewers if one.id == reviewer_id)


@selections.get("/reviews")
@guard(SIGNED_IN)
def list_reviews() -> str:
    """Where the viewer is asked to review, and how far that is."""
    person = viewer()
    found = queries.reviewers_of(person.user_id or 0)
    clocks = lines_for("selection_reviewers", [one.id for one in found])
    rows = [
        {
            "reviewer": one,
            "demand": one.selection.demand,
            "organisation": organisation_words(one.selection.demand, person),
            "state": _state_words(one),
            "clock": clocks.get(one.id),
            "total": len(reviewing.to_review(one)) if one.state == SIGNED else 0,
            "done": sum(1 for review in one.reviews if review.handed_in_at),
        }
        for one in found
    ]
    return render_template("selections/list_reviews.html", rows=rows)


def _state_words(reviewer: Reviewer) -> object:
    """How far a reviewer's part is; who reviewed what has been decided since has nothing left to do."""
    if reviewer.state == SIGNED and reviewer.selection.state == DELIVERED:
        return _("已公布")
    return REVIEWER_NAMES[reviewer.state]


@selections.route("/reviews/<int:reviewer_id>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def show_review(reviewer_id: int) -> Answer:
    """The declaration; who has signed it goes on to the selection."""
    found = session.get(Reviewer, reviewer_id)
    require(found is not None and permissions.is_invited(viewer(), found), hide=True)
    assert found is not None
    selection = queries.selection_with(found.selection_id) or abort(404)
    reviewer = next(one for one in selection.reviewers if one.id == reviewer_id)
    if reviewer.state == SIGNED and permissions.active_reviewer(viewer(), selection):
        return redirect(url_for("selections.show_selection", selection_id=selection.id), 303)
    form = DeclarationForm(_answering(selection))
    if reviewer.state == INVITED and not selection.is_delivered and form.validate_on_submit():
        user = session.get_one(User, viewer().user_id)
        if form.names is not None:
            excluded = reviewing.named_in(selection, form.names.data or [])
        else:
            wanted = set(form.organisations.data or [])
            excluded = [one for one in queries.standing(selection) if one.proposal.organisation_id in wanted]
        signed = reviewing.declare(
            reviewer, form.declaration.data, user=user, excluded=excluded, interest=form.interest.data or ""
        )
        if signed:
            flash(_("声明已签署，可以开始评审。"), "success")
            return redirect(url_for("selections.show_selection", selection_id=selection.id), 303)
        flash(_("已记录，您不参加这次评审。谢谢您如实说明。"), "success")
        return redirect(url_for("selections.list_reviews"), 303)
    page = render_template(
        "selections/show_review.html",
        reviewer=reviewer,
        selection=selection,
        demand=selection.demand,
        organisation=organisation_words(selection.demand, viewer()),
        form=form,
        is_open=reviewer.state == INVITED and not selection.is_delivered,
    )
    return (page, 422) if request.method == "POST" and form.errors else page


def _answering(selection: Selection) -> list[tuple[int, str]] | None:
    """Who answers, to declare an interest in; None while reviewers may not know."""
    if selection.is_blind:
        return None
    names = {
        one.proposal.organisation_id: one.proposal.organisation.display_name for one in queries.standing(selection)
    }
    return sorted(names.items(), key=lambda pair: pair[1])
