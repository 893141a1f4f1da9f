"""The invented levels that a sample broker gave: too few for a model, enough for the page 匹配质量 to show figures."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import now, session
from matchmaking.core.jobs import enqueue
from matchmaking.core.records import PUBLISHED
from matchmaking.demands.models import Demand
from matchmaking.matching.judgment_models import BROKER, CURRENT, WEIGHTS, Judgment
from matchmaking.matching.judgment_queries import broker_key
from matchmaking.matching.quality_jobs import MEASURE

# By then the samples have been weighed against each other; the figures need their scores.
MEASURED_AFTER = 120


def load_judgments(rows: Sequence[Mapping[str, Any]], source: str) -> None:
    """Add each level as if it had been given the day after both records were published; those that exist stay."""
    demands = _by_number(Demand, source)
    achievements = _by_number(Achievement, source)
    known = {
        tuple(row) for row in session.execute(select(Judgment.demand_id, Judgment.achievement_id, Judgment.judge_key))
    }
    people = dict(session.execute(select(User.email, User.id).where(User.is_sample)).all())
    for row in rows:
        demand, judge = demands.get(row["demand"]), people.get(row["by"])
        for number, verdict in row["said"].items():
            achievement = achievements.get(number)
            if demand is None or achievement is None or judge is None:
                continue
            key = broker_key(judge)
            if (demand[0], achievement[0], key) not in known:
                at = min(now(), max(demand[1], achievement[1]) + timedelta(days=1))
                session.add(
                    Judgment(
                        demand_id=demand[0], achievement_id=achievement[0], user_id=judge, side=BROKER, judge_key=key,
                        verdict=verdict, weight=WEIGHTS[verdict], state=CURRENT, created_at=at,
                    )
                )  # fmt: skip
    enqueue(MEASURE, key=f"sample:{MEASURE}", delay=MEASURED_AFTER)


def _by_number(model: type[Demand] | type[Achievement], source: str) -> dict[str, tuple[int, Any]]:
    """number → (id, moment of publication) of the published samples."""
    query = select(model.external_number, model.id, model.published_at)
    query = query.where(model.external_source == source, model.state == PUBLISHED)
    return {number: (identity, at) for number, identity, at in session.execute(query)}
