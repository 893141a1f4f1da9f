"""Who may read a proposal, and what it is called for whom."""

from datetime import timedelta

import pytest
from flask import Flask

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now, reading, unit_of_work
from matchmaking.core.filters import today
from matchmaking.demands.models import Demand
from matchmaking.organisations.models import Organisation
from matchmaking.proposals.lists import proposals_to
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.pages import shown_state
from matchmaking.proposals.permissions import can_view_proposal
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.factories.proposals import make_proposal


def people(demand: Demand, team: Organisation) -> dict[str, Viewer]:
    """Everybody who might want to read an answer."""
    own, answering = demand.organisation_id, team.id
    return {
        "nobody": Viewer(),
        "editor": Viewer(user_id=1, organisation_id=answering, memberships={answering: "editor"}),
        "reader": Viewer(user_id=2, organisation_id=answering, memberships={answering: "reader"}),
        "demand": Viewer(user_id=3, organisation_id=own, memberships={own: "reader"}),
        "stranger": Viewer(user_id=4, organisation_id=999, memberships={999: "owner"}),
        "broker": Viewer(user_id=5, role="broker"),
        "officer": Viewer(user_id=6, role="county_officer", county_code=demand.county_code),
        "officer elsewhere": Viewer(user_id=7, role="county_officer", county_code="330302"),
        "city officer": Viewer(user_id=8, role="city_officer"),
    }


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        ("draft", {"editor"}),
        ("submitted", {"editor", "reader", "demand", "officer", "city officer"}),
        ("declined", {"editor", "reader", "demand", "officer", "city officer"}),
        ("withdrawn", {"editor", "reader"}),
    ],
)
def test_a_proposal_is_read_by_its_own_side_and_by_who_decides_on_it(app: Flask, state: str, readers: set[str]) -> None:
    team = make_organisation(kind="university")
    demand = make_demand(county_code="330324")
    made = make_proposal(demand, team, state=state)
    with reading() as session:
        proposal, demand = session.get_one(Proposal, made.id), session.get_one(Demand, demand.id)
        viewers = people(demand, team)
        assert {name for name, one in viewers.items() if can_view_proposal(one, proposal)} == readers
        listed = {name for name, one in viewers.items() if proposals_to(demand, one)}
        assert listed == (readers if state in ("submitted", "declined") else set())


def test_the_own_side_hears_of_a_refusal_when_it_is_delivered(app: Flask) -> None:
    team = make_organisation(kind="university")
    demand = make_demand(county_code="330324", deadline_on=today() + timedelta(days=3))
    made = make_proposal(demand, team, state="declined")
    viewers = people(demand, team)
    with unit_of_work():
        proposal = current_session().get_one(Proposal, made.id)
        assert shown_state(proposal, viewers["editor"]) == "submitted"
        assert shown_state(proposal, viewers["demand"]) == "declined"
        proposal.delivered_at = now()
        assert shown_state(proposal, viewers["editor"]) == "declined"
