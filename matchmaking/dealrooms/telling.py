"""Whom the room tells, and whose turn it is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import open_clock
from matchmaking.core.letters import path_to
from matchmaking.deals.models import Deal
from matchmaking.deals.queries import people_of
from matchmaking.deals.states import BUYER, ENDED, SELLER
from matchmaking.notifications.services import notify


def tell(deal: Deal, kind: str, once_key: str, sides: Iterable[str], *, actor: Viewer | None, anchor: str = "") -> None:
    """Tell those who act for these sides, but not who did it. The words name the deal and nothing that was written."""
    people = [one for side in sides for one in people_of(deal, side) if actor is None or one != actor.user_id]
    path = path_to("dealrooms.show_room", deal_id=deal.id) + anchor
    notify(people, f"dealrooms.{kind}", once_key, path, title=deal.title)


def whose(deal: Deal, side: str, user_id: int | None = None) -> dict[str, Any]:
    """Who must act, as a clock knows it: the person, the party, or the broker in charge."""
    if user_id is not None:
        return {"user_id": user_id}
    if side in (BUYER, SELLER):
        return {"organisation_id": deal.party_id(side)}
    return {"user_id": deal.broker_id}


def wait_for(
    kind: str, subject: Any, deal: Deal, side: str, *, user_id: int | None = None, due_at: datetime | None = None
) -> None:
    """Start a clock for a side, while the deal goes on; a broker's side without a broker has nobody to remind."""
    owner = whose(deal, side, user_id)
    if deal.state != ENDED and any(one is not None for one in owner.values()):
        open_clock(kind, subject, county_code=deal.county_code, due_at=due_at, **owner)
