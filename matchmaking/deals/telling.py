"""Who hears what of a deal: the people who act for the other sides. A hidden buyer is never named to the seller."""

from collections.abc import Iterable
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.letters import path_to
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import side_of
from matchmaking.deals.queries import people_of
from matchmaking.deals.states import BROKER, BUYER, SELLER, SIDES
from matchmaking.notifications.services import notify, withdraw_notices


def tell(
    deal: Deal, kind: str, once: str, *, actor: Viewer | None, sides: Iterable[str] = tuple(SIDES), **data: Any
) -> None:
    """Tell the people of some sides, except who did it. `once` tells this step from every other of the deal."""
    doer = actor.user_id if actor else None
    by = side_of(actor, deal) if actor else None
    for side in sides:
        people = [one for one in people_of(deal, side) if one != doer]
        notify(
            people, f"deals.{kind}", f"deals:{deal.id}:{once}", path_to("deals.show_deal", deal_id=deal.id),
            title=deal.title, by=by, **data,
        )  # fmt: skip


def take_back(deal: Deal, once: str) -> None:
    """What nobody has read yet of a step that was taken back."""
    for side in SIDES:
        withdraw_notices(people_of(deal, side), f"deals:{deal.id}:{once}")


def tell_opened(deal: Deal, *, actor: Viewer | None, kind: str) -> None:
    """Both parties and the broker hear of the deal, with the names that they may know."""
    for side in SIDES:
        buyer = "" if side == SELLER and deal.hides_buyer else deal.buyer.name
        tell(
            deal, "opened", "opened", actor=actor, sides=(side,), origin=kind, buyer=buyer, seller=deal.seller.name,
            who=_who(deal, actor, side),
        )  # fmt: skip


def _who(deal: Deal, actor: Viewer | None, reader: str) -> str:
    """Who opened it, for one side; empty where that side may not know the buyer, or where nobody did."""
    if actor is None or (reader == SELLER and deal.hides_buyer and side_of(actor, deal) == BUYER):
        return ""
    return actor.name


def tell_asked(deal: Deal, *, actor: Viewer) -> None:
    """A broker is asked to look after a deal."""
    if deal.asked_broker_id is not None:
        path = path_to("deals.show_request", deal_id=deal.id)
        once = f"deals:{deal.id}:asked:{deal.version}:{deal.asked_broker_id}"
        notify([deal.asked_broker_id], "deals.broker_asked", once, path, title=deal.title, by=deal.asked_side)


def tell_broker(deal: Deal, kind: str, *, actor: Viewer, once: str, **data: Any) -> None:
    """Both parties hear what became of the broker's side."""
    tell(deal, kind, once, actor=actor, sides=(BUYER, SELLER, BROKER), **data)
