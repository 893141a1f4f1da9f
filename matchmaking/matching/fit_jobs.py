"""Keeps the fits of demands with experts and service bases right: after each change, and once a day for all."""

from typing import Any

from sqlalchemy import select

from matchmaking.core.db import current_session, now, reading, unit_of_work
from matchmaking.core.jobs import Job, enqueue, job
from matchmaking.listings.audiences import public
from matchmaking.listings.side import side_of
from matchmaking.listings.signals import audiences_changed
from matchmaking.matching.fit_weighing import OtherKind
from matchmaking.matching.fits import KINDS, find_fits, forget_fits, store_fits, tell_of_fits
from matchmaking.matching.queries import demands_outside_the_index
from matchmaking.matching.ranking import DEMAND
from matchmaking.matching.receivers import MANY
from matchmaking.search.signals import record_indexed

DAY = 86_400
IN_ONE_JOB = 50


@job("matching.fit", transaction=False)
def fit(of: str, ids: list[int]) -> None:
    """Weigh demands against all other kinds, or records of one kind against demands.

    Who worked on what matches a demand is known after its rematch: while that waits, this goes behind it.
    """
    if of == DEMAND and _rematch_waits(ids):
        with unit_of_work():
            refit_later(of, ids)
        return
    for kind in KINDS.values() if of == DEMAND else [KINDS[of]]:
        for one in ids:
            refit(kind, of, one)


def _rematch_waits(ids: list[int]) -> bool:
    """Whether the matches of one of these demands are about to be found anew."""
    keys = [f"matching.rematch:{DEMAND}:{one}" for one in ids]
    with reading() as session:
        return session.scalar(select(Job.id).where(Job.key.in_(keys), Job.run_after <= now()).limit(1)) is not None


def refit(kind: OtherKind, of: str, record_id: int) -> None:
    """Compute outside of a writing transaction, then store in a short one."""
    with reading():
        pairs = find_fits(kind, of, record_id)
    with unit_of_work():
        tell_of_fits(kind, store_fits(kind, of, record_id, pairs))


@job("matching.fit_all", queue="heavy", transaction=False, every=DAY)
def fit_all() -> None:
    """Weigh everything again: matches that came since then say more of who worked on what."""
    for code, kind in KINDS.items():
        with reading():
            ids = list(current_session().scalars(select(kind.side.model.id).where(public(kind.side.model))))
        for one in ids:
            refit(kind, code, one)


@record_indexed.connect
def follow_index(_sender: str, *, kind: str, ids: list[int], removed: list[int], **_more: Any) -> None:
    """Weigh what search finds now, forget what it no longer finds; part of the transaction of the signal."""
    if kind == DEMAND:
        kept = demands_outside_the_index(removed) if removed else []
        for other in KINDS.values():
            forget_fits(other, DEMAND, [one for one in removed if one not in kept])
        refit_later(DEMAND, [*ids, *kept])
    elif kind in KINDS:
        forget_fits(KINDS[kind], kind, removed)
        refit_later(kind, ids)


def refit_later(of: str, ids: list[int]) -> None:
    """Have these records weighed after the commit; many of them share a job."""
    if not KINDS:
        return
    if len(ids) <= MANY:
        for one in ids:
            enqueue("matching.fit", key=f"matching.fit:{of}:{one}", of=of, ids=[one])
        return
    for start in range(0, len(ids), IN_ONE_JOB):
        enqueue("matching.fit", of=of, ids=ids[start : start + IN_ONE_JOB])


@audiences_changed.connect
def follow_audiences(record: Any, **_more: Any) -> None:
    """Shared words may no longer be for everybody: take them out at once, not in seconds."""
    if (code := side_of(record).kind) == DEMAND:
        for kind in KINDS.values():
            forget_fits(kind, DEMAND, [record.id])
    elif code in KINDS:
        forget_fits(KINDS[code], code, [record.id])
