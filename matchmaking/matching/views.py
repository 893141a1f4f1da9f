"""The pages of matching: the own list, one pair in full, and an own demand held against an achievement."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.db import session
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.core.panels import panels_for
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.audiences import shown
from matchmaking.listings.disclosure import as_shown
from matchmaking.listings.queries import count_of
from matchmaking.listings.views import load
from matchmaking.matching import judgment_queries, queries
from matchmaking.matching.adding import additions_of
from matchmaking.matching.feedback import feedback_by_record
from matchmaking.matching.finding_wording import finding_row
from matchmaking.matching.judgment_models import Judgment
from matchmaking.matching.judgment_pages import judge_boxes
from matchmaking.matching.judgment_wording import REASON, note_of
from matchmaking.matching.levels import level_words
from matchmaking.matching.models import Match
from matchmaking.matching.pair_pages import explanation
from matchmaking.matching.permissions import can_compare_own_demands, can_view_match, sees_all_matches, sees_judgments
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.services import weigh_pair
from matchmaking.matching.wording import (
    band_rule,
    band_word,
    count_sentence,
    counts,
    shared_words,
    strip,
)
from matchmaking.search.engine import IndexUnavailable
from matchmaking.vocabulary.queries import label

matching = Blueprint("matching", __name__)
ROWS = 20
MOST_PUT_ASIDE = 100
Answer = str | Response | tuple[str, int]


@matching.get("/matches")
@guard(SIGNED_IN)
def list_matches() -> str:
    """The matches of the viewer's organisation; brokers and officers see those that they look after."""
    person = viewer()
    counted = {side: queries.counts_by_record(person, side) for side in (DEMAND, ACHIEVEMENT)}
    side = request.args.get("side")
    if side not in counted:
        side = DEMAND if counted[DEMAND] or not counted[ACHIEVEMENT] else ACHIEVEMENT
    known = {record_id for record_id, _title, _count in counted[side]}
    record_id = _number(request.args.get("record", ""))
    record_id = record_id if record_id in known else None
    query = judgment_queries.judged_first(queries.matches_for(person, side, record_id))
    total = count_of(query)
    number = min(page_number(request.args), max(1, -(-total // ROWS)))
    first = (number - 1) * ROWS
    matches = list(session.scalars(queries.with_findings(query).limit(ROWS).offset(first)))
    boxes = judge_boxes(person, "matches", matches, first + 1)
    added = additions_of(one for one in matches if sees_judgments(person, one.demand, one.achievement))
    return render_template(
        "matching/list_matches.html",
        side=side,
        totals={one: sum(count for _id, _title, count in rows) for one, rows in counted.items()},
        records=counted[side][:30],
        record_id=record_id,
        page=Page(
            [{**_line(one), "box": boxes[one.id], "added": added.get(one.id, [])} for one in matches],
            number,
            ROWS,
            total,
        ),
        sees_all=sees_all_matches(person),
        feedback=[] if record_id else _feedback(person, side),
        put_aside=[(one, note_of(one, person)) for one in _put_aside(person, side, record_id)],
    )


def _feedback(person: Viewer, side: str) -> list[tuple[int, str, list[str]]]:
    """(id, title, reasons in words) of the own records that the other side put aside."""
    return [
        (one, title, [ngettext("%(reason)s %(num)s 次", "%(reason)s %(num)s 次", count, reason=label(REASON, code))
                      for code, count in reasons])
        for one, title, reasons in feedback_by_record(person, side)
    ]  # fmt: skip


def _put_aside(person: Viewer, side: str, record_id: int | None) -> list[Judgment]:
    """What the viewer marked as irrelevant and therefore no longer has in this list, the latest first."""
    conditions = [shown(Demand, person), shown(Achievement, person)]
    if not sees_all_matches(person):
        model = Demand if side == DEMAND else Achievement
        conditions.append(model.organisation_id == (person.organisation_id or 0))
    if record_id is not None:
        conditions.append((Judgment.demand_id if side == DEMAND else Judgment.achievement_id) == record_id)
    query = judgment_queries.dismissed_pairs(judgment_queries.own_keys(person), conditions)
    return list(session.scalars(query.limit(MOST_PUT_ASIDE)))


def _line(match: Match) -> dict[str, object]:
    """A match as the list shows it."""
    return {
        "match": match,
        "is_wanted": match.is_wanted and sees_judgments(viewer(), match.demand, match.achievement),
        "demand": as_shown(viewer(), match.demand),
        "achievement": as_shown(viewer(), match.achievement),
        "organisation": organisation_words(match.demand, viewer()),
        "strip": strip(match),
        "count": count_sentence(match),
        "shared": shared_words(match),
        "band": band_word(match),
    }


@matching.get("/matches/<int:demand_id>/<int:achievement_id>")
@guard(PUBLIC)
def show_match(demand_id: int, achievement_id: int) -> Answer:
    """Why a demand and an achievement fit, or do not; computed on the spot when it is not stored."""
    person = viewer()
    demand, achievement = load(DEMANDS, demand_id, person), load(ACHIEVEMENTS, achievement_id, person)
    require(can_view_match(person, demand, achievement), hide=True)
    match = queries.find_match(demand_id, achievement_id)
    if match is None or not (match.is_wanted or (demand.is_published and achievement.is_published)):
        try:
            match = weigh_pair(demand, achievement)
            match.demand, match.achievement = demand, achievement
        except IndexUnavailable:
            return render_template("matching/not_ready.html", demand=demand, achievement=achievement), 503
    asked, offered = as_shown(person, demand), as_shown(person, achievement)
    return render_template(
        "matching/show_match.html",
        match=match,
        demand=asked,
        achievement=offered,
        organisation=organisation_words(demand, person),
        band=band_word(match),
        rule=band_rule(match),
        level=level_words(match),
        strip=strip(match),
        is_own=person.belongs_to(demand.organisation_id),
        is_wanted=match.is_wanted and sees_judgments(person, demand, achievement),
        is_stored=match.id is not None,
        panels=panels_for("match", person, match),
        added=[addition.origin for addition, _name in additions_of([match]).get(match.id, [])]
        if sees_judgments(person, demand, achievement)
        else [],
        box=judge_boxes(person, "pair", [match])[match.id],
        findings=[finding_row(one) for one in match.findings],
        counts=counts(match),
        **explanation(match, demand, achievement, person),
    )


def _number(text: str) -> int:
    """An id from the address; 0, which no record has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


@matching.get("/matches/compare")
@guard(SIGNED_IN)
def compare_demand() -> Answer:
    """Hold one of the viewer's own demands against an achievement: on to the page of the pair."""
    person = viewer()
    require(can_compare_own_demands(person))
    achievement = load(ACHIEVEMENTS, _number(request.args.get("achievement_id", "")), person)
    chosen = _number(request.args.get("demand_id", ""))
    if chosen in dict(queries.own_demands(person)):
        return redirect(url_for("matching.show_match", demand_id=chosen, achievement_id=achievement.id), 303)
    return (
        render_template(
            "matching/compare_demand.html",
            achievement=achievement,
            demands=queries.own_demands(person),
            error=_("请先选一条需求。") if "demand_id" in request.args else "",
        ),
        422 if "demand_id" in request.args else 200,
    )
