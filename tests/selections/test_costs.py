"""The lists and pages of a choice cost the same number of queries for few and for many."""

from flask import Flask

from matchmaking.core.db import reading, unit_of_work
from matchmaking.demands.models import Demand
from matchmaking.organisations.models import Organisation
from matchmaking.proposals.models import Proposal
from matchmaking.selections.models import Selection
from matchmaking.selections.services import place_candidates
from tests.factories.demands import make_demand
from tests.factories.proposals import make_proposal
from tests.factories.selections import make_reviewer, make_selection
from tests.house.test_queries import counted
from tests.selections.stage import Stage, plant_stage
from tests.visitor import Visitor


def cost(visitor: Visitor, path: str) -> int:
    visitor.open(path)
    with counted() as asked:
        assert visitor.open(path).status == 200, path
    return len(asked)


def more_selections(stage: Stage, count: int) -> None:
    with reading() as session:
        buyer = session.get_one(Organisation, session.get_one(Demand, stage.demand.id).organisation_id)
        team = session.get_one(Organisation, session.get_one(Proposal, stage.proposals[0].id).organisation_id)
        session.expunge_all()
    for _one in range(count):
        demand = make_demand(buyer)
        make_proposal(demand, team)
        make_reviewer(make_selection(demand, stage="assessed"), stage.owner)


def test_lists_and_pages_do_not_grow_dearer(app: Flask) -> None:
    few = plant_stage(app, count=2, stage="assessed")
    make_reviewer(few.selection, few.owner)
    lists = ["/selections", "/reviews"]
    pages = [few.path, f"{few.path}/proposals/A", f"{few.path}/compare"]
    before = [cost(few.owner_page, path) for path in (*lists, *pages)]
    more_selections(few, 3)
    for _one in range(3):
        make_proposal(few.demand)
    with unit_of_work() as session:
        assert len(place_candidates(session.get_one(Selection, few.selection.id))) == 3
    after = [cost(few.owner_page, path) for path in (*lists, *pages)]
    assert after == before, (before, after)
