"""Revisions: write one, compare any two, take suggestions over, send one to the enterprise."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import guard, require
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.forms import described, differences
from matchmaking.listings.permissions import AT_DESK
from matchmaking.listings.services import names_of
from matchmaking.listings.views import address
from matchmaking.matching.draft_aids import Trial, try_out
from matchmaking.refinements import approval, revising, suggestions
from matchmaking.refinements.forms import RevisionForm, SendForm
from matchmaking.refinements.models import DemandRevision, Refinement
from matchmaking.refinements.pages import compared, revision_title
from matchmaking.refinements.permissions import can_work_on
from matchmaking.refinements.revising import latest, newest_values
from matchmaking.refinements.states import ASKED, AWAITING, WRITTEN
from matchmaking.refinements.values import as_demand
from matchmaking.refinements.views import Answer, load_at_desk, refinements
from matchmaking.search.engine import IndexUnavailable


def to_revise(demand_id: int) -> tuple[Demand, Refinement | None]:
    """The demand, for who may write revisions of it now; 403 for others."""
    demand, refinement = load_at_desk(demand_id)
    require(can_work_on(viewer(), demand, refinement))
    return demand, refinement


def number_of(refinement: Refinement | None, name: str) -> DemandRevision | None:
    """The revision whose number the address gives under this name; 404 for one that is not there."""
    text = request.args.get(name, "")
    if not text:
        return None
    rows = {str(one.number): one for one in (refinement.revisions if refinement else [])}
    return rows.get(text) or abort(404)


def version_of(refinement: Refinement | None) -> int:
    """How often the texts were changed."""
    return refinement.text_version if refinement else 0


def refuse_stale(form: RevisionForm, demand: Demand, refinement: Refinement | None) -> None:
    """Somebody else wrote meanwhile: show both versions. Raises Conflict."""
    stored = RevisionForm(formdata=None, obj=as_demand(newest_values(demand, refinement), demand))
    theirs, mine = differences(described(stored), described(form))
    raise Conflict(
        _("您打开这一页之后，别人已经改过这一稿，您的修改没有保存。下面列出不同之处，请打开最新一稿再改一次。"),
        theirs=theirs,
        mine=mine,
    )


def is_sound(form: RevisionForm, demand: Demand) -> bool:
    """Check what was typed; what is missing may still be missing, what contradicts itself may not."""
    sound = form.validate()
    before = DEMANDS.values_of(demand)
    problems = DEMANDS.contradictions(before | form.text(), before, names_of(demand.organisation))
    return not form.show_problems(problems) and sound


@refinements.route("/desk/refinements/<int:demand_id>/revise", methods=["GET", "POST"])
@guard(AT_DESK)
def revise_demand(demand_id: int) -> Answer:
    """Write a revision: the newest one goes on, or another one serves as the beginning."""
    demand, refinement = to_revise(demand_id)
    require(refinement is None or refinement.state != AWAITING)
    begun = number_of(refinement, "from")
    start = as_demand(begun.values if begun else newest_values(demand, refinement), demand)
    form, status = RevisionForm(obj=start), 200
    if request.method == "POST" and not form.row_button_pressed(request.form):
        if is_sound(form, demand):
            sent_again = revising.made_by(refinement, form.form_key.data) is not None
            if not sent_again and form.seen_version != version_of(refinement):
                refuse_stale(form, demand, refinement)
            revision = revising.write(
                demand, form.text(), actor=viewer(), note=form.note.data or "", form_key=form.form_key.data,
                anew=request.form.get("action") == "anew",
            )  # fmt: skip
            if revision is None:
                flash(_("没有改动，没有产生新的一稿。"), "info")
                return redirect(url_for("refinements.show_refinement", demand_id=demand_id), 303)
            flash(_("已存为第 %(n)s 稿。企业还看不到，送确认以后才看到。", n=revision.number), "success")
            return redirect(url_for("refinements.compare_revisions", demand_id=demand_id), 303)
        status = 422
    elif request.method != "POST":
        form.new_key()
        newest = latest(refinement)
        form.note.data = newest.note if newest and newest.author_id == viewer().user_id else ""
    form.version.data = form.version.data or str(version_of(refinement))
    newest = latest(refinement)
    return (
        render_template(
            "refinements/revise_demand.html", demand=demand, form=form, record=start, side=DEMANDS, address=address,
            next_number=len(refinement.revisions) if refinement and refinement.revisions else 1,
            own=newest if newest and newest.author_id == viewer().user_id and newest.state == WRITTEN else None,
            back=url_for("refinements.show_refinement", demand_id=demand_id), for_enterprise=False,
        ),
        status,
    )  # fmt: skip


def trial_of(demand: Demand) -> Trial | None:
    """What a text would find; None while the index is not there."""
    try:
        return try_out(demand)
    except IndexUnavailable:
        return None


@refinements.get("/desk/refinements/<int:demand_id>/compare")
@guard(AT_DESK)
def compare_revisions(demand_id: int) -> str:
    """Two texts side by side; without numbers what the enterprise wrote and the newest revision."""
    demand, refinement = load_at_desk(demand_id)
    require(refinement is not None and bool(refinement.revisions), hide=True)
    assert refinement is not None
    old = number_of(refinement, "old") or approval.last_approved(refinement)
    new = number_of(refinement, "new") or latest(refinement) or refinement.revisions[-1]
    works = can_work_on(viewer(), demand, refinement)
    can_send = works and refinement.state != ASKED and new is latest(refinement) and new.state == WRITTEN
    first, second = as_demand(old.values, demand), as_demand(new.values, demand)
    form = SendForm()
    form.version.data = str(refinement.text_version)
    return render_template(
        "refinements/compare_revisions.html",
        demand=demand, refinement=refinement, old=old, new=new, form=form, can_send=can_send,
        old_title=revision_title(old), new_title=revision_title(new),
        choices=[(one.number, revision_title(one)) for one in refinement.revisions],
        trials=(trial_of(first), trial_of(second)),
        problems=revising.problems_of(demand, new.values) if can_send else [],
        **compared(demand, old.values, new.values),
    )  # fmt: skip


@refinements.post("/desk/refinements/<int:demand_id>/send")
@guard(AT_DESK)
def send_revision(demand_id: int) -> Response:
    """Send the newest revision to the enterprise."""
    demand, _refinement = to_revise(demand_id)
    form = SendForm()
    approval.send(
        demand, seen_version=form.seen_version, publishes=form.publishes.data, note=(form.note.data or "")[:500],
        actor=viewer(),
    )  # fmt: skip
    flash(
        _("已送企业确认。企业确认后立即发布。") if form.publishes.data else _("已送企业确认。企业确认后回到凝练台。"),
        "success",
    )
    return redirect(url_for("refinements.show_refinement", demand_id=demand_id), 303)


@refinements.post("/desk/refinements/<int:demand_id>/drop")
@guard(AT_DESK)
def drop_revision(demand_id: int) -> Response:
    """Go back to the enterprise's own words."""
    demand, _refinement = to_revise(demand_id)
    revising.drop(demand, actor=viewer())
    flash(_("已放弃修改稿，现在按企业原文办理。"), "success")
    return redirect(url_for("refinements.show_refinement", demand_id=demand_id), 303)


@refinements.post("/desk/refinements/<int:demand_id>/suggestions")
@guard(AT_DESK)
def take_suggestion(demand_id: int) -> Response:
    """Take one suggestion over into the revision: a keyword, a word beside the phrase, or a criterion."""
    demand, _refinement = to_revise(demand_id)
    sent = request.form.get("version", "")
    seen = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None
    key, word = request.form.get("proposal", ""), request.form.get("word", "")
    beside = request.form.get("beside", "")
    if key:
        name = suggestions.accept_criterion(demand, key, seen_version=seen, actor=viewer())
        done = name is not None
        said = _("已在修改稿里加入指标“%(name)s”。", name=name)
    else:
        done = suggestions.accept_word(demand, word or beside, beside=bool(beside), seen_version=seen, actor=viewer())
        said = (
            _("已在修改稿的原词旁写上“%(word)s”。", word=beside)
            if beside
            else _("已把“%(word)s”加入修改稿的关键词。", word=word)
        )
    flash(said if done else _("这一条已经采用，或者文字已经改过。"), "success" if done else "info")
    return redirect(url_for("refinements.show_refinement", demand_id=demand_id, _anchor="suggestions"), 303)
