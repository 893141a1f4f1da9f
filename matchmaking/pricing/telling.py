"""Who is told what of the price of a deal: never an amount, never the name of a hidden buyer."""

from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.letters import path_to
from matchmaking.deals.models import Deal
from matchmaking.deals.queries import people_of
from matchmaking.deals.states import BROKER, BUYER, SELLER
from matchmaking.notifications.services import notify

PARTIES = (BUYER, SELLER)
EVERYBODY = (BUYER, SELLER, BROKER)


def tell(
    deal: Deal, kind: str, once: Any, sides: tuple[str, ...] = EVERYBODY, *, actor: Viewer | None = None,
    page: str = "pricing.show_pricing", **data: Any,
) -> None:  # fmt: skip
    """Tell the people who act for these sides, except who did it. `once` tells two events of a kind apart."""
    people = [one for side in sides for one in people_of(deal, side) if actor is None or one != actor.user_id]
    path = path_to(page, deal_id=deal.id)
    notify(people, f"pricing.{kind}", f"deals:{deal.id}:{kind}:{once}", path, title=deal.title, **data)


def other_party(side: str) -> str:
    """The party across the table."""
    return SELLER if side == BUYER else BUYER
