"""A deal with people on every side, whose price is to be found."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from matchmaking.accounts.models import Role, User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import unit_of_work
from matchmaking.core.filters import today
from matchmaking.deals.models import Deal
from matchmaking.organisations.models import Organisation
from matchmaking.pricing.offering import Proposal, accept_offer, send_offer
from tests.factories.accounts import make_user
from tests.factories.deals import make_deal
from tests.factories.organisations import make_organisation


@dataclass(frozen=True)
class Table:
    """Who sits around: an enterprise needs, a university offers, a broker leads; an officer and others look on."""

    deal_id: int
    buyer: User
    seller: User
    writer: User
    broker: User
    officer: User
    admin: User
    stranger: User
    buying: Organisation
    selling: Organisation

    def viewer(self, name: str) -> Viewer:
        """Somebody as the services see them."""
        user: User = getattr(self, name)
        place = {"buyer": self.buying, "seller": self.selling, "writer": self.selling}.get(name)
        role = "editor" if name == "writer" else "owner"
        return Viewer(
            user_id=user.id, name=user.name, role=user.role, organisation_id=place.id if place else None,
            memberships={place.id: role} if place else {},
        )  # fmt: skip


def make_table(**values: Any) -> Table:
    """A deal in 商务谈判, stored."""
    people = {name: make_user() for name in ("buyer", "seller", "writer", "stranger")}
    broker = make_user(Role.BROKER)
    officer = make_user(Role.COUNTY_OFFICER, county_code="330304")
    admin = make_user(Role.ADMINISTRATOR)
    buying = make_organisation(owner=people["buyer"], name="鹿鸣泵阀有限公司")
    selling = make_organisation(
        owner=people["seller"], editor=people["writer"], name="东瓯理工学院", kind="university", county_code="330304"
    )
    make_organisation(owner=people["stranger"])
    deal: Deal = make_deal(buying, selling, **{"state": "negotiation", "broker_id": broker.id, **values})
    return Table(deal.id, **people, broker=broker, officer=officer, admin=admin, buying=buying, selling=selling)


def agree(table: Table, amount: str = "1800000", **values: Any) -> None:
    """The seller offers, the buyer accepts: a price in one sum."""
    with unit_of_work() as session:
        deal = session.get_one(Deal, table.deal_id)
        proposal = Proposal("lump_sum", {"total": str(Decimal(amount))}, today() + timedelta(days=7), **values)
        offer = send_offer(deal, "seller", proposal, actor=table.viewer("seller"))
        accept_offer(offer, "buyer", actor=table.viewer("buyer"))
