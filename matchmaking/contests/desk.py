"""The pages of organisers: the edition, admission, rounds, prizes, and where all winners land."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.calls.permissions import can_organise_for
from matchmaking.calls.queries import organisers
from matchmaking.contests import permissions, queries, services
from matchmaking.contests.forms import AwardForm, ContestForm, ReasonForm
from matchmaking.contests.models import Contest, ContestEntry
from matchmaking.contests.states import (
    CONTEST_NAMES,
    ENTRY_NAMES,
    LANDING_STEPS,
    ROUND_NAMES,
    SCORING,
    STANDING,
    SUBMITTED,
    WINNER_NAMES,
)
from matchmaking.contests.views import Answer, contests, load, load_entry
from matchmaking.core.db import session
from matchmaking.core.downloads import send_sheet
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.filters import SHANGHAI, iso_day
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.organisations.models import Organisation
from matchmaking.vocabulary.queries import label


def load_run(contest_id: int) -> Contest:
    """A contest that the viewer runs."""
    contest = load(contest_id)
    require(permissions.can_edit_contest(viewer(), contest))
    return contest


def load_run_entry(entry_id: int) -> ContestEntry:
    """An entry of a contest that the viewer runs."""
    entry = load_entry(entry_id)
    require(permissions.can_edit_contest(viewer(), entry.contest))
    return entry


def _form(contest: Contest | None) -> ContestForm:
    choices = [(one.id, one.local_name) for one in organisers(viewer())]
    if contest is not None and contest.organisation_id not in dict(choices):
        choices.insert(0, (contest.organisation_id, contest.organisation.local_name))
    if request.method == "POST":
        return ContestForm(choices)
    data: dict[str, Any] = {"divisions": [{"name": ""}], "rounds": [{"name": _("初赛")}, {"name": _("决赛")}]}
    if contest is not None:
        names = ("title", "about", "conditions", "prizes", "organisation_id")
        data = {name: getattr(contest, name) for name in names}
        data["closes_on"] = contest.closes_at.astimezone(SHANGHAI).date()
        data["divisions"] = [{"name": one.name} for one in contest.divisions]
        data["rounds"] = [
            {"name": one.name, "advance_count": one.advance_count, "due_on": one.due_on} for one in contest.rounds
        ]
    form = ContestForm(choices, data=data)
    form.version.data = str(contest.version) if contest is not None else ""
    return form


def _may_name(organisation_id: int) -> bool:
    organisation = session.get(Organisation, organisation_id)
    return organisation is not None and can_organise_for(viewer(), organisation)


def _store(form: ContestForm, contest: Contest | None) -> Contest:
    require(_may_name(form.organisation_id.data))
    return services.write_contest(
        contest, form.values(), divisions=form.divisions.filled(), rounds=form.rounds.filled(), actor=viewer(),
        form_key=form.form_key.data,
    )  # fmt: skip


@contests.get("/organised")
@guard(SIGNED_IN)
def organised_contests() -> str:
    """The contests that the viewer runs."""
    found = queries.contests_of(viewer())
    return render_template(
        "contests/organised_contests.html", contests=found, names=CONTEST_NAMES, counts=queries.entry_counts(found),
        may_organise=bool(organisers(viewer())),
    )  # fmt: skip


@contests.route("/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def new_contest() -> Answer:
    """Write an edition."""
    require(bool(organisers(viewer())))
    form = _form(None)
    if request.method == "POST":
        pressed = form.divisions.handle_buttons(request.form) or form.rounds.handle_buttons(request.form)
        if not pressed and form.validate():
            contest = _store(form, None)
            flash(_("草稿已保存，检查后可以发布。"), "success")
            return redirect(url_for("contests.manage_contest", contest_id=contest.id), 303)
    page = render_template("contests/edit_contest.html", form=form, contest=None)
    return (page, 422) if form.errors else page


@contests.route("/<int:contest_id>/edit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_contest(contest_id: int) -> Answer:
    """Change an edition until its first round begins."""
    contest = load_run(contest_id)
    form = _form(contest)
    if request.method == "POST":
        if not permissions.can_change_contest(viewer(), contest):
            raise RuleBroken(_("比赛已经开始，内容不能再改。"))
        if form.seen_version not in (None, contest.version):
            raise Conflict(_("您打开这一页之后，别人已经改过这届大赛，您的修改没有保存。请打开最新版本再改一次。"))
        pressed = form.divisions.handle_buttons(request.form) or form.rounds.handle_buttons(request.form)
        if not pressed and form.validate():
            _store(form, contest)
            flash(_("已保存。"), "success")
            return redirect(url_for("contests.manage_contest", contest_id=contest.id), 303)
    require(permissions.can_change_contest(viewer(), contest))
    page = render_template("contests/edit_contest.html", form=form, contest=contest)
    return (page, 422) if form.errors else page


@contests.get("/<int:contest_id>/manage")
@guard(SIGNED_IN)
def manage_contest(contest_id: int) -> str:
    """Everything about an edition: entries, the present round and its juries, what is next."""
    contest = load_run(contest_id)
    present = contest.present_round
    return render_template(
        "contests/manage_contest.html", contest=contest, present=present, names=CONTEST_NAMES,
        round_names=ROUND_NAMES, entry_names=ENTRY_NAMES, entries=queries.entries_of(contest),
        waiting=queries.entries_of(contest, SUBMITTED),
        juries=services.juries_of(present) if present is not None and present.state == SCORING else [],
        may_change=permissions.can_change_contest(viewer(), contest),
        may_cancel=permissions.can_cancel_contest(viewer(), contest),
    )  # fmt: skip


@contests.post("/<int:contest_id>/open")
@guard(SIGNED_IN)
def open_contest(contest_id: int) -> Response:
    """Publish it."""
    contest = load_run(contest_id)
    services.open_contest(contest, actor=viewer())
    flash(_("已发布，开始接受报名。"), "success")
    return redirect(url_for("contests.manage_contest", contest_id=contest.id), 303)


@contests.route("/<int:contest_id>/cancel", methods=["GET", "POST"])
@guard(SIGNED_IN)
def cancel_contest(contest_id: int) -> Answer:
    """Call it off, with a reason."""
    contest = load_run(contest_id)
    require(permissions.can_cancel_contest(viewer(), contest))
    form = ReasonForm()
    if form.validate_on_submit():
        services.cancel_contest(contest, reason=form.reason.data or "", actor=viewer())
        flash(_("大赛已取消，参赛方会收到原因。"), "success")
        return redirect(url_for("contests.organised_contests"), 303)
    page = render_template("contests/cancel_contest.html", contest=contest, form=form)
    return (page, 422) if form.errors else page


@contests.post("/entries/<int:entry_id>/admit")
@guard(SIGNED_IN)
def admit_entry(entry_id: int) -> Response:
    """It may take part."""
    entry = load_run_entry(entry_id)
    services.admit_entry(entry, actor=viewer())
    flash(_("已通过参赛审核。"), "success")
    return redirect(url_for("contests.manage_contest", contest_id=entry.contest_id), 303)


@contests.route("/entries/<int:entry_id>/refuse", methods=["GET", "POST"])
@guard(SIGNED_IN)
def refuse_entry(entry_id: int) -> Answer:
    """It may not, with a reason."""
    entry = load_run_entry(entry_id)
    form = ReasonForm()
    if form.validate_on_submit():
        services.refuse_entry(entry, reason=form.reason.data or "", actor=viewer())
        flash(_("已告诉参赛方原因。"), "success")
        return redirect(url_for("contests.manage_contest", contest_id=entry.contest_id), 303)
    page = render_template("contests/refuse_entry.html", entry=entry, form=form)
    return (page, 422) if form.errors else page


@contests.post("/<int:contest_id>/start")
@guard(SIGNED_IN)
def start_round(contest_id: int) -> Response:
    """Begin the next round."""
    contest = load_run(contest_id)
    present = services.start_round(contest, actor=viewer())
    flash(_("%(name)s开始。请给每个赛道请好评审人。", name=present.name), "success")
    return redirect(url_for("contests.manage_contest", contest_id=contest.id), 303)


@contests.post("/<int:contest_id>/close")
@guard(SIGNED_IN)
def close_round(contest_id: int) -> Response:
    """Publish the ranking of the present round."""
    contest = load_run(contest_id)
    present = contest.present_round
    if present is None or present.state != SCORING:
        raise RuleBroken(_("没有正在评分的轮次。"))
    services.close_round(present, actor=viewer())
    flash(_("名次已公布，参赛方都会收到通知。"), "success")
    return redirect(url_for("contests.show_contest", contest_id=contest.id), 303)


@contests.route("/<int:contest_id>/award", methods=["GET", "POST"])
@guard(SIGNED_IN)
def award(contest_id: int) -> Answer:
    """Give the prizes and finish."""
    contest = load_run(contest_id)
    require(contest.state == "running" and contest.present_round is None)
    entries = queries.entries_of(contest, STANDING)
    form = AwardForm()
    while len(form.rows.entries) > len(entries):
        form.rows.pop_entry()
    while len(form.rows.entries) < len(entries):
        form.rows.append_entry()
    order = ",".join(str(one.id) for one in entries)
    # The rows are told apart by their place: when somebody withdrew meanwhile, a prize would go to the wrong project.
    if request.method == "POST" and request.form.get("order", order) != order:
        raise Conflict(_("参赛项目刚有变化，奖项没有公布。请打开最新内容再填一次。"))
    if request.method == "POST" and form.validate():
        prizes = {
            entry.id: row.form.prize.data
            for entry, row in zip(entries, form.rows.entries, strict=True)
            if row.form.prize.data
        }
        services.award(contest, prizes, actor=viewer())
        flash(_("奖项已公布，开始跟踪落地。"), "success")
        return redirect(url_for("contests.show_contest", contest_id=contest.id), 303)
    last = {
        one.entry_id: one for heat in contest.rounds[-1].heats for one in queries.placings_of(contest).get(heat.id, ())
    }
    page = render_template("contests/award.html", contest=contest, form=form, entries=entries, last=last, order=order)
    return (page, 422) if form.errors else page


@contests.get("/<int:contest_id>/landing")
@guard(SIGNED_IN)
def list_landing(contest_id: int) -> str:
    """Where all winners of an edition are."""
    contest = load_run(contest_id)
    return render_template(
        "contests/list_landing.html", contest=contest, winners=queries.winners_of(contest), steps=LANDING_STEPS,
        names=WINNER_NAMES,
    )  # fmt: skip


@contests.get("/<int:contest_id>/landing.xlsx")
@guard(SIGNED_IN)
def export_landing(contest_id: int) -> Response:
    """The same as a table."""
    contest = load_run(contest_id)
    header = [_("项目"), _("单位"), _("赛道"), _("奖项"), _("状态"), _("县（市、区）")]
    for words in LANDING_STEPS.values():
        header += [str(words), _("%(step)s：金额（元）", step=words), _("%(step)s：凭据", step=words)]
    rows = []
    for one in queries.winners_of(contest):
        taken = {step.kind: step for step in one.steps}
        row: list[Any] = [
            one.title, one.entry.project.organisation.local_name, one.entry.division.name, one.prize,
            str(WINNER_NAMES[one.state]), label("county", one.county_code) if one.county_code else "",
        ]  # fmt: skip
        for kind in LANDING_STEPS:
            step = taken.get(kind)
            row += [iso_day(step.on), step.amount, step.proof] if step else ["", "", ""]
        rows.append(row)
    return send_sheet(f"landing-{contest.id}.xlsx", _("落地跟踪"), header, rows)
