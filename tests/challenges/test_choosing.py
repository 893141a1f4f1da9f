"""What the rules of a challenge ask of the choice among its answers."""

from dataclasses import replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from matchmaking.challenges.choosing import begin_choice, shortcomings, winners_of
from matchmaking.challenges.models import Challenge
from matchmaking.challenges.rules import default_rules
from matchmaking.challenges.services import change_rules
from matchmaking.core.db import unit_of_work
from matchmaking.core.filters import today
from matchmaking.demands.models import Demand
from matchmaking.proposals.states import CHOSEN
from matchmaking.selections.gates import most_choices, waiting_reason
from matchmaking.selections.models import Selection
from matchmaking.selections.services import move, place_candidates
from tests.factories.accounts import make_user
from tests.factories.challenges import make_challenge
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.factories.proposals import make_proposal
from tests.factories.selections import make_review, make_reviewer
from tests.visitor import Visitor


def test_how_many_may_win_side_by_side_is_a_rule_and_only_of_challenges(app: Flask) -> None:
    admin = make_user("administrator")
    single = make_challenge(state="open")
    with unit_of_work():
        change_rules(replace(default_rules(), most_winners=2), note="赛马", seen_number=1, actor=admin)  # type: ignore[arg-type]
    double = make_challenge(state="open")
    ordinary = make_demand()
    with unit_of_work() as session:
        chosen = [begin_choice(session.get_one(Challenge, one.id), actor=None) for one in (single, double)]
        plain = Selection(demand=session.get_one(Demand, ordinary.id), decides_at=chosen[0].decides_at)
        assert [most_choices(one) for one in (*chosen, plain)] == [1, 2, 1]
        assert waiting_reason(plain) is None


def test_the_result_waits_for_the_panel_and_the_blindness_that_the_rules_ask_for(app: Flask) -> None:
    challenge = make_challenge(state="open", deadline_on=today() - timedelta(days=1))
    proposal = make_proposal(challenge.demand, make_organisation(name="东瓯研究院"))
    with unit_of_work() as session:
        stored = session.get_one(Challenge, challenge.id)
        selection = begin_choice(stored, actor=None)
        place_candidates(selection)
        selection.is_blind = False
        move(selection.candidates[0], CHOSEN, actor=None)  # type: ignore[arg-type]
        candidate_id = selection.candidates[0].id
        assert shortcomings(stored, None) == ["企业还没有确认评审决定。"]
        assert "先公示" in (waiting_reason(selection) or "")
    for _one in range(3):
        make_review(make_reviewer(selection, make_user()), candidate_id, 7)
    with unit_of_work() as session:
        stored = session.get_one(Challenge, challenge.id)
        selection = session.scalars(select(Selection)).one()
        assert shortcomings(stored, selection) == ["规则要求盲评，这次评审没有盲评。"]
        selection.is_blind = True
        assert shortcomings(stored, selection) == []
        assert winners_of(selection) == [("东瓯研究院", proposal.title)]


def test_nobody_of_the_enterprise_answers_its_own_challenge_for_another_organisation(app: Flask) -> None:
    both, other = make_user(), make_user()
    enterprise = make_organisation(owner=both)
    challenge = make_challenge(enterprise, state="open")
    make_organisation(kind="university", owner=both)
    make_organisation(kind="university", owner=other)
    answers = f"/demands/{challenge.demand_id}/answer"
    found = [Visitor(app).sign_in(user).open(answers).status for user in (both, other)]
    assert found == [403, 200]
