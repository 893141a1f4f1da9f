"""Puts a pair into the list whatever was computed: a broker by hand, or what people did at a pitch."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.jobs import enqueue
from matchmaking.core.letters import path_to
from matchmaking.demands.deadlines import is_over
from matchmaking.demands.models import Demand
from matchmaking.demands.queries import may_be_shown_to
from matchmaking.matching.judgment_queries import is_dismissed
from matchmaking.matching.models import Match, MatchAddition
from matchmaking.matching.queries import find_match
from matchmaking.matching.ranking import DEMAND
from matchmaking.matching.scoring import LOOK, MODEL_VERSION
from matchmaking.matching.services import notice_key, weigh_pair
from matchmaking.notifications.services import notify
from matchmaking.organisations.queries import writer_ids
from matchmaking.search.engine import IndexUnavailable

BROKER, PITCH = "broker", "pitch"
# How each way is called on pages; rooms above add theirs.
_origins: dict[str, Any] = {BROKER: _l("技术经理人放进候选")}


def register_origin(code: str, words: Any) -> None:
    """Name a further way in which a pair comes into the list."""
    _origins[code] = words


def origin_words(code: str) -> str:
    """A way in words."""
    return str(_origins.get(code, code))


def stored_match(demand: Demand, achievement: Achievement, origin: str) -> Match:
    """The match of a pair; one that was not stored begins with this origin.

    Pairs that nobody had computed are weighed now, or later while the index is away.
    """
    match = find_match(demand.id, achievement.id)
    if match is not None:
        return match
    try:
        match = weigh_pair(demand, achievement)
    except IndexUnavailable:
        match = Match(demand_id=demand.id, achievement_id=achievement.id, score=0.0, text_score=0.0, band=LOOK)
        match.must_missed_count, match.parts, match.model_version, match.computed_at = 0, {}, MODEL_VERSION, now()
        match.reasons = {"shared": [], "synonyms": [], "digest": "", "codes": {}, "industries": []}
        enqueue("matching.rematch", key=f"matching.rematch:{DEMAND}:{demand.id}", kind=DEMAND, record_id=demand.id)
    match.origin = origin
    current_session().add(match)
    return match


def add_pair(demand: Demand, achievement: Achievement, *, origin: str, actor: Viewer | None, note: str = "") -> Match:
    """Put a pair into the list of both records; it stays there however little the computation finds.

    One row for a pair, whatever found it; each way (`origin`) is kept once with who took it, and `note` for the desk.
    Both sides are told once. Raises RuleBroken for records of one organisation or that are not published.
    """
    if demand.organisation_id == achievement.organisation_id:
        raise RuleBroken(_("需求和成果是同一家单位的，不用放进候选。"))
    if not (demand.is_published and achievement.is_published):
        raise RuleBroken(_("需求和成果都发布以后，才能放进候选。"))
    match = stored_match(demand, achievement, origin)
    # The addition points at the match.
    current_session().flush()
    query = select(MatchAddition.id).where(MatchAddition.match_id == match.id, MatchAddition.origin == origin)
    if current_session().scalar(query) is not None:
        return match
    user_id = actor.user_id if actor else None
    current_session().add(MatchAddition(match_id=match.id, origin=origin, user_id=user_id, note=note, at=now()))
    match.added_at = match.added_at or now()
    history.record("matching.added", match, actor=actor, data={"origin": origin})
    _tell(match, demand, achievement, origin)
    return match


def take_back(match: Match, origin: str, *, actor: Viewer) -> None:
    """Undo one way; when none is left, the computation decides again whether the pair stays."""
    session = current_session()
    for addition in session.scalars(select(MatchAddition).where(MatchAddition.match_id == match.id)):
        if addition.origin == origin:
            session.delete(addition)
    # The question for what is left must not find what was just taken back.
    session.flush()
    match.added_at = session.scalar(select(MatchAddition.at).where(MatchAddition.match_id == match.id).limit(1))
    history.record("matching.taken_back", match, actor=actor, data={"origin": origin})
    key = f"matching.rematch:{DEMAND}:{match.demand_id}"
    enqueue("matching.rematch", key=key, kind=DEMAND, record_id=match.demand_id)


def additions_of(matches: Iterable[Match]) -> Mapping[int, list[tuple[MatchAddition, str]]]:
    """match id → its additions with the names of who put them there, with one question."""
    ids = [one.id for one in matches if one.added_at is not None]
    found: dict[int, list[tuple[MatchAddition, str]]] = {}
    if not ids:
        return found
    query = (
        select(MatchAddition, User.name)
        .outerjoin(User, User.id == MatchAddition.user_id)
        .where(MatchAddition.match_id.in_(ids))
        .options(joinedload(MatchAddition.match))
    )
    for addition, name in current_session().execute(query.order_by(MatchAddition.id)):
        found.setdefault(addition.match_id, []).append((addition, name or ""))
    return found


def _tell(match: Match, demand: Demand, achievement: Achievement, origin: str) -> None:
    """Tell both sides under the key of a new match, so that nobody hears of one pair twice."""
    if is_over(demand.deadline_on):
        return
    if match.notified_at is None:
        match.notified_at, match.told_band, match.told_score = now(), match.band, match.score
    path = path_to("matching.show_match", demand_id=demand.id, achievement_id=achievement.id)
    for side, organisation_id in (("demand", demand.organisation_id), ("achievement", achievement.organisation_id)):
        if side == "achievement" and not may_be_shown_to(demand, organisation_id):
            continue
        if not is_dismissed(demand.id, achievement.id, organisation_id):
            notify(
                writer_ids(organisation_id), f"matching.added_for_{side}", notice_key(demand.id, achievement.id), path,
                demand=demand.title, achievement=achievement.title, origin=origin,
            )  # fmt: skip
