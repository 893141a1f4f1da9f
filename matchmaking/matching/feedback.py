"""Why the other side put a record aside: reason codes and how often, for its owner; never a person or a sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.audiences import PUBLIC
from matchmaking.core.db import current_session, now
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.core.jobs import enqueue
from matchmaking.core.letters import path_to
from matchmaking.core.records import PUBLISHED
from matchmaking.demands.deadlines import end_of_day
from matchmaking.demands.models import Demand
from matchmaking.demands.queries import may_be_shown_to
from matchmaking.listings.audiences import is_shown, meant_for
from matchmaking.listings.disclosure import audience_of, shown_groups
from matchmaking.matching.judgment_models import ACHIEVEMENT_SIDE, CURRENT, DEMAND_SIDE, IRRELEVANT, Judgment
from matchmaking.matching.term_weights import ACHIEVEMENT, DEMAND
from matchmaking.notifications.services import notify
from matchmaking.notifications.topics import DAILY
from matchmaking.organisations.queries import writer_ids

MOST_NAMED, MOST_LISTED = 5, 50


@dataclass(frozen=True)
class Reason:
    """A reason code, the criterion that it is about ("" for none), how often it was given, and for which pairs; only
    pairs whose other record the viewer may see are named."""

    code: str
    criterion: str
    count: int
    judgments: tuple[Judgment, ...] = ()


def feedback_is_due(judgment: Judgment) -> None:
    """Have the other side told of a judgment, after a while: until then it can be taken back as if it had not been."""
    kind, record_id = _record_of(judgment)
    _tell_later(kind, record_id, 60 * current_app.config["FEEDBACK_MINUTES"])


def tell(kind: str, record_id: int) -> list[int]:
    """Tell the owner's people why their record was put aside since they were told last; return the notices.

    At most once a day: what comes after that waits for the next morning. What is about a demand of which they may know
    nothing is never told.
    """
    session = current_session()
    record = session.get(Achievement if kind == ACHIEVEMENT else Demand, record_id)
    if record is None or not record.is_published:
        return []
    said = list(session.scalars(_about(kind, record_id)))
    fresh = [one for one in said if one.told_at is None and _may_be_told(kind, one, record)]
    if not fresh:
        return []
    day = today()
    if any(one.told_at and one.told_at.astimezone(SHANGHAI).date() == day for one in said):
        morning = end_of_day(day) + timedelta(hours=current_app.config["DIGEST_HOUR"])
        _tell_later(kind, record_id, (morning - now()).total_seconds())
        return []
    for one in fresh:
        one.told_at = now()
    reasons = _counted(fresh, {one.id for one in fresh if audience_of(one.demand, "criteria") == PUBLIC})
    endpoint = "achievements.show_achievement" if kind == ACHIEVEMENT else "demands.show_demand"
    path = path_to(endpoint, **{f"{kind}_id": record_id, "_anchor": "feedback"})
    words = {
        "about": kind,
        "title": record.title,
        "count": len(fresh),
        "reasons": [[one.code, one.criterion, one.count] for one in reasons],
    }
    # A list of reasons is nothing to be woken up for.
    people = writer_ids(record.organisation_id)
    return notify(people, "matching.feedback", f"feedback:{kind}:{record_id}:{day}", path, DAILY, **words)


def feedback_on(viewer: Viewer, kind: str, record: Any) -> list[Reason]:
    """The reasons that are given now, the most frequent first, as far as the viewer may know of them.

    For the record's own people and the desk; ask `sees_feedback` first.
    """
    query = _about(kind, record.id)
    if kind == ACHIEVEMENT:
        query = query.where(meant_for(Demand, viewer))
    said = list(current_session().scalars(query))
    named = {one.id for one in said if "criteria" in shown_groups(viewer, one.demand)}
    known = {one.id for one in said if is_shown(viewer, one.demand) and one.achievement.is_published}
    return _counted(said, named, known)


def feedback_by_record(viewer: Viewer, kind: str) -> list[tuple[int, str, list[tuple[str, int]]]]:
    """(id, title, [(reason code, how often)]) of the records of the organisation that the viewer acts for, as far as
    the viewer may know of it; the records with the most first."""
    model = Achievement if kind == ACHIEVEMENT else Demand
    query = (
        select(model.id, model.title, Judgment.reason_code, func.count(Judgment.id))
        .select_from(Judgment)
        .join(Judgment.demand)
        .join(Judgment.achievement)
        .where(
            model.organisation_id == (viewer.organisation_id or 0),
            model.state == PUBLISHED,
            *_given(kind),
            meant_for(Demand, viewer),
        )
        .group_by(model.id, model.title, Judgment.reason_code)
        .order_by(func.count(Judgment.id).desc(), model.id, Judgment.reason_code)
    )
    found: dict[int, tuple[int, str, list[tuple[str, int]]]] = {}
    for record_id, title, code, count in current_session().execute(query):
        found.setdefault(record_id, (record_id, title, []))[2].append((code or "", count))
    return list(found.values())[:MOST_LISTED]


def _record_of(judgment: Judgment) -> tuple[str, int]:
    """What a side's judgment is about: the record of the other side."""
    if judgment.side == DEMAND_SIDE:
        return ACHIEVEMENT, judgment.achievement_id
    return DEMAND, judgment.demand_id


def _tell_later(kind: str, record_id: int, delay: float) -> None:
    key = f"matching.tell_feedback:{kind}:{record_id}"
    enqueue("matching.tell_feedback", key=key, delay=delay, kind=kind, record_id=record_id)


def _about(kind: str, record_id: int) -> Select[tuple[Judgment]]:
    """What the other side put aside, with both records, the latest first."""
    own = Judgment.achievement_id if kind == ACHIEVEMENT else Judgment.demand_id
    return (
        select(Judgment)
        .join(Judgment.demand)
        .join(Judgment.achievement)
        .options(contains_eager(Judgment.demand), contains_eager(Judgment.achievement))
        .where(own == record_id, *_given(kind))
        .order_by(Judgment.id.desc())
    )


def _given(kind: str) -> tuple[ColumnElement[bool], ...]:
    """Conditions: what the other side of such records says now, and that it puts them aside."""
    side = DEMAND_SIDE if kind == ACHIEVEMENT else ACHIEVEMENT_SIDE
    return Judgment.side == side, Judgment.state == CURRENT, Judgment.verdict == IRRELEVANT


def _may_be_told(kind: str, judgment: Judgment, record: Any) -> bool:
    return kind == DEMAND or may_be_shown_to(judgment.demand, record.organisation_id)


def _counted(said: Sequence[Judgment], named: Iterable[int], known: Iterable[int] = ()) -> list[Reason]:
    """`named`: the judgments whose criterion may be said; `known`: those whose pair may be shown."""
    named, known = set(named), set(known)
    groups: dict[tuple[str, str], list[Judgment]] = {}
    for one in said:
        criterion = (one.criterion or "") if one.id in named else ""
        groups.setdefault((one.reason_code or "", criterion), []).append(one)
    ordered = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [
        Reason(code, criterion, len(rows), tuple(one for one in rows if one.id in known)[:MOST_NAMED])
        for (code, criterion), rows in ordered
    ]
