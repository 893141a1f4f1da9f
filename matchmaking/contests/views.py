"""The pages of contests for everybody and for teams: the list, an edition with its rankings, entering, landing."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.calls.permissions import can_apply_with
from matchmaking.calls.queries import organisers
from matchmaking.clocks.wording import lines_for
from matchmaking.contests import landing, permissions, queries, services
from matchmaking.contests.forms import EnterForm, LandingForm, ReasonForm
from matchmaking.contests.models import Contest, ContestEntry, Winner
from matchmaking.contests.states import CONTEST_NAMES, ENTRY_NAMES, LANDING_STEPS, ROUND_NAMES, WINNER_NAMES
from matchmaking.core.db import now, session
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.projects.models import Project
from matchmaking.projects.permissions import can_see_project

contests = Blueprint("contests", __name__, url_prefix="/contests")
Answer = str | Response | tuple[str, int]
ROWS = 20


def load(contest_id: int) -> Contest:
    """A contest that the viewer may see, or 404."""
    contest = session.get(Contest, contest_id)
    require(contest is not None and permissions.can_see_contest(viewer(), contest), hide=True)
    return contest or abort(404)


def load_entry(entry_id: int) -> ContestEntry:
    """An entry that the viewer may read, or 404."""
    entry = session.get(ContestEntry, entry_id)
    require(entry is not None and permissions.can_view_entry(viewer(), entry), hide=True)
    return entry or abort(404)


def load_winner(winner_id: int) -> Winner:
    """A winner whose landing the viewer may read, or 404."""
    winner = session.get(Winner, winner_id)
    require(winner is not None and permissions.can_view_winner(viewer(), winner), hide=True)
    return winner or abort(404)


@contests.get("")
@guard(PUBLIC)
def list_contests() -> str:
    """All contests; what is going on first."""
    number = page_number(request.args)
    query = queries.public_contests()
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = list(session.scalars(query.limit(ROWS).offset((number - 1) * ROWS)))
    return render_template(
        "contests/list_contests.html", page=Page(rows, number, ROWS, total), names=CONTEST_NAMES,
        counts=queries.entry_counts(rows), moment=now(),
        may_organise=bool(organisers(viewer())) if viewer().is_signed_in else False,
    )  # fmt: skip


@contests.get("/<int:contest_id>")
@guard(PUBLIC)
def show_contest(contest_id: int) -> str:
    """One edition: divisions, rounds, rankings once they are published, winners and how far they have landed."""
    contest = load(contest_id)
    person = viewer()
    return render_template(
        "contests/show_contest.html", contest=contest, names=CONTEST_NAMES, round_names=ROUND_NAMES,
        placings=queries.placings_of(contest), winners=queries.winners_of(contest), landing_steps=LANDING_STEPS,
        mine=queries.own_entries(contest, person) if person.memberships else [], entry_names=ENTRY_NAMES,
        count=queries.entry_counts([contest]).get(contest.id, 0), takes=permissions.takes_entries(contest),
        may_edit=permissions.can_edit_contest(person, contest),
        is_seen=lambda project: can_see_project(person, project),
        may_view=lambda winner: permissions.can_view_winner(person, winner),
    )  # fmt: skip


@contests.route("/<int:contest_id>/enter", methods=["GET", "POST"])
@guard(SIGNED_IN)
def enter_contest(contest_id: int) -> Answer:
    """Take part with one of one's own projects."""
    contest = load(contest_id)
    require(any(viewer().edits_for(one) for one in viewer().memberships))
    projects = queries.projects_to_enter_with(contest, viewer())
    form = EnterForm([(one.id, one.title) for one in projects], [(one.id, one.name) for one in contest.divisions])
    if len(contest.divisions) == 1 and request.method != "POST":
        form.division_id.data = contest.divisions[0].id
    if form.validate_on_submit():
        project = session.get(Project, form.project_id.data) or abort(404)
        require(can_apply_with(viewer(), project))
        division = next(one for one in contest.divisions if one.id == form.division_id.data)
        entry = services.enter(contest, project, division, actor=viewer())
        flash(_("已报名，审核结果会通知您。"), "success")
        return redirect(url_for("contests.show_entry", entry_id=entry.id), 303)
    page = render_template(
        "contests/enter_contest.html", contest=contest, form=form, projects=projects,
        takes=permissions.takes_entries(contest),
    )  # fmt: skip
    return (page, 422) if form.errors else page


@contests.get("/entries/<int:entry_id>")
@guard(SIGNED_IN)
def show_entry(entry_id: int) -> str:
    """One entry: how far it is, for its team; admitting it, for the organiser."""
    entry = load_entry(entry_id)
    return render_template(
        "contests/show_entry.html", entry=entry, names=ENTRY_NAMES, winner=queries.winner_of(entry),
        runs=permissions.can_edit_contest(viewer(), entry.contest),
        may_withdraw=permissions.can_withdraw_entry(viewer(), entry), 
        clock=lines_for("contest_entries", [entry.id]).get(entry.id),
    )  # fmt: skip


@contests.post("/entries/<int:entry_id>/withdraw")
@guard(SIGNED_IN)
def withdraw_entry(entry_id: int) -> Response:
    """Step back."""
    entry = load_entry(entry_id)
    require(permissions.can_withdraw_entry(viewer(), entry))
    services.withdraw_entry(entry, actor=viewer())
    flash(_("已退赛。"), "success")
    return redirect(url_for("contests.show_entry", entry_id=entry.id), 303)


@contests.route("/winners/<int:winner_id>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def show_winner(winner_id: int) -> Answer:
    """How a winner lands: the steps with their proof; the team or the organiser reports the next one."""
    winner = load_winner(winner_id)
    may_report = permissions.can_report_landing(viewer(), winner)
    form = LandingForm(data={"county_code": winner.county_code or ""}) if request.method != "POST" else LandingForm()
    if request.method == "POST":
        require(may_report)
        if form.validate():
            landing.report_step(
                winner, form.kind.data, on=form.on.data, amount=form.amount.data, proof=form.proof.data or "",
                county_code=form.county_code.data or None, actor=viewer(),
            )  # fmt: skip
            flash(_("已记下。"), "success")
            return redirect(url_for("contests.show_winner", winner_id=winner.id), 303)
    page = render_template(
        "contests/show_winner.html", winner=winner, form=form, may_report=may_report, steps=LANDING_STEPS,
        names=WINNER_NAMES, taken={one.kind: one for one in winner.steps}, 
        clock=lines_for("contest_winners", [winner.id]).get(winner.id),
        may_take_up=winner.state == "given_up" and permissions.can_edit_contest(viewer(), winner.entry.contest),
    )  # fmt: skip
    return (page, 422) if form.errors else page


@contests.post("/winners/<int:winner_id>/unchanged")
@guard(SIGNED_IN)
def report_unchanged(winner_id: int) -> Response:
    """Nothing new since the last report."""
    winner = load_winner(winner_id)
    require(permissions.can_report_landing(viewer(), winner))
    landing.report_nothing_new(winner, actor=viewer())
    flash(_("已记下，一个季度后再问。"), "success")
    return redirect(url_for("contests.show_winner", winner_id=winner.id), 303)


@contests.route("/winners/<int:winner_id>/give-up", methods=["GET", "POST"])
@guard(SIGNED_IN)
def give_up(winner_id: int) -> Answer:
    """It will not land, with a reason."""
    winner = load_winner(winner_id)
    require(permissions.can_report_landing(viewer(), winner) and winner.state == "tracked")
    form = ReasonForm()
    if form.validate_on_submit():
        landing.give_up(winner, reason=form.reason.data or "", actor=viewer())
        flash(_("已标为不再落地，原因已保留。"), "success")
        return redirect(url_for("contests.show_winner", winner_id=winner.id), 303)
    page = render_template("contests/give_up.html", winner=winner, form=form)
    return (page, 422) if form.errors else page


@contests.post("/winners/<int:winner_id>/take-up")
@guard(SIGNED_IN)
def take_up(winner_id: int) -> Response:
    """It lands after all."""
    winner = load_winner(winner_id)
    require(permissions.can_edit_contest(viewer(), winner.entry.contest))
    landing.take_up(winner, actor=viewer())
    flash(_("已恢复跟踪。"), "success")
    return redirect(url_for("contests.show_winner", winner_id=winner.id), 303)
