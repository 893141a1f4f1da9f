"""The teams of achievements for one demand, out of the stored findings; further ones are looked for only when asked."""

from collections import defaultdict
from collections.abc import Sequence

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.db import current_session
from matchmaking.demands.models import Demand
from matchmaking.listings.audiences import shown
from matchmaking.listings.disclosure import as_public
from matchmaking.listings.queries import in_order
from matchmaking.matching import ranking
from matchmaking.matching.combining import MOST_CANDIDATES, Candidate, Combination, combine
from matchmaking.matching.evidence import demand_side, weigh
from matchmaking.matching.judgment_models import CURRENT, DISMISSING, Judgment
from matchmaking.matching.judgment_queries import not_dismissed, own_keys
from matchmaking.matching.models import Finding, Match
from matchmaking.matching.queries import with_findings
from matchmaking.matching.ranking import Text
from matchmaking.matching.scoring import LEAST_TEXT_SCORE
from matchmaking.matching.storing import weigh_pair
from matchmaking.matching.weighing import Sides, text_score, vocabulary_words
from matchmaking.search.registry import engine

# Of each demand so many stored matches are asked; some have more, because they are among the best of the other side.
MOST_MATCHES = 200
MUST, MET, PARTLY = "must", "MET", "PARTLY"


def musts_of(demand: Demand) -> dict[int, str]:
    """Place → name of the musts that everybody may read, as matches know them."""
    return {place: row.name for place, row in enumerate(as_public(demand).criteria) if row.importance == MUST}


def combinations_for(viewer: Viewer, demand: Demand) -> list[Combination]:
    """The best teams out of the stored matches that this viewer sees and did not put aside. One query."""
    musts = musts_of(demand)
    return combine(_stored(viewer, demand, musts), frozenset(musts)) if len(musts) > 1 else []


def wider_combinations(viewer: Viewer, demand: Demand) -> list[Combination]:
    """The same, and where musts stay open with achievements that are not among the stored matches.

    Reads the index and weighs up to `MATCH_CANDIDATES` pairs. Raises IndexUnavailable.
    """
    musts = musts_of(demand)
    if len(musts) < 2:
        return []
    stored = _stored(viewer, demand, musts)
    found = combine(stored, frozenset(musts))
    met = frozenset[int]().union(*(one.met for one in stored))
    if (found and found[0].is_complete) or any(len(one.met) == len(musts) for one in stored):
        return found
    still_open = frozenset(musts) - met or frozenset(musts)
    return combine([*stored, *_further(viewer, demand, musts, still_open)], frozenset(musts))


def matches_of_members(demand: Demand, ids: Sequence[int]) -> dict[int, Match]:
    """Achievement id → its match with its findings; one that is not stored is weighed now. Raises IndexUnavailable."""
    query = select(Match).where(Match.demand_id == demand.id, Match.achievement_id.in_(ids))
    query = query.options(joinedload(Match.achievement).joinedload(Achievement.organisation))
    found = {one.achievement_id: one for one in current_session().scalars(with_findings(query))}
    for achievement in in_order(ACHIEVEMENTS, select(Achievement), [one for one in ids if one not in found]):
        match = weigh_pair(demand, achievement)
        match.demand, match.achievement = demand, achievement
        found[achievement.id] = match
    return found


def _stored(viewer: Viewer, demand: Demand, musts: dict[int, str]) -> list[Candidate]:
    """What the stored matches say of the musts."""
    best = (
        select(Match.id)
        .where(Match.demand_id == demand.id, not_dismissed(own_keys(viewer)))
        .order_by(Match.score.desc(), Match.id)
        .limit(MOST_MATCHES)
    )
    query = (
        select(
            Match.achievement_id, Achievement.organisation_id, Match.score,
            Finding.position, Finding.name, Finding.verdict,
        )
        .join(Match.achievement)
        .join(Match.findings)
        .where(Match.id.in_(best), shown(Achievement, viewer), Finding.importance == MUST)
        .where(Finding.verdict.in_((MET, PARTLY)))
    )  # fmt: skip
    places: dict[tuple[int, int, float], dict[str, set[int]]] = defaultdict(lambda: {MET: set(), PARTLY: set()})
    for achievement_id, organisation_id, score, position, name, verdict in current_session().execute(query):
        # A demand that was changed a moment ago has findings of its criteria as they were.
        if musts.get(position) == name:
            places[achievement_id, organisation_id, score][verdict].add(position)
    return [Candidate(*key, frozenset(verdicts[MET]), frozenset(verdicts[PARTLY])) for key, verdicts in places.items()]


def _further(viewer: Viewer, demand: Demand, musts: dict[int, str], still_open: frozenset[int]) -> list[Candidate]:
    """Achievements of the same matter that meet a must which is open, though their matches were not worth storing."""
    own, words = demand_side(demand), vocabulary_words()
    focus = Text(" ".join([demand.title, *(musts[place] for place in sorted(still_open))]), own.text.body)
    limit = current_app.config["MATCH_CANDIDATES"]
    ranked = ranking.rank_achievements(engine(), focus, limit=limit, common=words.common)
    known = set(current_session().scalars(select(Match.achievement_id).where(Match.demand_id == demand.id)))
    sides = Sides().achievements([one.id for one in ranked if one.id not in known])
    found = []
    for other in sides.values():
        score = text_score(own, other)
        if other.organisation_id == demand.organisation_id or score < LEAST_TEXT_SCORE:
            continue
        pair = weigh(own, other, score, words.same_name)
        places = {
            verdict: frozenset(
                place for place, one in enumerate(pair.findings) if one.verdict == verdict and place in musts
            )
            for verdict in (MET, PARTLY)
        }  # fmt: skip
        if places[MET] & still_open:
            found.append(Candidate(other.id, other.organisation_id, pair.score.score, places[MET], places[PARTLY]))
    found.sort(key=lambda one: (-one.score, one.id))
    return _shown(viewer, demand, found[:MOST_CANDIDATES])


def _shown(viewer: Viewer, demand: Demand, found: Sequence[Candidate]) -> list[Candidate]:
    """Those that this viewer may see and did not put aside; the index may be a moment behind."""
    aside = select(Judgment.achievement_id).where(
        Judgment.demand_id == demand.id,
        Judgment.judge_key.in_(own_keys(viewer)),
        Judgment.state == CURRENT,
        Judgment.verdict.in_(DISMISSING),
    )
    query = select(Achievement.id).where(Achievement.id.in_([one.id for one in found]), shown(Achievement, viewer))
    seen = set(current_session().scalars(query.where(Achievement.id.not_in(aside))))
    return [one for one in found if one.id in seen]
