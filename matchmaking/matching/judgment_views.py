"""Judging a match, taking it back, the list of what one said, and the export for brokers and officers."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.addresses import own_address
from matchmaking.core.db import session
from matchmaking.core.filters import today
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.core.tables import write_csv
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.permissions import AT_DESK
from matchmaking.listings.queries import count_of
from matchmaking.listings.views import load
from matchmaking.matching import judgment_queries
from matchmaking.matching.judgment_export import HEADER, as_lines, rows_of
from matchmaking.matching.judgment_forms import JudgmentForm
from matchmaking.matching.judgment_models import CURRENT, SUPERSEDED, UNDONE, Judgment
from matchmaking.matching.judgment_wording import judgment_words, note_of
from matchmaking.matching.judgments import judge_pair, public_criteria, undo_judgment, unseal
from matchmaking.matching.permissions import can_undo_judgment, sides_to_judge
from matchmaking.matching.views import Answer, matching

ROWS = 30


@matching.route("/matches/<int:demand_id>/<int:achievement_id>/judge", methods=["GET", "POST"])
@guard(SIGNED_IN)
def judge_match(demand_id: int, achievement_id: int) -> Answer:
    """Say that a pair fits or does not, or give it a level as a broker."""
    person = viewer()
    demand, achievement = load(DEMANDS, demand_id, person), load(ACHIEVEMENTS, achievement_id, person)
    sides = sides_to_judge(person, demand, achievement)
    require(bool(sides))
    side = request.values.get("side", "")
    side = side if side in sides else sides[0]
    key = judgment_queries.key_of(person, side, demand, achievement)
    present = judgment_queries.current_of(demand_id, achievement_id, key)
    # A form cannot carry what the page before it did not know: opened by its address, it shows what is said now.
    form = JudgmentForm(
        side, public_criteria(demand), obj=present, data=None if present else {"verdict": request.args.get("verdict")}
    )
    if form.validate_on_submit():
        judgment = judge_pair(
            demand,
            achievement,
            actor=person,
            side=side,
            verdict=form.verdict.data,
            reason_code=form.reason[0],
            criterion=form.reason[1],
            sentence=form.sentence.data or "",
            shown=unseal(form.shown.data or ""),
            seen=form.seen_id,
        )
        # The address to take it back needs the id.
        session.flush()
        _say(judgment)
        pair = url_for("matching.show_match", demand_id=demand_id, achievement_id=achievement_id)
        return redirect(own_address(form.next.data) or pair, 303)
    if request.method != "POST":
        form.side.data, form.seen.data = side, str(present.id if present else 0)
        form.next.data = request.args.get("next", "")
    page = render_template(
        "matching/judge_match.html",
        form=form,
        demand=demand,
        achievement=achievement,
        organisation=organisation_words(demand, person),
    )
    return (page, 422) if request.method == "POST" else page


def _say(judgment: Judgment) -> None:
    """A message with the button that takes the judgment back; it stays until it is closed or the page is left."""
    words = judgment_words(judgment, viewer())
    flash(Markup(render_template("matching/_judged.html", judgment=judgment, words=words)), "success")


@matching.post("/judgments/<int:judgment_id>/undo")
@guard(SIGNED_IN)
def undo(judgment_id: int) -> Response:
    """Take a judgment back; the pair returns to the lists."""
    query = select(Judgment).where(Judgment.id == judgment_id).options(joinedload(Judgment.demand))
    judgment = session.scalar(query)
    require(judgment is not None and can_undo_judgment(viewer(), judgment), hide=True)
    assert judgment is not None
    undo_judgment(judgment, actor=viewer())
    flash(_("评价已撤销，这一对回到列表里。"), "success")
    return redirect(own_address(request.form.get("next")) or url_for("matching.list_judgments"), 303)


@matching.get("/matches/judgments")
@guard(SIGNED_IN)
def list_judgments() -> str:
    """Everything that the viewer's organisation, or the broker, ever said, the latest first."""
    person = viewer()
    query = judgment_queries.said_under(person)
    total = count_of(query)
    number = min(page_number(request.args), max(1, -(-total // ROWS)))
    rows = [
        {
            "judgment": one,
            "note": note_of(one, person),
            "organisation": organisation_words(one.demand, person),
            "state": {CURRENT: "", SUPERSEDED: _("已被取代"), UNDONE: _("已撤销")}[one.state],
            "can_undo": one.state == CURRENT and can_undo_judgment(person, one),
        }
        for one in session.scalars(query.limit(ROWS).offset((number - 1) * ROWS))
    ]
    return render_template("matching/list_judgments.html", page=Page(rows, number, ROWS, total))


def _exported() -> Any:
    """The judgments that the viewer may take away: all of them, or those of a county officer's own county."""
    person = viewer()
    county = None if person.is_broker or person.is_city_officer else person.county_code or ""
    return rows_of(session.scalars(judgment_queries.all_judgments(person, county)), person)


@matching.get("/desk/matches/judgments.csv")
@guard(AT_DESK)
def export_csv() -> Response:
    """All judgments as a table."""
    rows = [[one[name] for name in HEADER] for one in _exported()]
    return _file(write_csv(HEADER, rows), "csv", "text/csv; charset=utf-8")


@matching.get("/desk/matches/judgments.jsonl")
@guard(AT_DESK)
def export_jsonl() -> Response:
    """All judgments, one JSON object in each line."""
    return _file("".join(as_lines(_exported())).encode(), "jsonl", "application/x-ndjson; charset=utf-8")


def _file(body: bytes, form: str, media_type: str) -> Response:
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="judgments-{today().isoformat()}.{form}"'
    return response
