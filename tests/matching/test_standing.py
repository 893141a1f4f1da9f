"""How fresh, how well checked, how soon answered: small steps, and nothing lost by what is not known."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask, current_app

from matchmaking.clocks.models import Clock
from matchmaking.clocks.queries import response_days
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.demands.models import Demand
from matchmaking.matching.evidence import demand_side
from matchmaking.matching.responses import MEMORY, response_of
from matchmaking.matching.scoring import AchievementFacts, DemandFacts, score_pair
from matchmaking.matching.standing import LEANINGS, freshness_step, response_step
from matchmaking.organisations.models import Organisation
from tests.factories.demands import make_demand

DEMAND, ACHIEVEMENT = DemandFacts(("pump_valve",)), AchievementFacts(("pump_valve",))
PLAIN = score_pair(0.2, [], DEMAND, ACHIEVEMENT).score


@pytest.mark.parametrize(
    ("days", "expected"),
    [(None, None), (0, "fresh"), (89, "fresh"), (90, "fresh"), (91, "ageing"), (180, "ageing"), (181, "old")],
)
def test_freshness_goes_in_steps_of_months(days, expected):
    moment = now()
    assert freshness_step(None if days is None else moment - timedelta(days=days), moment) == expected


@pytest.mark.parametrize(
    ("days", "expected"), [(None, None), (0, "fast"), (2, "fast"), (2.5, "usual"), (5, "usual"), (6, "slow")]
)
def test_answers_go_in_steps_of_working_days(days, expected):
    assert response_step(days) == expected


@pytest.mark.parametrize(
    ("demand", "achievement", "gain", "codes"),
    [
        ({}, {}, 0, ("freshness_unknown", "verification_unknown", "response_unknown")),
        ({"freshness": "fresh"}, {"freshness": "fresh"}, 0.01, ("freshness_fresh", None, None)),
        ({"freshness": "fresh"}, {"freshness": "old"}, -0.01, ("freshness_old", None, None)),
        ({"freshness": "ageing"}, {}, 0, ("freshness_ageing", None, None)),
        ({"is_verified": True}, {"is_verified": True}, 0.005, (None, "verification_checked", None)),
        (
            {"is_verified": True},
            {"is_verified": True, "has_evidence": True},
            0.01,
            (None, "verification_evidence", None),
        ),
        ({"is_verified": True}, {"has_evidence": True}, 0, (None, "verification_unknown", None)),
        ({"response": "fast"}, {}, 0.01, (None, None, "response_known")),
        ({"response": "fast"}, {"response": "slow"}, 0, (None, None, "response_known")),
        ({}, {"response": "slow"}, -0.01, (None, None, "response_known")),
    ],
)
def test_each_moves_the_score_a_little_and_what_is_unknown_not_at_all(demand, achievement, gain, codes):
    score = score_pair(0.2, [], replace(DEMAND, **demand), replace(ACHIEVEMENT, **achievement))
    assert round(score.score - PLAIN, 6) == gain
    for name, code in zip(LEANINGS, codes, strict=True):
        assert code is None or score.codes[name] == code


def answered(demand: Demand, times: int, days: int) -> None:
    """So many clocks of the demand's owner, each stopped after these days."""
    with unit_of_work():
        current_app.extensions.pop(MEMORY, None)
        for number in range(times):
            opened = now() - timedelta(days=100 + number)
            session.add(
                Clock(
                    kind="organisation_revision", subject_type="demands", subject_id=number, was_answered=True,
                    organisation_id=demand.organisation_id, opened_at=opened, due_at=opened,
                    closed_at=opened + timedelta(days=days),
                )
            )  # fmt: skip


def test_how_soon_an_owner_answers_counts_from_the_fifth_case_and_never_beside_a_hidden_name(app: Flask):
    demand = make_demand()
    with reading():
        assert demand_side(session.get_one(Demand, demand.id)).facts.response is None
    answered(demand, 4, 0)
    with reading():
        assert response_of(session.get_one(Demand, demand.id)) is None
    answered(demand, 1, 0)
    with reading():
        stored = session.get_one(Demand, demand.id)
        assert demand_side(stored).facts.response == "fast"
        assert response_days(session.get_one(Organisation, demand.organisation_id)) == 0
        stored.hides_name = True
        assert demand_side(stored).facts.response is None
