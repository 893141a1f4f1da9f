"""Writes what a part of a run over everything found: many rows at once, and nothing that somebody wrote meanwhile."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import selectinload

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.core.records import PUBLISHED
from matchmaking.demands.models import Demand
from matchmaking.matching.bulk import Writes
from matchmaking.matching.models import Finding, Match
from matchmaking.matching.queries import not_kept
from matchmaking.matching.rematch_models import RematchRun
from matchmaking.matching.scoring import LOOK
from matchmaking.matching.storing import Before, Stored
from matchmaking.matching.telling import tell_both_sides

# Databases take only so many values in one statement.
AT_ONCE = 500


def write(run: RematchRun, writes: Writes) -> None:
    """Write the rows in the present transaction, count them on the run, and tell of those that people should hear of.

    A row that was written since it was compared stays as it is: a change of its records knows better.
    """
    changed = _still(
        [(values["id"], before.computed_at, (values, before, rows)) for values, before, rows in writes.changed]
    )
    gone = [one for one, _ in _still([(one, computed_at, None) for one, computed_at in writes.gone], wanted=False)]
    for part in _parts(gone):
        current_session().execute(delete(Match).where(Match.id.in_(part)))
    _update([one for _, one in changed])
    new = _insert(writes.new)
    run.new_count += len(new)
    run.changed_count += len(changed)
    run.gone_count += len(gone)
    run.same_count += writes.same
    run.told_count += tell_both_sides(_tellable(run, new, {one: before for one, (_, before, _) in changed}))


def _still(rows: Sequence[tuple[int, Any, Any]], *, wanted: bool = True) -> list[tuple[int, Any]]:
    """(id, what belongs to it) of the rows that are as they were when they were compared."""
    moments: dict[int, Any] = {}
    for part in _parts([one for one, _, _ in rows]):
        query = select(Match.id, Match.computed_at).where(Match.id.in_(part))
        query = query if wanted else query.where(not_kept())
        moments |= dict(current_session().execute(query).all())
    return [(one, rest) for one, moment, rest in rows if moments.get(one) == moment]


def _update(changed: Sequence[tuple[dict[str, Any], Before, list[dict[str, Any]] | None]]) -> None:
    if not changed:
        return
    session = current_session()
    session.execute(update(Match), [values for values, _, _ in changed])
    rewritten = {values["id"]: findings for values, _, findings in changed if findings is not None}
    for part in _parts(list(rewritten)):
        session.execute(delete(Finding).where(Finding.match_id.in_(part)))
    rows = [{"match_id": one, **values} for one, findings in rewritten.items() for values in findings]
    if rows:
        session.execute(insert(Finding.__table__), rows)


def _insert(new: Sequence[tuple[dict[str, Any], list[dict[str, Any]]]]) -> list[int]:
    """Insert matches with their findings where both records are still published and nobody was quicker; their ids."""
    if not new:
        return []
    session = current_session()
    achievement_ids = sorted({values["achievement_id"] for values, _ in new})
    demands = _published(Demand, {values["demand_id"] for values, _ in new})
    achievements = _published(Achievement, achievement_ids)
    present = _ids(achievement_ids)
    rows = {
        key: (values, findings)
        for values, findings in new
        if (key := (values["demand_id"], values["achievement_id"])) not in present
        and key[0] in demands
        and key[1] in achievements
    }
    if not rows:
        return []
    # Into the tables, not through the mapper: nothing of half a million rows is used as an object.
    session.execute(insert(Match.__table__), [values for values, _ in rows.values()])
    ids = _ids(achievement_ids)
    findings = [{"match_id": ids[key], **one} for key, (_, own) in rows.items() for one in own]
    if findings:
        session.execute(insert(Finding.__table__), findings)
    return [ids[key] for key in rows]


def _tellable(run: RematchRun, new: Iterable[int], changed: dict[int, Before]) -> Stored:
    """Those of the rows that are good enough for a notice, with their findings."""
    floor, stored = current_app.config["MATCH_NOTICE_SCORE"], Stored(is_quiet=run.is_quiet)
    # After a change of the rules hundreds of thousands of rows change, and nobody hears of any.
    asked = [] if run.is_quiet else [*new, *changed]
    for part in _parts(asked):
        query = select(Match).where(Match.id.in_(part), Match.band != LOOK, Match.score >= floor).order_by(Match.id)
        for row in current_session().scalars(query.options(selectinload(Match.findings))):
            if row.id in changed:
                stored.changed.append((row, changed[row.id]))
            else:
                stored.new.append(row)
    return stored


def _published(model: type[Demand] | type[Achievement], ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for part in _parts(sorted(ids)):
        found.update(current_session().scalars(select(model.id).where(model.id.in_(part), model.state == PUBLISHED)))
    return found


def _ids(achievement_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """(demand, achievement) → id of the stored matches of some achievements."""
    found: dict[tuple[int, int], int] = {}
    for part in _parts(achievement_ids):
        query = select(Match.demand_id, Match.achievement_id, Match.id).where(Match.achievement_id.in_(part))
        found |= {(demand, achievement): one for demand, achievement, one in current_session().execute(query)}
    return found


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
