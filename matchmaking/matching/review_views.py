"""The desk where brokers review matches: the queue of demands, one demand with its candidates, and the keys."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.achievements.pages import mode_words
from matchmaking.core.addresses import own_address
from matchmaking.core.filters import marked
from matchmaking.core.guards import guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.disclosure import as_shown
from matchmaking.listings.permissions import AT_DESK
from matchmaking.listings.values import row_text
from matchmaking.listings.views import load
from matchmaking.matching import review_queries
from matchmaking.matching.adding import additions_of
from matchmaking.matching.highlights import Highlights
from matchmaking.matching.judgment_models import BROKER, DISMISSING
from matchmaking.matching.judgment_pages import judge_boxes
from matchmaking.matching.judgment_wording import LEVEL_WORDS
from matchmaking.matching.learned_wording import progress_words
from matchmaking.matching.learning import progress_of
from matchmaking.matching.models import Match
from matchmaking.matching.permissions import can_review_demand
from matchmaking.matching.relearning import learning_now
from matchmaking.matching.review_queries import Queue
from matchmaking.matching.scoring import FAIR, LOOK, STRONG
from matchmaking.matching.views import Answer, matching
from matchmaking.matching.wording import (
    BANDS,
    band_word,
    missed_musts,
    panel_parts,
    shared_words,
    strip,
    telling_words,
)
from matchmaking.search.snippets import marked as mark_pieces
from matchmaking.vocabulary.queries import is_known, terms

ROWS, SHOWN = 20, 12
NO_KEYS = "no_review_keys"
YEAR = 31_536_000
# The keys of the levels, as they stand on the buttons.
KEYS = {"strong": "R", "fair": "Q", "none": "X"}
BAND_BY_ORDER = (STRONG, FAIR, LOOK)


def _queue() -> Queue:
    """The part of the queue that the address asks for; unknown codes mean all."""
    industry, county = request.args.get("industry", ""), request.args.get("county", "")
    return Queue(
        industry if is_known("industry", industry) else "",
        county if is_known("county", county) else "",
    )


@matching.get("/desk/matches")
@guard(AT_DESK)
def review_queue() -> str:
    """Demands with matches that no broker has judged yet."""
    person, queue = viewer(), _queue()
    ids = review_queries.waiting_ids(person, queue)
    number = min(page_number(request.args), max(1, -(-len(ids) // ROWS)))
    rows = review_queries.waiting_demands(person, ids[(number - 1) * ROWS : number * ROWS])
    progress = progress_of([row[0].id for row in rows])
    return render_template(
        "matching/review_queue.html",
        page=Page(
            [
                {
                    "demand": demand,
                    "organisation": organisation_words(demand, person),
                    "total": total,
                    "open": unjudged,
                    "progress": progress_words(progress[demand.id], unjudged),
                    "band": str(BANDS[BAND_BY_ORDER[best]]),
                }
                for demand, total, unjudged, best in rows
            ],
            number,
            ROWS,
            len(ids),
        ),
        queue=queue,
        industries=[(one.code, one.label()) for one in terms("industry")],
        counties=[(one.code, one.label()) for one in terms("county")],
        chooses_county=person.is_broker or person.is_city_officer,
    )


@matching.get("/desk/matches/<int:demand_id>")
@guard(AT_DESK)
def review_demand(demand_id: int) -> Answer:
    """One demand with its candidates as they are ranked; brokers give levels, officers read."""
    person, queue = viewer(), _queue()
    demand = load(DEMANDS, demand_id, person)
    require(can_review_demand(person, demand), hide=True)
    asked = as_shown(person, demand)
    matches = review_queries.candidates(person, demand_id)
    progress = progress_of([demand_id])[demand_id]
    boxes = judge_boxes(person, "review", matches, remembers=progress.remembers)
    aside = [one for one in matches if _level(boxes[one.id]) in DISMISSING]
    ranked = [one for one in matches if one not in aside]
    # What somebody put in is shown wherever the rules rank it.
    few = [one for place, one in enumerate(ranked) if place < SHOWN or one.added_at]
    shown = ranked if request.args.get("all") else few
    opened, added = _opened(shown, boxes), additions_of(shown)
    waiting = review_queries.waiting_ids(person, queue)
    place = waiting.index(demand_id) if demand_id in waiting else None
    before, after = _neighbours(waiting, place)
    words = list(dict.fromkeys(word for one in shown for word in _said(one)))
    return render_template(
        "matching/review_demand.html",
        demand=asked,
        organisation=organisation_words(demand, person),
        title=marked(mark_pieces(demand.title, words)),
        text=Highlights(words).excerpt([asked.problem, asked.context, asked.tried]),
        criteria=[{"name": row.name, "importance": row.importance, "wanted": row_text(row)} for row in asked.criteria],
        rows=[
            {**_candidate(one, boxes[one.id], number, opened), "added": added.get(one.id, [])}
            for number, one in enumerate(shown, 1)
        ],
        following=_following(shown, boxes),
        aside=[(one, boxes[one.id]) for one in aside],
        more=len(ranked) - len(shown),
        progress=progress_words(
            progress,
            max(0, len(matches) - progress.own),
            is_learning=not progress.missing and bool(learning_now([demand_id])),
        ),
        judged=sum(_level(box) is not None for box in boxes.values()),
        total=len(matches),
        place=place,
        waiting=len(waiting),
        before=before,
        after=after,
        queue=queue,
        levels=[(code, str(word), KEYS.get(code, "")) for code, word in LEVEL_WORDS.items()],
        has_keys=person.is_broker and request.cookies.get(NO_KEYS) != "1",
    )


def _neighbours(waiting: list[int], place: int | None) -> tuple[int | None, int | None]:
    """The demands before and after this one in the queue; one that is done leads back to its beginning."""
    if place is None:
        return None, next(iter(waiting), None)
    return waiting[place - 1] if place else None, waiting[place + 1] if place + 1 < len(waiting) else None


def _level(box: dict[str, Any] | None) -> str | None:
    """The level that the viewer gave."""
    own = box["own"] if box else None
    return own.verdict if own is not None and own.side == BROKER else None


def _opened(shown: list[Match], boxes: dict[int, Any]) -> int | None:
    """The achievement that is open: what the address asks for, else the first without a level, else the first."""
    asked = request.args.get("open", "")
    for one in shown:
        if str(one.achievement_id) == asked:
            return one.achievement_id
    found = next((one for one in shown if _level(boxes[one.id]) is None), next(iter(shown), None))
    return found.achievement_id if found else None


def _following(shown: list[Match], boxes: dict[int, Any]) -> dict[int, int]:
    """achievement → the next one without a level below it; after the last of them, the first above it."""
    found: dict[int, int] = {}
    open_ids = [one.achievement_id for one in shown if _level(boxes[one.id]) is None]
    ids = [one.achievement_id for one in shown]
    for place, one in enumerate(ids):
        below = [each for each in ids[place + 1 :] + ids[:place] if each in open_ids]
        if below:
            found[one] = below[0]
    return found


def _said(match: Match) -> list[str]:
    return [*telling_words(match), *(one["said"] for one in match.reasons["synonyms"])]


def _candidate(match: Match, box: dict[str, Any] | None, number: int, opened: int | None) -> dict[str, Any]:
    achievement = as_shown(viewer(), match.achievement)
    answered = [*telling_words(match), *(one["meant"] for one in match.reasons["synonyms"])]
    level = _level(box)
    return {
        "match": match,
        "achievement": achievement,
        "number": number,
        "is_open": achievement.id == opened,
        "band": band_word(match),
        "strip": strip(match),
        "modes": mode_words(achievement),
        "text": Highlights(answered, css_class="supply").excerpt(
            [achievement.summary, achievement.problem_solved, achievement.description]
        ),
        "missed": missed_musts(match)[:1],
        "shared": shared_words(match),
        "parts": panel_parts(match, match.demand, achievement),
        "box": box,
        "level": str(LEVEL_WORDS[level]) if level else "",
    }


@matching.post("/desk/matches/keys")
@guard(AT_DESK)
def switch_keys() -> Response:
    """Switch the keys of the review page off or on; kept in a cookie of this browser."""
    response = redirect(own_address(request.form.get("next")) or url_for("matching.review_queue"), 303)
    if request.cookies.get(NO_KEYS) == "1":
        response.delete_cookie(NO_KEYS, path="/")
    else:
        response.set_cookie(
            NO_KEYS, "1", max_age=YEAR, httponly=True, samesite="Lax", secure=current_app.config["BEHIND_TLS"]
        )
    return response
