"""Figures on the pool and on trials: how many stand in it, were applied for, are tried, were converted, by whom.

Officers stand outside of deals: a number behind which fewer than three trials stand would tell them of single ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import ColumnElement, case, func, select, true

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.deals.models import Deal
from matchmaking.deals.queries import seen_by
from matchmaking.deals.states import DONE, PERFORMANCE
from matchmaking.organisations.models import Organisation
from matchmaking.trials.models import PoolEntry, Trial
from matchmaking.trials.states import CONVERTED, FAILED, FREE_USE, ON_TRIAL, PASSED, RETURNED, SAMPLE

FEWEST = 3


@dataclass
class Line:
    """One institution, or one kind of institutions where names are not told. None: covered. The pool is public."""

    label: str
    pooled: int = 0
    applied: int | None = 0
    on_trial: int | None = 0
    converted: int | None = 0
    returned: int | None = 0
    registered: int | None = 0
    samples: int | None = 0
    passed: int | None = 0
    failed: int | None = 0

    @property
    def rate(self) -> Decimal | None:
        """Converted of those that came to an end, in percent with one decimal; None while none has."""
        ended = (self.converted or 0) + (self.returned or 0)
        if not ended or self.converted is None or self.returned is None:
            return None
        return (Decimal(100 * self.converted) / ended).quantize(Decimal("0.1"), ROUND_HALF_UP)


COUNTS = ("pooled", "applied", "on_trial", "converted", "returned", "registered", "samples", "passed", "failed")


def sum_of(lines: Iterable[Line], label: str) -> Line:
    """All lines together; with a covered number in it a sum is covered as well, or it would give that away."""
    total, rows = Line(label), list(lines)
    for name in COUNTS:
        values = [getattr(line, name) for line in rows]
        setattr(total, name, None if None in values else sum(values))
    return total


def covered(lines: Iterable[Line]) -> list[Line]:
    """Without what tells of fewer than three trials."""
    found = list(lines)
    for line in found:
        for name in COUNTS[1:]:
            if 0 < getattr(line, name) < FEWEST:
                setattr(line, name, None)
    return found


def lines_for(viewer: Viewer) -> list[Line]:
    """Own deals by institution; for officers everything, by kind of institution and without any name."""
    group: ColumnElement[str] | object
    if viewer.is_officer:
        group, scope, pool_scope = Organisation.kind, true(), true()
    else:
        group, scope = Organisation.name, seen_by(viewer)
        owners = select(Deal.seller_id).where(scope)
        pool_scope = PoolEntry.organisation_id.in_(owners) | PoolEntry.organisation_id.in_(list(viewer.memberships))
    found: dict[str, Line] = {}
    pooled = (
        select(group, func.count())  # type: ignore[call-overload]
        .select_from(PoolEntry)
        .join(Organisation, Organisation.id == PoolEntry.organisation_id)
        .where(PoolEntry.left_at.is_(None), pool_scope)
        .group_by(group)
    )
    for label, count in current_session().execute(pooled):
        found.setdefault(label, Line(label)).pooled = count
    is_free, is_sample = Trial.kind == FREE_USE, Trial.kind == SAMPLE
    registered = Deal.state.in_((PERFORMANCE, DONE))
    tests = (
        is_free, is_free & Trial.state.in_(ON_TRIAL), is_free & (Trial.state == CONVERTED),
        is_free & (Trial.state == RETURNED), is_free & (Trial.state == CONVERTED) & registered,
        is_sample, is_sample & (Trial.state == PASSED), is_sample & (Trial.state == FAILED),
    )  # fmt: skip
    counted = (
        select(group, *(func.sum(case((test, 1), else_=0)) for test in tests))  # type: ignore[call-overload]
        .select_from(Trial)
        .join(Deal, Deal.id == Trial.deal_id)
        .join(Organisation, Organisation.id == Deal.seller_id)
        .where(scope)
        .group_by(group)
    )
    for label, *counts in current_session().execute(counted):
        line = found.setdefault(label, Line(label))
        for name, count in zip(COUNTS[1:], counts, strict=True):
            setattr(line, name, int(count))
    if viewer.is_officer:
        return covered(sorted(found.values(), key=lambda one: (-one.pooled, one.label)))
    return sorted(found.values(), key=lambda one: (-(one.converted or 0), -(one.applied or 0), -one.pooled, one.label))
