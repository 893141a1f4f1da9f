"""A demand with a hidden name, its owner, and three teams that have answered; everybody has a browser."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.core.jobs import enqueue, run_waiting
from matchmaking.demands.models import Demand
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from matchmaking.proposals.models import Proposal
from matchmaking.selections.models import Candidate, Selection
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.factories.proposals import make_proposal
from tests.factories.selections import make_selection
from tests.visitor import PASSWORD, Seen, Visitor

BUYER = "温州楠洼阀门有限公司"
TEAMS = ("瓯纬材料研究院", "雁砾表面工程有限公司", "鳌麓大学")


@dataclass
class Stage:
    """What is planted, and who looks at it."""

    app: Flask
    owner: User
    owner_page: Visitor
    demand: Demand
    selection: Selection
    proposals: list[Proposal]
    leaders: list[User]

    @cached_property
    def teams(self) -> list[Visitor]:
        """The browsers of the teams, signed in when a test first needs them."""
        return [Visitor(self.app).sign_in(one) for one in self.leaders]

    @property
    def path(self) -> str:
        return f"/selections/{self.selection.id}"

    def open(self, rest: str = "") -> Seen:
        """A page of the selection as the owner sees it."""
        return self.owner_page.open(self.path + rest)

    def screen(self, letters: list[str], action: str, **values: str) -> Seen:
        page = self.open()
        data = {"version": version_on(page), "letters": letters, "action": action, **values}
        return self.owner_page.post(f"{self.path}/screen", data)

    def prepare(self, *outcomes: dict[str, str]) -> Seen:
        """Fill in the page of the decision, in the order of the letters."""
        page = self.open("/decide")
        values = {f"rows-{n}-{name}": value for n, row in enumerate(outcomes) for name, value in row.items()}
        return self.owner_page.submit(page, values, button="保存")

    def confirm(self, when: str = "then", password: str = PASSWORD) -> Seen:
        return self.owner_page.submit(self.open("/confirm"), {"when": when, "password": password}, button="确认决定")

    def states(self) -> list[str]:
        with reading() as session:
            query = select(Proposal.state).join(Candidate, Candidate.proposal_id == Proposal.id)
            return list(session.scalars(query.order_by(Candidate.letter)))

    def stored(self) -> Selection:
        with reading() as session:
            found = session.get_one(Selection, self.selection.id)
            session.expunge(found)
            return found

    def let_pass(self) -> None:
        """The promised moment has come."""
        with unit_of_work() as session:
            session.get_one(Selection, self.selection.id).decides_at = now()
        run_due("selections.look")

    def told(self, user: User, beginning: str = "selections.") -> list[str]:
        """The titles of a person's notices of a kind, oldest first."""
        with reading() as session:
            query = select(Notice).where(Notice.user_id == user.id, Notice.kind.startswith(beginning))
            return [words_of(one, "zh")[0] for one in session.scalars(query.order_by(Notice.id))]


def run_due(name: str) -> None:
    """Have a periodic job run once."""
    with unit_of_work():
        enqueue(name)
    run_waiting()


def version_on(page: Seen) -> str:
    """The version that the page carries."""
    return page.soup.select_one('main input[name="version"]')["value"]


DECLINED = {"result": "declined", "reason_code": "figures", "sentence": "承诺的结合强度差 8 MPa。"}
CHOSEN = {"result": "chosen"}


def plant_stage(app: Flask, *, count: int = 3, stage: str = "submitted", **values: Any) -> Stage:
    owner = make_user(name="洼厂长")
    buyer = make_organisation(name=BUYER, short_name="楠洼阀门", owner=owner, county_code="330324")
    demand = make_demand(buyer, title="耐磨阀座涂层征集", hides_name=True)
    leaders = [make_user("researcher", name=f"队长{'甲乙丙丁戊己庚'[place]}") for place in range(count)]
    proposals = []
    for place, leader in enumerate(leaders):
        name = TEAMS[place] if place < len(TEAMS) else f"第{place}研究所"
        team = make_organisation(name=name, short_name=None, kind="institute", owner=leader)
        proposals.append(make_proposal(demand, team, title=f"方案标题{place}", created_by_id=leader.id))
    selection = make_selection(demand, stage=stage, **values)
    return Stage(app, owner, Visitor(app).sign_in(owner), demand, selection, proposals, leaders)
