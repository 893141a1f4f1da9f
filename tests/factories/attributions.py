"""Commissions for tests."""

from typing import Any

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.attributions import commissions
from matchmaking.attributions.models import Commission
from matchmaking.core.db import session, unit_of_work
from matchmaking.deals.models import Deal


def make_commission(deal: Deal, broker: User, *, is_accepted: bool = False, **values: Any) -> Commission:
    """Proposed by the broker, 3.5 % of the contract's amount after signing; accepted by the payer when told so."""
    with unit_of_work():
        offer = commissions.Offer(
            **{
                "payer": "buyer", "base": "amount", "trigger": "signing", "rate": 35_000,
                "shares": [(session.get_one(User, broker.id), 10_000)], **values,
            }
        )  # fmt: skip
        stored = session.get_one(Deal, deal.id)
        made = commissions.propose(stored, offer, actor=Viewer(user_id=broker.id, name=broker.name, role="broker"))
        if is_accepted:
            commissions.accept(made, sha256=made.sha256, actor=Viewer())
    return made
