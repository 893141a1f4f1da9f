"""Raising interest in a project, the lists of both sides, and one interest with its answer and next steps."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.clocks.models import Clock
from matchmaking.clocks.wording import line_of, lines_for
from matchmaking.consents.queries import NAME
from matchmaking.consents.subjects import group_words
from matchmaking.core.addresses import own_address
from matchmaking.core.audiences import PUBLIC
from matchmaking.core.db import session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.core.panels import panels_for
from matchmaking.interests import permissions, queries, services
from matchmaking.interests.forms import AnswerForm, CloseForm, FinishForm, RaiseForm, StepForm
from matchmaking.interests.models import Interest, InterestStep
from matchmaking.interests.sources import sessions_with
from matchmaking.interests.states import DECLINED, FOLLOW, KINDS, STEP_DONE, STEP_DROPPED
from matchmaking.interests.wording import kind_words
from matchmaking.listings.disclosure import audience_of, has_content, hides_name
from matchmaking.listings.queries import count_of
from matchmaking.listings.views import load
from matchmaking.matching.wording import band_word
from matchmaking.meetings.permissions import can_view_meeting
from matchmaking.meetings.sessions import session_in_address
from matchmaking.projects.models import Project
from matchmaking.projects.pages import whose
from matchmaking.projects.side import PROJECTS

interests = Blueprint("interests", __name__)
Answered = str | Response | tuple[str, int]
ROWS = 20
RECEIVED, SENT = "received", "sent"


@interests.route("/interests/new/<int:project_id>/<kind>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def raise_interest(project_id: int, kind: str) -> Answered:
    """Show interest. `roadshow` in the address says at which session, `next` where to go on afterwards."""
    if kind not in KINDS:
        abort(404)
    person = viewer()
    project = load(PROJECTS, project_id, person)
    form = RaiseForm().fit(kind)
    require(permissions.can_raise_interest(person, project))
    going_on = queries.with_open_key(services.open_key(project.id, kind, person.user_id or 0))
    if going_on is not None and request.method != "POST":
        return redirect(url_for("interests.show_interest", interest_id=going_on.id), 303)
    demands = queries.own_public_demands(person.organisation_id)
    form.demand_id.choices = [("", _("与已发布的需求无关")), *((one.id, one.title) for one in demands)]
    error = ""
    if request.method != "POST":
        form.new_key()
    elif form.validate() and form.is_in_order(kind):
        try:
            interest = services.raise_interest(
                project, kind, actor=person, words=form.words.data or "", demand_id=form.demand_id.data,
                roadshow_id=session_in_address(request.args.get("roadshow", "")),
                hides_asker=bool("hides_asker" in form and form.hides_asker.data), form_key=form.form_key.data,
            )  # fmt: skip
        except RuleBroken as broken:
            error = broken.message
        else:
            flash(_("已送达，项目方会在限期内答复，结果会通知您。"), "success")
            back = own_address(request.args.get("next"))
            return redirect(back or url_for("interests.show_interest", interest_id=interest.id), 303)
    page = render_template(
        "interests/raise_interest.html",
        project=project, whose=whose(project, person), kind=kind, form=form, error=error,
    )  # fmt: skip
    return (page, 422) if form.errors or error else page


@interests.get("/interests")
@guard(SIGNED_IN)
def list_interests() -> str:
    """What was raised in the own projects, and what the viewer raised."""
    person = viewer()
    found = {RECEIVED: queries.received(person), SENT: queries.sent(person)}
    counts = {name: count_of(query) for name, query in found.items()}
    box = request.args.get("box")
    if box not in found:
        box = RECEIVED if counts[RECEIVED] or not counts[SENT] else SENT
    number = min(page_number(request.args), max(1, -(-counts[box] // ROWS)))
    rows = list(session.scalars(queries.complete(found[box]).limit(ROWS).offset((number - 1) * ROWS)))
    return render_template(
        "interests/list_interests.html",
        page=Page(rows, number, ROWS, counts[box]), counts=counts, box=box, deadlines=deadlines(rows),
        page_url=lambda number: url_for("interests.list_interests", box=box, page=number),
    )  # fmt: skip


def deadlines(rows: list[Interest]) -> dict[int, Any]:
    """interest id → the clock that runs for it or, first of several, for one of its steps."""
    owners = {("interests", one.id): one.id for one in rows}
    owners |= {("interest_steps", step.id): one.id for one in rows for step in one.steps}
    found: dict[int, Clock] = {}
    for clock in queries.running_clocks(owners):
        one = owners[clock.subject_type, clock.subject_id]
        if one not in found or clock.due_at < found[one].due_at:
            found[one] = clock
    return {one: line_of(clock) for one, clock in found.items()}


@interests.get("/interests/<int:interest_id>")
@guard(SIGNED_IN)
def show_interest(interest_id: int) -> str:
    """One interest; for its team and its broker with what they can do."""
    return _page(load_interest(interest_id), {})


@interests.post("/interests/<int:interest_id>/answer")
@guard(SIGNED_IN)
def answer_interest(interest_id: int) -> Answered:
    """Go on, or say no."""
    interest, person = load_interest(interest_id), viewer()
    require(permissions.is_team(person, interest))
    form = _answer_form(interest, AnswerForm())
    if not (form.validate() and form.is_in_order()):
        return _page(interest, {"answer": form}), 422
    if form.decision.data == DECLINED:
        services.decline_interest(
            interest, reason_code=form.reason_code.data or "", words=form.words.data or "", actor=person
        )
    else:
        services.answer_interest(
            interest, words=form.words.data or "", actor=person, step=form.next_step(),
            groups=form.groups.data or () if "groups" in form else (),
            until=form.until.data if "until" in form else None,
        )  # fmt: skip
    flash(_("已答复，对方会收到。"), "success")
    return _back(interest)


@interests.post("/interests/<int:interest_id>/withdraw")
@guard(SIGNED_IN)
def withdraw_interest(interest_id: int) -> Response:
    """Not interested any more."""
    interest = load_interest(interest_id)
    require(permissions.is_asker(viewer(), interest))
    services.withdraw_interest(interest, actor=viewer())
    flash(_("已撤回，对方不用再跟进。"), "success")
    return _back(interest)


@interests.post("/interests/<int:interest_id>/reveal")
@guard(SIGNED_IN)
def reveal_asker(interest_id: int) -> Response:
    """Tell the team who asks."""
    interest = load_interest(interest_id)
    require(permissions.is_asker(viewer(), interest))
    if permissions.can_reveal_asker(viewer(), interest):
        services.reveal_asker(interest, actor=viewer())
        flash(_("对方现在看得到您的单位。"), "success")
    return _back(interest)


@interests.post("/interests/<int:interest_id>/close")
@guard(SIGNED_IN)
def close_interest(interest_id: int) -> Answered:
    """Nothing is left to do."""
    interest, person = load_interest(interest_id), viewer()
    require(permissions.is_team(person, interest) or permissions.is_in_charge(person, interest.project_id))
    form = CloseForm()
    if not form.validate():
        return _page(interest, {"close": form}), 422
    services.close_interest(interest, result_code=form.result.data, words=form.closing_words.data or "", actor=person)
    flash(_("已结束跟进，对方会收到结果。"), "success")
    return _back(interest)


@interests.post("/interests/<int:interest_id>/steps")
@guard(SIGNED_IN)
def add_step(interest_id: int) -> Answered:
    """Agree on what comes next."""
    interest, person = load_interest(interest_id), viewer()
    require(permissions.can_go_on(person, interest))
    form, error = StepForm(), ""
    if form.validate() and form.is_in_order():
        step = form.next_step()
        assert step is not None
        try:
            services.add_step(interest, step, actor=person)
        except RuleBroken as broken:
            error = broken.message
        else:
            flash(_("已记下，到期前会提醒。"), "success")
            return _back(interest)
    if error:
        form.side.errors = [error]
    return _page(interest, {"step": form}), 422


@interests.get("/interests/steps/<int:step_id>")
@guard(SIGNED_IN)
def show_step(step_id: int) -> Response:
    """A next step stands on the page of its interest."""
    step = _load_step(step_id)
    return redirect(url_for("interests.show_interest", interest_id=step.interest_id) + f"#step-{step.id}", 303)


@interests.post("/interests/steps/<int:step_id>")
@guard(SIGNED_IN)
def finish_step(step_id: int) -> Response:
    """It is done, or not needed."""
    step = _load_step(step_id)
    person, form = viewer(), FinishForm()
    require(permissions.marks_step(person, step))
    if form.validate():
        state = STEP_DROPPED if form.state.data == STEP_DROPPED else STEP_DONE
        services.finish_step(step, state, words=form.words.data or "", actor=person)
        flash(_("已记下。"), "success")
    else:
        flash(str(form.words.errors[0]) if form.words.errors else _("没有保存，请再试一次。"), "error")
    return _back(step.interest)


def load_interest(interest_id: int) -> Interest:
    """One interest, or 404 for who may not know of it."""
    interest = queries.interest_with(interest_id)
    require(interest is not None and permissions.can_view_interest(viewer(), interest), hide=True)
    assert interest is not None
    return interest


def _load_step(step_id: int) -> InterestStep:
    step = queries.step_with(step_id)
    require(step is not None and permissions.can_view_interest(viewer(), step.interest), hide=True)
    assert step is not None
    return step


def _back(interest: Interest) -> Response:
    return redirect(url_for("interests.show_interest", interest_id=interest.id), 303)


def _groups(project: Project) -> list[tuple[str, str]]:
    """What the team can give: the parts of the project that are not public and say something, and the name."""
    found = [one for one in PROJECTS.groups if audience_of(project, one) != PUBLIC and _says(project, one)]
    found += [NAME] if hides_name(project) else []
    return [(one, group_words("projects", one)) for one in found]


def _says(project: Project, group: str) -> bool:
    fields = PROJECTS.groups[group]
    return has_content(project, group) if fields.columns or fields.rows else True


def _answer_form(interest: Interest, form: AnswerForm) -> AnswerForm:
    groups = _groups(interest.project) if interest.organisation_id and not interest.hides_asker else []
    if groups:
        form.groups.choices = groups
    else:
        del form.groups
        del form.until
    return form


def _page(interest: Interest, forms: Mapping[str, Any]) -> str:
    person = viewer()
    new: dict[str, Any] = {
        "answer": lambda: _answer_form(interest, AnswerForm(formdata=None)),
        "step": lambda: StepForm(formdata=None),
        "close": lambda: CloseForm(formdata=None),
    }
    demand = interest.demand
    matches = [
        (one, band_word(one))
        for one in queries.matches_of(interest.id)
        if permissions.shows_demand(person, interest, one.demand)
    ]
    meeting = interest.meeting
    return render_template(
        "interests/show_interest.html",
        interest=interest,
        forms_of={name: forms.get(name) or make() for name, make in new.items()},
        wrong=next(iter(forms.values()), None),
        whose=whose(interest.project, person),
        demand=demand if demand is not None and permissions.shows_demand(person, interest, demand) else None,
        matches=matches,
        meeting=meeting if meeting is not None and can_view_meeting(person, meeting) else None,
        roadshow=sessions_with([interest.roadshow_id]).get(interest.roadshow_id or 0),
        clock=lines_for("interests", [interest.id]).get(interest.id),
        step_clocks=lines_for("interest_steps", [one.id for one in interest.steps]),
        steps=[(one, permissions.can_finish_step(person, one)) for one in interest.steps],
        panels=panels_for("interest", person, interest),
        may_answer=permissions.can_answer_interest(person, interest),
        may_go_on=permissions.can_go_on(person, interest),
        may_meet=permissions.can_propose_meeting(person, interest),
        may_withdraw=permissions.can_withdraw_interest(person, interest),
        may_reveal=permissions.can_reveal_asker(person, interest),
        may_see_hub=permissions.can_view_hub(person, interest.project),
        is_mine=permissions.is_asker(person, interest),
        is_follow=interest.kind == FOLLOW,
        title=kind_words(interest.kind),
    )
