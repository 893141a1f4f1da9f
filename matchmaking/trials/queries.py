"""Finding trials and what is in the pool."""

from collections.abc import Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.permissions import visible_achievements
from matchmaking.core.db import current_session
from matchmaking.core.records import PUBLISHED
from matchmaking.deals.models import Deal
from matchmaking.listings.catalogue import values_in
from matchmaking.trials.models import PoolEntry, Trial
from matchmaking.trials.states import BEFORE_START, FREE_USE, ON_TRIAL, OPEN


def trials_of(deal: Deal) -> list[Trial]:
    """The trials of a deal, the newest first."""
    query = select(Trial).where(Trial.deal_id == deal.id).order_by(Trial.id.desc())
    return list(current_session().scalars(query))


def open_trials(deal: Deal) -> list[Trial]:
    """Those on which something is still to be done."""
    return [one for one in trials_of(deal) if one.state in OPEN]


def trial_with_open_key(open_key: str) -> Trial | None:
    """The trial that goes on under this key."""
    return current_session().scalar(select(Trial).where(Trial.open_key == open_key))


def trial_with_form_key(form_key: str) -> Trial | None:
    """What the same form has made already."""
    return current_session().scalar(select(Trial).where(Trial.form_key == form_key))


def entry_of(achievement_id: int) -> PoolEntry | None:
    """The place of an achievement in the pool, also one that was left."""
    return current_session().scalar(select(PoolEntry).where(PoolEntry.achievement_id == achievement_id))


def standing_entry(achievement_id: int) -> PoolEntry | None:
    """Its place in the pool now."""
    entry = entry_of(achievement_id)
    return entry if entry is not None and entry.left_at is None else None


def pool(viewer: Viewer, *, industry: str = "", audience: str = "") -> Select[tuple[PoolEntry]]:
    """What stands in the pool, as far as this viewer may see the achievements; the newest first."""
    seen = visible_achievements(viewer).where(Achievement.state == PUBLISHED).with_only_columns(Achievement.id)
    query = select(PoolEntry).where(PoolEntry.left_at.is_(None), PoolEntry.achievement_id.in_(seen))
    if industry:
        found = values_in(Achievement.id, Achievement.industry_codes).subquery()
        one, code = found.c
        query = query.where(PoolEntry.achievement_id.in_(select(one).where(code == industry)))
    if audience:
        query = query.where(PoolEntry.audience == audience)
    return query.options(joinedload(PoolEntry.achievement), joinedload(PoolEntry.organisation)).order_by(
        PoolEntry.entered_at.desc(), PoolEntry.id.desc()
    )


def taken_places(entry_ids: Iterable[int]) -> dict[int, int]:
    """How many trials of each pool entry go on: asked for or in use."""
    query = (
        select(Trial.pool_entry_id, func.count())
        .where(
            Trial.pool_entry_id.in_(list(entry_ids)),
            Trial.kind == FREE_USE,
            Trial.state.in_((*BEFORE_START, *ON_TRIAL)),
        )
        .group_by(Trial.pool_entry_id)
    )
    return {one: count for one, count in current_session().execute(query) if one is not None}
