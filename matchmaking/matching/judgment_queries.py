"""Reads judgments: whose word counts where, what is hidden from whom, in which order pairs are shown."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true, tuple_
from sqlalchemy.orm import aliased, contains_eager, joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.demands.models import Demand
from matchmaking.listings.audiences import meant_for
from matchmaking.matching.judgment_models import BROKER, CURRENT, DEMAND_SIDE, DISMISSING, Judgment
from matchmaking.matching.models import Match

Pair = tuple[int, int]
BAND_ORDER = {"strong": 0, "fair": 1, "look": 2}


def organisation_key(organisation_id: int) -> str:
    """The key of what an organisation says."""
    return f"organisation:{organisation_id}"


def broker_key(user_id: int) -> str:
    """The key of what a broker says."""
    return f"user:{user_id}"


def own_keys(viewer: Viewer) -> list[str]:
    """Under which keys the viewer's word is kept: the organisations, and the own one as a broker."""
    keys = [organisation_key(one) for one in viewer.memberships]
    if viewer.is_broker and viewer.user_id is not None:
        keys.append(broker_key(viewer.user_id))
    return keys


def key_of(viewer: Viewer, side: str, demand: Demand, achievement: Achievement) -> str:
    """The key of what this viewer says for a side of a pair."""
    if side == BROKER:
        return broker_key(viewer.user_id or 0)
    return organisation_key(demand.organisation_id if side == DEMAND_SIDE else achievement.organisation_id)


def not_dismissed(keys: Collection[str]) -> ColumnElement[bool]:
    """A condition on matches: nobody of these keys said that the pair is irrelevant."""
    if not keys:
        return true()
    # Begun from the few rows of the judge, not asked again for each match.
    aside = aliased(Match)
    pair = and_(Judgment.demand_id == aside.demand_id, Judgment.achievement_id == aside.achievement_id)
    said = (
        select(aside.id)
        .join(Judgment, pair)
        .where(Judgment.judge_key.in_(list(keys)), Judgment.state == CURRENT, Judgment.verdict.in_(DISMISSING))
    )
    return Match.id.not_in(said)


def judged_first(query: Select[tuple[Match]]) -> Select[tuple[Match]]:
    """Matches by band; within a band those that people judged well first, those judged badly last, then by score."""
    # Asked for each match of the list: adding up all 20,000 judgments of a test first took 60 ms instead of 20.
    said = (
        select(func.coalesce(func.sum(Judgment.weight), 0))
        .where(
            Judgment.demand_id == Match.demand_id,
            Judgment.achievement_id == Match.achievement_id,
            Judgment.state == CURRENT,
        )
        .scalar_subquery()
    )
    return query.order_by(
        case(BAND_ORDER, value=Match.band, else_=len(BAND_ORDER)),
        said.desc(),
        Match.score.desc(),
        Match.id,
    )


def place_of(match: Match, said: Sequence[Judgment]) -> tuple[int, int, float, int]:
    """The key by which `judged_first` orders, for lists that are put together in memory."""
    return BAND_ORDER.get(match.band, 3), -sum(one.weight for one in said), -match.score, match.id


def current_judgments(pairs: Iterable[Pair]) -> dict[Pair, list[Judgment]]:
    """What is said now of each of these pairs, the newest first; pairs of which nothing is said have an empty list."""
    wanted = list(pairs)
    found: dict[Pair, list[Judgment]] = defaultdict(list)
    if wanted:
        query = select(Judgment).where(
            tuple_(Judgment.demand_id, Judgment.achievement_id).in_(wanted), Judgment.state == CURRENT
        )
        for one in current_session().scalars(query.order_by(Judgment.created_at.desc(), Judgment.id.desc())):
            found[one.demand_id, one.achievement_id].append(one)
    return found


def current_of(demand_id: int, achievement_id: int, key: str) -> Judgment | None:
    """What this judge says of a pair now."""
    return current_session().scalar(
        select(Judgment).where(
            Judgment.demand_id == demand_id,
            Judgment.achievement_id == achievement_id,
            Judgment.judge_key == key,
            Judgment.state == CURRENT,
        )
    )


def is_dismissed(demand_id: int, achievement_id: int, organisation_id: int) -> bool:
    """Whether an organisation said that a pair is irrelevant."""
    said = current_of(demand_id, achievement_id, organisation_key(organisation_id))
    return said is not None and said.verdict in DISMISSING


def dismissals(pairs: Collection[Pair]) -> set[tuple[int, int, str]]:
    """(demand id, achievement id, key of who said so) of those of some pairs that somebody says are irrelevant now."""
    query = select(Judgment.demand_id, Judgment.achievement_id, Judgment.judge_key).where(
        Judgment.demand_id.in_({demand_id for demand_id, _ in pairs}),
        Judgment.achievement_id.in_({achievement_id for _, achievement_id in pairs}),
        Judgment.state == CURRENT,
        Judgment.verdict.in_(DISMISSING),
    )
    return {(one, other, key) for one, other, key in current_session().execute(query)} if pairs else set()


def levels_of(demand_id: int) -> dict[int, list[int]]:
    """achievement id → grades (3 to 0) that brokers give it for a demand now; what learning starts from."""
    query = select(Judgment).where(Judgment.demand_id == demand_id, Judgment.side == BROKER, Judgment.state == CURRENT)
    found: dict[int, list[int]] = defaultdict(list)
    for one in current_session().scalars(query.order_by(Judgment.id)):
        found[one.achievement_id].append(one.grade)
    return dict(found)


def _with_records(query: Select[tuple[Judgment]]) -> Select[tuple[Judgment]]:
    return query.join(Judgment.demand).join(Judgment.achievement).options(
        contains_eager(Judgment.demand).joinedload(Demand.organisation, innerjoin=True),
        contains_eager(Judgment.achievement).joinedload(Achievement.organisation, innerjoin=True),
    )  # fmt: skip


def dismissed_pairs(keys: Collection[str], conditions: Iterable[ColumnElement[bool]]) -> Select[tuple[Judgment]]:
    """What these judges put aside, with both records, the latest first; `conditions` say which records are shown."""
    query = _with_records(select(Judgment)).where(
        Judgment.judge_key.in_(list(keys)),
        Judgment.state == CURRENT,
        Judgment.verdict.in_(DISMISSING),
        *conditions,
    )
    return query.order_by(Judgment.created_at.desc(), Judgment.id.desc())


def said_under(viewer: Viewer) -> Select[tuple[Judgment]]:
    """Everything that was ever said under the viewer's keys, with both records, the latest first."""
    keys = own_keys(viewer)
    query = _with_records(select(Judgment)).options(joinedload(Judgment.user)).where(meant_for(Demand, viewer))
    return query.where(Judgment.judge_key.in_(list(keys))).order_by(Judgment.created_at.desc(), Judgment.id.desc())


def all_judgments(viewer: Viewer, county_code: str | None = None) -> Select[tuple[Judgment]]:
    """Everything that was ever said of what this viewer may know, with both records, in the order it was said; of one
    county when given."""
    query = _with_records(select(Judgment)).where(meant_for(Demand, viewer)).order_by(Judgment.id)
    if county_code is None:
        return query
    return query.where(or_(Demand.county_code == county_code, Achievement.county_code == county_code))
