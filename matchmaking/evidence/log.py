"""The log of one deal out of the history of everything, and the links that hold it together."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.history import HistoryEntry
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import knows_buyer, side_of
from matchmaking.deals.states import BROKER, BUYER, SELLER, SIDES
from matchmaking.deals.wording import person_name, side_words
from matchmaking.evidence.wording import detail_words, step_words
from matchmaking.organisations.queries import member_ids

BATCH = 500


def _of(deal: Deal) -> Select[tuple[HistoryEntry]]:
    return select(HistoryEntry).where(
        HistoryEntry.subject_type == Deal.__tablename__, HistoryEntry.subject_id == deal.id
    )


def count_of(deal: Deal) -> int:
    """How many entries a deal has."""
    query = select(func.count()).select_from(_of(deal).subquery())
    return current_session().scalar(query) or 0


def page_of(deal: Deal, limit: int, offset: int) -> list[HistoryEntry]:
    """Some of its entries, the newest first."""
    query = _of(deal).order_by(HistoryEntry.id.desc()).limit(limit).offset(offset)
    return list(current_session().scalars(query))


def entries_of(deal: Deal, until: int) -> Iterator[HistoryEntry]:
    """Its entries up to one of them, oldest first, a few at a time."""
    query = _of(deal).where(HistoryEntry.id <= until).order_by(HistoryEntry.id)
    yield from current_session().scalars(query.execution_options(yield_per=BATCH))


def chain_of(deal: Deal, until: int) -> Iterator[HistoryEntry]:
    """Every entry of the whole history from the first of this deal up to `until`, in order, a few at a time."""
    first = current_session().scalar(_of(deal).order_by(HistoryEntry.id).limit(1).with_only_columns(HistoryEntry.id))
    if first is None:
        return
    query = select(HistoryEntry).where(HistoryEntry.id >= first, HistoryEntry.id <= until).order_by(HistoryEntry.id)
    yield from current_session().scalars(query.execution_options(yield_per=BATCH))


@dataclass(frozen=True)
class Teller:
    """Says who did what, as far as one viewer may know."""

    viewer: Viewer
    deal: Deal
    side: str
    people: dict[int, User]
    sides: dict[int, str]

    @classmethod
    def of(cls, viewer: Viewer, deal: Deal) -> "Teller":
        """Look up everybody who did something for the deal, once."""
        actors = select(HistoryEntry.actor_id).where(
            HistoryEntry.subject_type == Deal.__tablename__, HistoryEntry.subject_id == deal.id
        )
        users = current_session().scalars(select(User).where(User.id.in_(actors)))
        sides = dict.fromkeys([one for one in [deal.broker_id] if one is not None], BROKER)
        sides |= dict.fromkeys(member_ids(deal.seller_id), SELLER)
        sides |= dict.fromkeys(member_ids(deal.buyer_id), BUYER)
        return cls(viewer, deal, side_of(viewer, deal) or "", {one.id: one for one in users}, sides)

    def may_read(self, entry: HistoryEntry) -> bool:
        """Whether the content of an entry of this deal is for this viewer: not what only other sides know, and nothing
        from which a buyer that hides could be told."""
        sides = entry.data.get("sides")
        if sides is not None and self.side not in sides:
            return False
        return knows_buyer(self.viewer, self.deal) or self.side_of(entry) not in (BUYER, "")

    def side_of(self, entry: HistoryEntry) -> str:
        """For which side somebody acted; empty where that cannot be said."""
        if entry.actor_id is None:
            return "system"
        return self.sides.get(entry.actor_id, "")

    def who(self, entry: HistoryEntry) -> str:
        """Who did it, in words."""
        side = self.side_of(entry)
        if side == "system":
            return str(step_words("system"))
        if side == "" and not knows_buyer(self.viewer, self.deal):
            return side_words(BUYER)
        user = self.people.get(entry.actor_id or 0)
        name = person_name(self.viewer, self.deal, user, side or BROKER)
        return name if side not in SIDES or name == side_words(side) else f"{side_words(side)} {name}"

    def what(self, entry: HistoryEntry) -> str:
        """What was done, in words."""
        if not self.may_read(entry) and entry.data.get("sides") is not None and self.side not in entry.data["sides"]:
            return str(step_words("withheld"))
        return " ".join(one for one in (str(step_words(entry.action)), detail_words(entry)) if one)
