"""Challenges for tests."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from matchmaking.challenges.models import Challenge, ChallengeExpert
from matchmaking.challenges.rules import Rules, default_rules
from matchmaking.challenges.services import fingerprint_of, write_challenge
from matchmaking.challenges.states import PREPARING
from matchmaking.core.db import now, unit_of_work
from matchmaking.core.filters import today
from matchmaking.demands.models import Demand
from matchmaking.organisations.models import Organisation
from tests.factories.demands import make_demand

CRITERIA = [
    {"name": "结合强度", "importance": "must", "operator": ">=", "target_low": 70.0, "unit": "MPa"},
    {"name": "启闭次数", "importance": "must", "operator": ">=", "target_low": 10.0, "unit": "万次"},
]
APPLICATION: dict[str, Any] = {
    "term_months": 18,
    "fund": Decimal(1_800_000),
    "is_cash": True,
    "rights_rule": "专利申请权归双方共有，需求方优先使用。",
    "conditions": "有热喷涂试验线。",
    "cannot_solve": True,
    "stays_out": True,
    "has_good_credit": True,
}
# What is published once a challenge has come so far.
PUBLIC = ("open", "result_notice", "awarded", "closed")


def small_rules(**values: Any) -> Rules:
    """The default rules with some of them changed."""
    return Rules(**{**{name: getattr(default_rules(), name) for name in Rules.__dataclass_fields__}, **values})


def make_challenge(organisation: Organisation | None = None, *, state: str = PREPARING, **values: Any) -> Challenge:
    """A complete application, stored in a state without having gone the way there; `values` go into the demand."""
    demand = make_demand(
        organisation,
        **{
            "mode": "challenge",
            "state": "published" if state in PUBLIC else "submitted",
            "deadline_on": today() + timedelta(days=30),
            "criteria": CRITERIA,
            **values,
        },
    )
    with unit_of_work() as session:
        challenge = write_challenge(session.get_one(Demand, demand.id), APPLICATION, actor=None)  # type: ignore[arg-type]
        session.flush()
        challenge.state = state
        if state not in (PREPARING, "checking"):
            challenge.round, challenge.fingerprint = 1, fingerprint_of(challenge)
        if state not in (PREPARING, "checking", "arguing"):
            challenge.result, challenge.conclusion = 82.5, "值得张榜。"
        if state in PUBLIC:
            challenge.number, challenge.announced_at = f"JB-2026-{challenge.id:04d}", now()
    return challenge


def make_expert(challenge: Challenge, user: Any, **values: Any) -> ChallengeExpert:
    """Somebody who was asked to argue it."""
    with unit_of_work() as session:
        expert = ChallengeExpert(**{"challenge_id": challenge.id, "user_id": user.id, "round": 1, **values})
        session.add(expert)
    return expert
