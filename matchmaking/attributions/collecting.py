"""Writes into the ledger what the platform saw: before the deal, when it was opened, and every step of a broker."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.models import Role, User
from matchmaking.attributions.ledger import Line, append
from matchmaking.attributions.states import FOUND, INTRODUCED, NEGOTIATED, REFINED, ROLE_OF_ROOM, SEEN
from matchmaking.core.db import current_session
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.history import HistoryEntry
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BROKER, BUYER, SELLER, STATE_WORDS
from matchmaking.interests.models import InterestMatch, ProjectBroker
from matchmaking.matching.models import Match, MatchAddition
from matchmaking.organisations.models import Membership
from matchmaking.refinements.models import Refinement

# Steps that are kept one by one; of other steps of a room one entry for each day says enough.
EACH = ("deals.event", "deals.opened")
SILENT = ("deals.next_step", "deals.origin")


def side_of_person(deal: Deal, user: User) -> str | None:
    """On which side somebody stands: a member of a party on theirs, other brokers and owners of the centre on ours."""
    query = select(Membership.organisation_id, Membership.role).where(Membership.user_id == user.id)
    places = {row.organisation_id: row.role for row in current_session().execute(query)}
    if deal.buyer_id in places:
        return BUYER
    if deal.seller_id in places:
        return SELLER
    owns_centre = deal.centre_id is not None and places.get(deal.centre_id) == "owner"
    return BROKER if user.id == deal.broker_id or user.role == Role.BROKER or owns_centre else None


def note_step(deal: Deal, entry: HistoryEntry) -> None:
    """A step of the deal's log, when a broker took it."""
    room, _dot, rest = entry.action.partition(".")
    # A step that took an earlier one back is no work.
    if (
        entry.actor_id is None
        or "undone" in entry.data
        or entry.action in SILENT
        or (room != "deals" and room not in ROLE_OF_ROOM)
    ):
        return
    user = current_session().get(User, entry.actor_id)
    if user is None or side_of_person(deal, user) != BROKER:
        return
    key, step, role = f"history:{entry.id}", entry.action, ROLE_OF_ROOM.get(room, NEGOTIATED)
    if room == "deals":
        if rest in STATE_WORDS:
            step = "deals.moved"
        elif entry.action == "deals.opened":
            role = INTRODUCED
        elif entry.action not in EACH:
            return
    else:
        step = room
        day = entry.at.astimezone(SHANGHAI).date().isoformat()
        key = f"{room}:{user.id}:{day}"
    _see(
        deal, role, step, user, BROKER, entry.at, key, "history_entries", entry.id, source_hash=entry.hash,
        words=rest if step == "deals.moved" else "",
    )  # fmt: skip


def collect(deal: Deal) -> None:
    """What happened before the deal, and every step of its log; what stands in the ledger already stays."""
    session = current_session()
    if deal.demand is not None:
        _person(deal, FOUND, "demands.created", deal.demand.created_by_id, deal.demand.created_at, deal.demand)
        refinement = session.scalar(select(Refinement).where(Refinement.demand_id == deal.demand.id))
        if refinement is not None and refinement.taken_at is not None:
            _person(deal, REFINED, "refinements.taken", refinement.in_charge_id, refinement.taken_at, refinement)
    if deal.demand_id and deal.achievement_id:
        pair = Match.demand_id == deal.demand_id, Match.achievement_id == deal.achievement_id
        for addition in session.scalars(select(MatchAddition).join(MatchAddition.match).where(*pair)):
            _person(deal, INTRODUCED, "match_additions.added", addition.user_id, addition.at, addition)
        for link in session.scalars(select(InterestMatch).join(InterestMatch.match).where(*pair)):
            charge = session.scalar(select(ProjectBroker).where(ProjectBroker.project_id == link.interest.project_id))
            if charge is not None:
                _person(deal, INTRODUCED, "project_brokers.taken", charge.user_id, charge.taken_at, charge)
    for origin in deal.origins:
        role = FOUND if origin.kind == "visit" else INTRODUCED
        _person(deal, role, f"deal_origins.{origin.kind}", origin.user_id, origin.at, origin)
    log = select(HistoryEntry).where(HistoryEntry.subject_type == "deals", HistoryEntry.subject_id == deal.id)
    for entry in session.scalars(log.order_by(HistoryEntry.id)).all():
        note_step(deal, entry)


def _person(deal: Deal, role: str, step: str, user_id: int | None, at: datetime, source: Any) -> None:
    """Who did it, also for a party: that a demand was put up by the enterprise itself is a fact as well."""
    user = current_session().get(User, user_id) if user_id else None
    side = side_of_person(deal, user) if user is not None else None
    if user is not None and side is not None:
        key = f"{source.__tablename__}:{source.id}:{user.id}"
        _see(deal, role, step, user, side, at, key, source.__tablename__, source.id)


def _see(
    deal: Deal, role: str, step: str, user: User, side: str, at: datetime, key: str, source_type: str, source_id: int,
    source_hash: str = "", words: str = "",
) -> None:  # fmt: skip
    append(
        deal,
        Line(
            SEEN, role, user.id, user.name, side, at, step=step, words=words, source_type=source_type,
            source_id=source_id, source_hash=source_hash, source_key=key,
        ),
    )  # fmt: skip
