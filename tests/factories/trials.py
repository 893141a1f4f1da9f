"""Trials and places in the pool for tests."""

from datetime import timedelta
from typing import Any

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import now, unit_of_work
from matchmaking.core.filters import today
from matchmaking.deals.models import Deal
from matchmaking.trials.agreements import write_terms
from matchmaking.trials.models import PoolEntry, Trial, TrialResult


def make_entry(achievement: Achievement, **values: Any) -> PoolEntry:
    """A place in the pool, stored."""
    with unit_of_work() as session:
        entry = PoolEntry(
            **{
                "achievement_id": achievement.id, "organisation_id": achievement.organisation_id, "free_months": 6,
                "conversion_mode": "lump", "terms": "结合强度达到 70 MPa 即转为有偿。", "entered_at": now(), **values,
            }
        )  # fmt: skip
        session.add(entry)
    return entry


def make_trial(deal: Deal, kind: str = "free_use", state: str = "applied", **values: Any) -> Trial:
    """A trial with one criterion, stored; a free one from the approval on with terms that the seller has confirmed."""
    with unit_of_work() as session:
        deal = session.get_one(Deal, deal.id)
        trial = Trial(
            **{
                "deal": deal, "kind": kind, "state": state, "title": deal.title, "purpose": "在台架上试 20 件",
                "tester_side": "buyer", "open_key": f"{deal.id}:{kind}", "free_from": today(),
                "free_until": today() + timedelta(days=90), "conversion_mode": "lump",
                "conversion_condition": "达到约定指标", **values,
            }
        )  # fmt: skip
        trial.results = [TrialResult(position=0, name="结合强度", operator=">=", target_low=70.0, unit="MPa")]
        session.add(trial)
        session.flush()
        if kind == "free_use" and state != "applied":
            write_terms(trial)
            trial.seller_confirmed_at = now()
        if state in ("running", "reported", "evaluated"):
            trial.started_on, trial.ends_on = today(), today() + timedelta(days=90)
    return trial
