"""The workspace: where a signed-in person starts."""

from typing import Any

from flask import Flask, render_template, request, url_for
from sqlalchemy import func, select

from matchmaking.accounts.current import viewer
from matchmaking.accounts.labels import ROLES
from matchmaking.accounts.models import Role, User
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.pages import in_list
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.db import session
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.core.records import DRAFT, EXPIRED, HIDDEN, PUBLISHED, SUBMITTED
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import organisation_words
from matchmaking.listings.disclosure import as_shown
from matchmaking.listings.queries import complete
from matchmaking.matching.judgment_models import Judgment
from matchmaking.matching.judgment_queries import current_judgments, judged_first, place_of
from matchmaking.matching.judgment_wording import notes_of
from matchmaking.matching.models import Match
from matchmaking.matching.queries import matches_for, with_findings
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.wording import band_word, count_sentence, strip
from matchmaking.site.tabs import tabs_for
from matchmaking.site.tasks import tasks_of
from matchmaking.site.views import site

MATCHES_SHOWN, ACHIEVEMENTS_SHOWN = 6, 6
# What investors are shown by itself: what has been tried in its real surroundings.
MATURE = 7


@site.get("/workspace")
@guard(SIGNED_IN)
def workspace() -> str:
    """What waits for the person, the best matches, the own records; for investors what is new and mature."""
    person = viewer()
    account = session.get_one(User, person.user_id)
    is_investor = person.role == Role.INVESTOR
    return render_template(
        "site/workspace.html",
        role=ROLES[Role(account.role)],
        tasks=tasks_of(person, account.email),
        figures=_own_figures(person),
        matches=[] if is_investor else _matches(person),
        mature=_mature_achievements(person) if is_investor else [],
        sees_all=person.is_broker or person.is_officer,
    )


def _own_figures(person: Viewer) -> list[dict[str, Any]]:
    """How many records the organisation that the person acts for has in each state, each with its list."""
    if person.organisation_id is None or person.role == Role.INVESTOR:
        return []
    found = []
    for model, endpoint in ((Demand, "demands.my_demands"), (Achievement, "achievements.my_achievements")):
        query = select(model.state, func.count(model.id)).where(model.organisation_id == person.organisation_id)
        counts = dict(session.execute(query.group_by(model.state)).all())
        found += [
            {"kind": model.__tablename__, "state": state, "count": counts[state], "url": url_for(endpoint, state=state)}
            for state in (PUBLISHED, HIDDEN, EXPIRED, SUBMITTED, DRAFT)
            if counts.get(state)
        ]
    return found


def _matches(person: Viewer) -> list[dict[str, Any]]:
    """The best matches of the own records, or of those that the person looks after."""
    found: dict[int, Match] = {}
    for side in (DEMAND, ACHIEVEMENT):
        query = with_findings(judged_first(matches_for(person, side, None))).limit(MATCHES_SHOWN)
        found.update({match.id: match for match in session.scalars(query)})
    said = current_judgments((match.demand_id, match.achievement_id) for match in found.values())

    def judged(match: Match) -> list[Judgment]:
        return said.get((match.demand_id, match.achievement_id), [])

    best = sorted(found.values(), key=lambda match: place_of(match, judged(match)))[:MATCHES_SHOWN]
    return [
        {
            "match": match,
            "organisation": organisation_words(match.demand, person),
            "band": band_word(match),
            "count": count_sentence(match),
            "strip": strip(match),
            "notes": notes_of(judged(match), person),
        }
        for match in best
    ]


def _mature_achievements(person: Viewer) -> list[tuple[Any, dict[str, Any]]]:
    query = select(Achievement).where(Achievement.state == PUBLISHED, Achievement.readiness_level >= MATURE)
    query = query.order_by(Achievement.published_at.desc(), Achievement.id.desc()).limit(ACHIEVEMENTS_SHOWN)
    return [(as_shown(person, one), in_list(one, "", person)) for one in session.scalars(complete(ACHIEVEMENTS, query))]


def offer_tabs(app: Flask) -> None:
    """Give every page of the workspace its tabs, whichever room it belongs to."""

    @app.context_processor
    def workspace_links() -> dict[str, Any]:
        # The page of a failure has no tabs: asking who is looking may be what failed.
        if not request or request.endpoint is None or request.routing_exception is not None:
            return {}
        return {"workspace_links": tabs_for(viewer(), request.endpoint)}
