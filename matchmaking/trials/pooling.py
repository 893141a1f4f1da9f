"""Puts achievements into the pool of 先用后转 and takes them out."""

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.trials.models import PoolEntry
from matchmaking.trials.permissions import can_enter_pool
from matchmaking.trials.queries import entry_of


@dataclass(frozen=True)
class Conditions:
    """Free for how many months, for whom, how many at a time, and how it is paid for afterwards; price in yuan."""

    audience: str
    free_months: int
    conversion_mode: str
    places: int | None = None
    conversion_price: Decimal | None = None
    terms: str = ""


def put_into_pool(achievement: Achievement, conditions: Conditions, *, actor: Viewer | None) -> PoolEntry:
    """Put it in, or change the conditions; trials keep what was agreed. Raises RuleBroken before publication."""
    entry = entry_of(achievement.id)
    if (entry is None or entry.left_at is not None) and not can_enter_pool(achievement):
        raise RuleBroken(_("只有已发布的成果才能放进先用后转成果池。"))
    is_new = entry is None or entry.left_at is not None
    if entry is None:
        entry = PoolEntry(achievement=achievement, organisation_id=achievement.organisation_id)
        current_session().add(entry)
    for name, value in vars(conditions).items():
        setattr(entry, name, value)
    if is_new:
        entry.entered_at, entry.left_at, entry.entered_by_id = now(), None, actor.user_id if actor else None
    # What the catalogue filters by, 可先用后付, follows by itself.
    if not achievement.try_before_pay:
        achievement.try_before_pay = True
    history.record("pool_entries.entered" if is_new else "pool_entries.changed", entry, actor=actor)
    return entry


def leave_pool(entry: PoolEntry, *, actor: Viewer) -> None:
    """Nobody may apply any more; what was applied for goes on."""
    if entry.left_at is None:
        entry.left_at = now()
        entry.achievement.try_before_pay = False
        history.record("pool_entries.left", entry, actor=actor)
