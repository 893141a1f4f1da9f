"""The pages of choosing: the list, setting up, one selection, screening, and proposals side by side."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.db import session
from matchmaking.core.downloads import send_sheet
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.filters import moment as moment_words
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.views import load as load_listing
from matchmaking.proposals.permissions import is_sealed
from matchmaking.proposals.queries import answer_count
from matchmaking.proposals.states import ASSESSED, FINALIST, SUBMITTED
from matchmaking.selections import comparing, conflicts, pages, permissions, queries, services
from matchmaking.selections.deciding import chosen_ones, hurdle
from matchmaking.selections.forms import CommentForm, ScreenForm, SetUpForm
from matchmaking.selections.gates import waiting_reason
from matchmaking.selections.models import Selection

selections = Blueprint("selections", __name__)
Answer = str | Response | tuple[str, int]
MOST_LISTED = 100
MOVES = {"keep": ASSESSED, "finalist": FINALIST, "back": SUBMITTED}


def load(selection_id: int) -> Selection:
    """A selection whose page the viewer may open, else 404."""
    selection = queries.selection_with(selection_id)
    require(selection is not None and permissions.can_view_selection(viewer(), selection), hide=True)
    assert selection is not None
    return selection


def refuse_stale(selection: Selection, seen: int | None, mine: list[tuple[str, str]]) -> None:
    """Somebody has changed the selection since the page was opened: show both versions. Raises Conflict."""
    if seen == selection.version:
        return
    theirs = [
        (_("公布时间"), moment_words(selection.decides_at)),
        *((one.label, pages.stage_words(one)) for one in pages.shown_candidates(selection, viewer())),
    ]
    raise Conflict(
        _("您打开这一页之后，别人已经修改过，您这次的修改没有保存。请打开最新版本再改一次。"), theirs=theirs, mine=mine
    )


@selections.get("/selections")
@guard(SIGNED_IN)
def list_selections() -> str:
    """The selections of the viewer's organisation; officers and brokers see how those they look after stand."""
    person = viewer()
    wanted = permissions.demands_to_choose_for(person)
    found: list[Selection] = []
    if wanted is not None:
        query = queries.complete(queries.running_selections(wanted)).limit(MOST_LISTED)
        found = [one for one in session.scalars(query).unique() if permissions.can_view_selection(person, one)]
    clocks = lines_for("selections", [one.id for one in found])
    rows = [
        {
            "selection": one,
            "organisation": organisation_words(one.demand, person),
            "count": len(queries.standing(one)),
            "is_own": permissions.is_owner_side(person, one),
            "clock": clocks.get(one.id),
        }
        for one in found
    ]
    return render_template("selections/list_selections.html", rows=rows)


@selections.route("/demands/<int:demand_id>/selection", methods=["GET", "POST"])
@guard(SIGNED_IN)
def set_up(demand_id: int) -> Answer:
    """When and how is chosen among the answers to a demand; the first opening of this page stores nothing."""
    demand: Demand = load_listing(DEMANDS, demand_id, viewer())
    selection = queries.running_of(demand.id)
    require(permissions.can_set_up(viewer(), demand))
    if selection is not None:
        require(permissions.can_manage_selection(viewer(), selection))
    form = SetUpForm()
    if selection is not None:
        form.offer(selection.decides_at)
    fixed = selection is not None and services.has_scores(selection)
    if request.method == "POST" and not (form.criteria.handle_buttons(request.form)):
        if fixed:
            del form.criteria
        if form.validate():
            return _store_set_up(demand, selection, form)
        return _set_up_page(demand, selection, form, fixed), 422
    if request.method != "POST":
        _fill_set_up(demand, selection, form)
    return _set_up_page(demand, selection, form, fixed)


def _fill_set_up(demand: Demand, selection: Selection | None, form: SetUpForm) -> None:
    form.version.data = str(selection.version if selection else 0)
    form.read_moment(selection.decides_at if selection else services.usual_decision_moment(demand))
    rows = [(one.name, one.weight) for one in selection.criteria] if selection else services.USUAL_WEIGHTS
    for name, weight in rows:
        form.criteria.append_entry({"name": name, "weight": weight})
    if selection:
        form.is_blind.data, form.is_blind_for_owner.data = selection.is_blind, selection.is_blind_for_owner


def _set_up_page(demand: Demand, selection: Selection | None, form: SetUpForm, fixed: bool) -> str:
    waits = selection is not None and bool(queries.standing(selection))
    return render_template(
        "selections/set_up.html", demand=demand, selection=selection, form=form, fixed=fixed, waits=waits
    )


def _store_set_up(demand: Demand, selection: Selection | None, form: SetUpForm) -> Answer:
    fixed = selection is not None and services.has_scores(selection)
    if (form.seen_version or 0) != (selection.version if selection else 0):
        mine = [(_("公布时间"), moment_words(form.decides_at))]
        if selection is None:
            raise Conflict(_("这一页已经过期，您的修改没有保存。请打开最新版本再改一次。"), mine=mine)
        refuse_stale(selection, form.seen_version, mine)
    selection = selection or services.ensure_selection(demand, actor=viewer())
    try:
        services.set_up(
            selection,
            decides_at=form.decides_at,
            criteria=None if fixed else form.criteria.filled(),
            is_blind=bool(form.is_blind.data),
            is_blind_for_owner=bool(form.is_blind_for_owner.data),
            reason=form.reason.data or "",
            actor=viewer(),
        )
    except RuleBroken as broken:
        form.decides_on.errors = [broken.message]
        return _set_up_page(demand, selection, form, fixed), 422
    flash(_("选择方式已保存。"), "success")
    return redirect(url_for("selections.show_selection", selection_id=selection.id), 303)


@selections.get("/selections/<int:selection_id>")
@guard(SIGNED_IN)
def show_selection(selection_id: int) -> str:
    """How far the choice has come: answers, reviews, remarks; for those who only watch, the numbers."""
    return render_selection(load(selection_id))


def render_selection(
    selection: Selection, *, screening: ScreenForm | None = None, comment: CommentForm | None = None
) -> str:
    """The page with its forms as they were sent, or fresh ones."""
    person = viewer()
    shown = pages.shown_candidates(selection, person)
    barred = conflicts.barred(selection)
    asked = pages.active_reviewers(selection, barred)
    rows = pages.in_order_of_results([(one, pages.judged(selection, one, person, asked)) for one in shown])
    manages = permissions.can_manage_selection(person, selection)
    screening = screening or ScreenForm([one.letter for one in shown], formdata=None)
    screening.version.data = screening.version.data or str(selection.version)
    return render_template(
        "selections/show_selection.html",
        selection=selection,
        demand=selection.demand,
        organisation=organisation_words(selection.demand, person),
        rows=rows,
        closeness=pages.closeness_words(rows),
        screening=screening,
        comment=comment or pages_comment_form(selection, shown),
        remarks=pages.remarks(selection, person, shown),
        reviewers=[(one, barred.get(one.id, [])) for one in selection.reviewers],
        asked_count=len(asked),
        reviewed_count=sum(1 for one in asked for review in one.reviews if review.handed_in_at),
        own_part=permissions.active_reviewer(person, selection),
        manages=manages,
        reads=permissions.can_read_answers(person, selection),
        is_owner=permissions.is_owner_side(person, selection),
        is_blind=permissions.is_blind_to(person, selection),
        is_sealed=is_sealed(selection.demand),
        answer_count=answer_count(selection.demand_id),
        counts={
            state: sum(one.proposal.state == state for one in queries.standing(selection)) for state in pages.STAGES
        },
        chosen=[one for one in shown if one.candidate in chosen_ones(selection)],
        # Who decided must be able to talk to who was chosen; nobody else is told how.
        writers=queries.writers_of([one.proposal for one in chosen_ones(selection)])
        if manages and selection.is_delivered
        else None,
        hurdle=hurdle(selection) if selection.is_open else None,
        waiting=waiting_reason(selection) if selection.is_decided else None,
        clock=lines_for("selections", [selection.id]).get(selection.id),
        parts=pages.PARTS,
        stage_words=pages.stage_words,
        may_comment=permissions.can_comment(person, selection),
    )


def pages_comment_form(selection: Selection, shown: list[pages.Shown]) -> CommentForm:
    """An empty remark with a key of its own."""
    form = CommentForm([(one.letter, one.label) for one in shown], formdata=None)
    form.form_key.data = pages.new_key()
    return form


@selections.post("/selections/<int:selection_id>/screen")
@guard(SIGNED_IN)
def screen_candidates(selection_id: int) -> Answer:
    """Take the ticked answers on, back, or decline them with one reason."""
    selection = load(selection_id)
    require(permissions.can_manage_selection(viewer(), selection))
    require(permissions.can_read_answers(viewer(), selection))
    shown = {one.letter: one for one in pages.shown_candidates(selection, viewer())}
    form, action = ScreenForm(list(shown)), request.form.get("action", "")
    if action not in (*MOVES, "decline") or not form.check(declines=action == "decline"):
        return render_selection(selection, screening=form), 422
    mine = [(shown[one].label, pages.action_words(action)) for one in form.letters.data or []]
    refuse_stale(selection, form.seen_version, mine)
    chosen = [shown[one].candidate for one in form.letters.data or []]
    if action == "decline":
        services.decline_several(
            selection, chosen, reason_code=form.reason_code.data, sentence=form.sentence.data or "", actor=viewer()
        )
        flash(_("已记下不选的原因。公布决定之前，应答单位看不到。"), "success")
    else:
        services.take_to(selection, chosen, MOVES[action], actor=viewer())
        flash(_("已更新所选应答的阶段。"), "success")
    return redirect(url_for("selections.show_selection", selection_id=selection.id), 303)


@selections.get("/selections/<int:selection_id>/compare")
@guard(SIGNED_IN)
def compare(selection_id: int) -> Answer:
    """Two to six proposals side by side."""
    selection = load(selection_id)
    require(permissions.can_read_answers(viewer(), selection))
    every, picked = _picked(selection)
    is_possible = comparing.FEWEST <= len(picked) <= comparing.MOST
    page = render_template(
        "selections/compare.html",
        selection=selection,
        demand=selection.demand,
        every=every,
        picked=picked,
        letters=[one.letter for one in picked],
        is_possible=is_possible,
        lines=comparing.lines(selection, picked) if is_possible else [],
        is_blind=permissions.is_blind_to(viewer(), selection),
        most=comparing.MOST,
    )
    return page if is_possible or not request.args.getlist("p") else (page, 422)


@selections.get("/selections/<int:selection_id>/compare.xlsx")
@guard(SIGNED_IN)
def export_comparison(selection_id: int) -> Response:
    """The same comparison as a workbook, with what this viewer may read."""
    selection = load(selection_id)
    require(permissions.can_read_answers(viewer(), selection))
    _every, picked = _picked(selection)
    require(comparing.FEWEST <= len(picked) <= comparing.MOST, hide=True)
    header, rows = comparing.table(selection, picked, comparing.lines(selection, picked))
    name = f"comparison-{selection.id}.xlsx"
    return send_sheet(name, _("方案比较"), header, rows)


def _picked(selection: Selection) -> tuple[list[pages.Shown], list[pages.Shown]]:
    """Everything that can be compared, and what the address names; without names, the best of what is still in."""
    every = pages.shown_candidates(selection, viewer())
    wanted = request.args.getlist("p")
    if wanted:
        return every, [one for one in every if one.letter in wanted]
    running = [one for one in every if one.proposal.state in (FINALIST, ASSESSED, "chosen")] or every
    return every, running[: comparing.MOST]
