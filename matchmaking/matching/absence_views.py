"""Why two records are not matched: choose the other record, then read the reasons and what to do about each."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.catalogue import CATALOGUE as ACHIEVEMENT_LIST
from matchmaking.achievements.permissions import can_edit_achievement
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.db import session
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.core.jobs import enqueue
from matchmaking.demands.catalogue import CATALOGUE as DEMAND_LIST
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.permissions import can_edit_demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.disclosure import as_shown
from matchmaking.listings.permissions import visible
from matchmaking.listings.side import Side
from matchmaking.listings.views import load
from matchmaking.matching.absence import THRESHOLDS
from matchmaking.matching.absence_queries import why_not
from matchmaking.matching.absence_wording import reason_blocks
from matchmaking.matching.judgment_wording import note_of
from matchmaking.matching.models import Match
from matchmaking.matching.permissions import can_add_match, can_recompute, can_undo_judgment, sides_to_judge
from matchmaking.matching.ranking import DEMAND
from matchmaking.matching.views import Answer, matching
from matchmaking.matching.wording import band_word, count_sentence
from matchmaking.search.listing import LONGEST_QUERY
from matchmaking.search.registry import engine

# As many as the public list finds first, and as many more that are not in it, such as own drafts.
SHOWN, MORE = 10, 5


@matching.get("/demands/<int:demand_id>/why-not")
@guard(SIGNED_IN)
def choose_achievement(demand_id: int) -> str:
    """Look for the achievement that is missed among the matches of a demand."""
    return _choose(DEMANDS, load(DEMANDS, demand_id, viewer()), ACHIEVEMENTS)


@matching.get("/achievements/<int:achievement_id>/why-not")
@guard(SIGNED_IN)
def choose_demand(achievement_id: int) -> str:
    """Look for the demand that is missed among the matches of an achievement."""
    return _choose(ACHIEVEMENTS, load(ACHIEVEMENTS, achievement_id, viewer()), DEMANDS)


def _choose(own: Side, record: Any, other: Side) -> str:
    person = viewer()
    words = " ".join(request.args.get("q", "").split())[:LONGEST_QUERY]
    found = _search(other, words, person) if words else []
    ids = [one.id for one in found]
    mine, theirs = (
        (Match.demand_id, Match.achievement_id) if own is DEMANDS else (Match.achievement_id, Match.demand_id)
    )
    stored = set(session.scalars(select(theirs).where(mine == record.id, theirs.in_(ids)))) if ids else set()
    return render_template(
        "matching/choose_why_not.html",
        own=own,
        record=record,
        words=words,
        rows=[
            {
                "record": one,
                "organisation": one.organisation.display_name
                if other is ACHIEVEMENTS
                else organisation_words(one, person),
                "url": _address(own, record, one),
                "is_matched": one.id in stored,
            }
            for one in found
        ],
    )


def _address(own: Side, record: Any, one: Any) -> str:
    demand, achievement = (record, one) if own is DEMANDS else (one, record)
    return url_for("matching.show_why_not", demand_id=demand.id, achievement_id=achievement.id)


def _search(side: Side, words: str, person: Viewer) -> list[Any]:
    """Records that this viewer may see: by number, as the public list finds them, and the rest of them by title."""
    model = side.model
    query = visible(model, person).options(joinedload(model.organisation, innerjoin=True))
    listing = DEMAND_LIST if side is DEMANDS else ACHIEVEMENT_LIST
    ids = listing.answer(MultiDict([("q", words)]), engine()).ids[:SHOWN]
    is_meant = model.number == words.upper()
    found = {one.id: one for one in session.scalars(query.where(or_(is_meant, model.id.in_(ids))))}
    by_number = [one for one in found.values() if one.number == words.upper()]
    listed = [found[one] for one in ids if one in found and found[one].is_published]
    rest = query.where(model.title.contains(words, autoescape=True), model.id.not_in(found)).order_by(model.id.desc())
    found_at_all = [*by_number, *listed, *session.scalars(rest.limit(MORE))]
    return list({one.id: one for one in found_at_all}.values())


@matching.get("/matches/<int:demand_id>/<int:achievement_id>/why-not")
@guard(SIGNED_IN)
def show_why_not(demand_id: int, achievement_id: int) -> Answer:
    """Why this pair is not among the matches; a pair that is leads to its own page."""
    person = viewer()
    demand, achievement = load(DEMANDS, demand_id, person), load(ACHIEVEMENTS, achievement_id, person)
    answer = why_not(person, demand, achievement)
    if not answer.codes:
        return redirect(url_for("matching.show_match", demand_id=demand_id, achievement_id=achievement_id), 303)
    return render_template(
        "matching/why_not.html",
        demand=as_shown(person, demand),
        achievement=as_shown(person, achievement),
        organisation=organisation_words(demand, person),
        answer=answer,
        blocks=reason_blocks(answer),
        asks_for_words=not THRESHOLDS.isdisjoint(answer.codes),
        put_aside=[(one, note_of(one, person), can_undo_judgment(person, one)) for one in answer.put_aside],
        better=[{"match": one, "band": band_word(one), "count": count_sentence(one)} for one in answer.better],
        may_edit_demand=can_edit_demand(person, demand),
        may_edit_achievement=can_edit_achievement(person, achievement),
        may_judge=bool(sides_to_judge(person, demand, achievement)),
        may_recompute=can_recompute(person, demand, achievement),
        may_add=can_add_match(person, demand, achievement),
    )


@matching.post("/matches/<int:demand_id>/<int:achievement_id>/recompute")
@guard(SIGNED_IN)
def recompute_match(demand_id: int, achievement_id: int) -> Response:
    """Weigh the demand of a pair once more, after everything that waits already."""
    person = viewer()
    demand, achievement = load(DEMANDS, demand_id, person), load(ACHIEVEMENTS, achievement_id, person)
    require(can_recompute(person, demand, achievement))
    enqueue("matching.rematch", key=f"matching.rematch:{DEMAND}:{demand_id}", kind=DEMAND, record_id=demand_id)
    flash(_("已安排重新比对，通常几秒钟就好。"), "success")
    return redirect(url_for("matching.show_why_not", demand_id=demand_id, achievement_id=achievement_id), 303)
