"""The desk's list of suspected duplicates, two records side by side, and what can be done about them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.db import session
from matchmaking.core.filters import marked, num_unit
from matchmaking.core.guards import guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.core.panels import SIDE, Panel, panels_for
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.disclosure import as_shown, name_shown
from matchmaking.listings.permissions import AT_DESK, can_withdraw_listing, visible, works_at_desk_for
from matchmaking.listings.queries import count_of, in_order
from matchmaking.listings.side import Side
from matchmaking.listings.values import row_text
from matchmaking.listings.views import address, load
from matchmaking.matching import alike, ranking
from matchmaking.matching.names import similarity
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.services import vocabulary_words
from matchmaking.matching.views import matching
from matchmaking.search.engine import IndexUnavailable
from matchmaking.search.registry import engine
from matchmaking.search.snippets import snippets

ROWS, MOST_SIMILAR, LONGEST = 20, 4, 1200
SIDES: Mapping[str, Side] = {DEMAND: DEMANDS, ACHIEVEMENT: ACHIEVEMENTS}
TEXTS = {
    DEMAND: ("summary", "problem", "context", "tried"),
    ACHIEVEMENT: ("summary", "problem_solved", "description"),
}
FIGURES = {DEMAND: "criteria", ACHIEVEMENT: "measurements"}
SAME_QUANTITY = 0.6


def owner_words(side: Side, record: Any, person: Viewer) -> str:
    """Whose record it is, as this viewer may know it."""
    return organisation_words(record, person) if side is DEMANDS else record.organisation.display_name


@matching.get("/desk/alike")
@guard(AT_DESK)
def list_alike() -> str:
    """Pairs of public records that say nearly the same; those that were cleared on their own tab."""
    person = viewer()
    kind = request.args.get("kind", DEMAND)
    side = SIDES.get(kind, DEMANDS)
    cleared = request.args.get("cleared") == "1"
    query = alike.suspected(side, person, cleared=cleared)
    total = count_of(query)
    number = min(page_number(request.args), max(1, -(-total // ROWS)))
    rows = session.execute(query.limit(ROWS).offset((number - 1) * ROWS)).all()
    return render_template(
        "matching/list_alike.html",
        side=side,
        cleared=cleared,
        totals={one: count_of(alike.suspected(SIDES[one], person)) for one in SIDES},
        page=Page(
            [
                {
                    "pair": pair,
                    "records": [{"record": one, "organisation": owner_words(side, one, person)} for one in both],
                    "is_same_owner": _is_same_owner(person, *both),
                }
                for pair, *both in rows
            ],
            number,
            ROWS,
            total,
        ),
        address=address,
    )


def _is_same_owner(person: Viewer, one: Any, other: Any) -> bool:
    """Whether both are of one organisation, for who may know whose they are: it would give a hidden name away."""
    return one.organisation_id == other.organisation_id and name_shown(person, one) and name_shown(person, other)


def _load_pair(kind: str, one_id: int, other_id: int) -> tuple[Side, Any, Any]:
    """Both records, or 404; 403 for a desk that is in charge of neither."""
    side = SIDES.get(kind)
    require(side is not None and one_id != other_id, hide=True)
    assert side is not None
    one, other = load(side, one_id, viewer()), load(side, other_id, viewer())
    require(any(works_at_desk_for(viewer(), record.county_code) for record in (one, other)))
    return side, one, other


@matching.get("/desk/alike/<kind>/<int:one_id>/<int:other_id>")
@guard(AT_DESK)
def compare_alike(kind: str, one_id: int, other_id: int) -> str:
    """Two records side by side: the words that both use, what each asks or measures, and what to do about them."""
    side, one, other = _load_pair(kind, one_id, other_id)
    person, pair = viewer(), alike.find_pair(kind, one_id, other_id)
    try:
        texts = [alike.text_of(side, record) for record in (one, other)]
        words = [shared.text for shared in ranking.shared_same_side(engine(), kind, *texts, limit=12)]
    except IndexUnavailable:
        words = []
    shown = [as_shown(person, record) for record in (one, other)]
    is_same_owner = _is_same_owner(person, one, other)
    return render_template(
        "matching/compare_alike.html",
        side=side,
        pair=pair,
        words=[word for word in words if len(word) > 1],
        columns=[
            {
                "record": record,
                "organisation": owner_words(side, real, person),
                "text": _text(record, side, words),
                "can_withdraw": real.is_published and can_withdraw_listing(person, real),
            }
            for record, real in zip(shown, (one, other), strict=True)
        ],
        lines=_side_by_side(*(getattr(record, FIGURES[kind]) for record in shown)),
        is_same_owner=is_same_owner,
        can_tell=is_same_owner and one.is_published and other.is_published and not (pair and pair.told_at),
        panels=panels_for(f"{kind}_pair", person, (one, other)),
        address=address,
    )


def _text(record: Any, side: Side, words: Sequence[str]) -> str:
    whole = " ".join(" ".join(text.split()) for name in TEXTS[side.kind] if (text := getattr(record, name)))
    css_class = "" if side is DEMANDS else "supply"
    return marked(snippets(whole, list(words), LONGEST), css_class) if words else num_unit(whole[:LONGEST])


def _side_by_side(own: Sequence[Any], others: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows of the same quantity beside each other, then what only one of the two has."""
    left, lines = list(others), []
    synonyms = vocabulary_words().same_name
    for row in own:
        best = max(left, key=lambda one: similarity(row.name, one.name, synonyms), default=None)
        if best is not None and similarity(row.name, best.name, synonyms) < SAME_QUANTITY:
            best = None
        if best is not None:
            left.remove(best)
        lines.append((row, best))
    lines += [(None, row) for row in left]
    return [
        {
            "name": (one or other).name,
            "other_name": other.name if one and other and other.name != one.name else "",
            "importance": getattr(one or other, "importance", None),
            "values": [row_text(row) if row else "" for row in (one, other)],
            "differs": bool(one and other and row_text(one) != row_text(other)),
        }
        for one, other in lines
    ]


@matching.post("/desk/alike/<kind>/<int:one_id>/<int:other_id>/clear")
@guard(AT_DESK)
def clear_alike(kind: str, one_id: int, other_id: int) -> Response:
    """They are two different matters."""
    side, one, other = _load_pair(kind, one_id, other_id)
    alike.clear(side, one, other, actor=viewer())
    flash(_("已记为“不是重复”，以后不再列出。"), "success")
    return redirect(url_for("matching.list_alike", kind=kind), 303)


@matching.post("/desk/alike/<kind>/<int:one_id>/<int:other_id>/suspect")
@guard(AT_DESK)
def suspect_alike(kind: str, one_id: int, other_id: int) -> Response:
    """They may be the same matter after all."""
    side, one, other = _load_pair(kind, one_id, other_id)
    alike.suspect_again(side, one, other, actor=viewer())
    flash(_("已放回“疑似重复”。"), "success")
    return redirect(url_for("matching.compare_alike", kind=kind, one_id=one_id, other_id=other_id), 303)


@matching.post("/desk/alike/<kind>/<int:one_id>/<int:other_id>/tell")
@guard(AT_DESK)
def tell_alike(kind: str, one_id: int, other_id: int) -> Response:
    """Ask the organisation that published both to withdraw one."""
    side, one, other = _load_pair(kind, one_id, other_id)
    require(_is_same_owner(viewer(), one, other) and one.is_published and other.is_published)
    alike.tell_owner(side, one, other)
    flash(_("已提醒单位看一看，由它决定撤回哪一条。"), "success")
    return redirect(url_for("matching.compare_alike", kind=kind, one_id=one_id, other_id=other_id), 303)


def demand_panels(person: Viewer, demand: Demand) -> Sequence[Panel]:
    """On a public demand's page: others that say something near. The desk also compares and links them."""
    if not demand.is_published or not demand.is_for_everybody:
        return []
    try:
        found = alike.nearest(DEMANDS, demand, alike.WORTH_A_LOOK, MOST_SIMILAR)
    except IndexUnavailable:
        return []
    at_desk = works_at_desk_for(person, demand.county_code)
    cleared = alike.cleared_among(DEMAND, demand.id, found) if at_desk and found else set()
    records = in_order(DEMANDS, visible(Demand, person), [one for one in found if one not in cleared])
    rows = [{"record": one, "organisation": owner_words(DEMANDS, one, person)} for one in records if one.is_published]
    if not rows:
        return []
    return [Panel("matching/_similar_demands.html", {"demand": demand, "rows": rows, "at_desk": at_desk}, SIDE)]
