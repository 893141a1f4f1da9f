"""What the tests of the desk start from: an enterprise with a demand that was handed in, and people at the desk."""

from dataclasses import dataclass
from typing import Any

from flask import Flask

from matchmaking.accounts.models import Role, User
from matchmaking.clocks.models import Clock
from matchmaking.core.db import reading, session
from matchmaking.demands.models import Demand
from matchmaking.notifications.models import Notice
from matchmaking.organisations.models import Organisation
from matchmaking.refinements.models import Refinement
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.visitor import Seen, Visitor

COUNTY = "330324"
RAW = {
    "title": "闸阀老是漏油",
    "problem": "闸阀装上去半年开始漏油，要求内漏量不超过 5 mL/min。",
    "context": "油温 60 ℃，压力 16 MPa。",
    "keywords": ["闸阀"],
}


@dataclass
class Desk:
    """An enterprise, a broker, another one and an officer, each with a browser."""

    app: Flask
    organisation: Organisation
    owner: User
    people: dict[str, User]
    writer: Visitor
    broker: Visitor
    other: Visitor
    officer: Visitor
    demand_id: int

    def path(self, *parts: object) -> str:
        return "/" + "/".join(["desk/refinements", str(self.demand_id), *(str(one) for one in parts)])

    def own(self, *parts: object) -> str:
        return "/" + "/".join(["demands", str(self.demand_id), *(str(one) for one in parts)])

    def press(self, visitor: Visitor, button: str, where: str = "") -> Seen:
        """Open a page (the desk's, by default) and press a button of it."""
        return visitor.submit(visitor.open(where or self.path()), button=button)

    def revise(self, visitor: Visitor, **typed: Any) -> Seen:
        """Write a revision with the form."""
        return visitor.submit(visitor.open(self.path("revise")), typed, button="存")

    def send(self, visitor: Visitor, **typed: Any) -> Seen:
        return visitor.submit(visitor.open(self.path("compare")), typed, button="送企业确认")


def make_desk(app: Flask, **values: Any) -> Desk:
    owner = make_user()
    organisation = make_organisation(owner=owner, county_code=COUNTY, name="永嘉某闸阀有限公司")
    people = {
        "broker": make_user(Role.BROKER, name="甲经理"),
        "other": make_user(Role.BROKER, name="乙经理"),
        "officer": make_user(Role.COUNTY_OFFICER, county_code=COUNTY, name="丙主任"),
    }
    demand = make_demand(organisation, **{"state": "submitted", "published_at": None, **RAW, **values})
    visitors = {name: Visitor(app).sign_in(user) for name, user in people.items()}
    return Desk(app, organisation, owner, people, Visitor(app).sign_in(owner), demand_id=demand.id, **visitors)


def state(demand_id: int) -> tuple[str, str]:
    """(of the demand, of its way across the desk)."""
    with reading():
        demand = session.get_one(Demand, demand_id)
        way = session.query(Refinement).filter_by(demand_id=demand_id).one_or_none()
        return demand.state, way.state if way else ""


def running(demand_id: int) -> list[str]:
    """The kinds of the clocks that run for a demand."""
    with reading():
        rows = session.query(Clock).filter_by(subject_type="demands", subject_id=demand_id, closed_at=None)
        return sorted(one.kind for one in rows)


def told(user: User) -> list[str]:
    """The kinds of the notices of the desk to a person, oldest first."""
    with reading():
        rows = session.query(Notice).filter(Notice.user_id == user.id, Notice.kind.startswith("refinements."))
        return [one.kind.partition(".")[2] for one in rows.order_by(Notice.id)]
