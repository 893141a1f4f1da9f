"""Invented deals in all stages between sample organisations: what is next, what was done, one that came to nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.queries import user_by_email
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.clocks.queries import running
from matchmaking.core.db import now, session
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.deals.clocks import STEP
from matchmaking.deals.models import Deal
from matchmaking.deals.opening import of_pair, with_broker
from matchmaking.deals.services import end_deal, log_event, open_deal, set_next_step
from matchmaking.deals.states import BUYER, DEAL_STATES, DONE, ENDED, SELLER, STAGES
from matchmaking.demands.models import Demand
from matchmaking.organisations.models import Membership

Row = Mapping[str, Any]
# So many days each stage before the present one took.
STAGE_DAYS = 12
# These stages are due only where something asks for them.
PASSED_OVER = ("notice", "trial")


def load_deals(rows: Sequence[Row]) -> None:
    """Open the deals and bring each to its stage; what is there already stays.

    The stages are entered without asking for their conditions: the rooms above add what belongs to each afterwards.
    """
    known = set(session.scalars(select(Deal.title).where(Deal.is_sample)))
    for row in rows:
        if row["title"] in known:
            continue
        demand = session.scalar(select(Demand).where(Demand.is_sample, Demand.external_number == row["demand"]))
        achievement = session.scalar(
            select(Achievement).where(Achievement.is_sample, Achievement.external_number == row["achievement"])
        )
        if demand is not None and achievement is not None:
            _deal(row, demand, achievement)


def _deal(row: Row, demand: Demand, achievement: Achievement) -> None:
    broker = user_by_email(row["broker"]) if row["broker"] else None
    opening = with_broker(of_pair(demand, achievement), broker)
    opening = replace(opening, title=row["title"], amount=Decimal(row["amount"]), is_sample=True)
    actor = Viewer(user_id=broker.id, name=broker.name, role=broker.role) if broker else _writer(demand.organisation_id)
    deal = open_deal(opening, actor=actor)
    # A chosen sample answer may have opened it already.
    deal.title, deal.amount, deal.is_sample = row["title"], Decimal(row["amount"]), True
    if deal.broker_id is None and opening.broker_id is not None:
        deal.broker_id, deal.centre_id = opening.broker_id, opening.centre_id
    _walk(deal, row, actor)
    for kind, days, words, side in row["log"]:
        who = {BUYER: _writer(deal.buyer_id), SELLER: _writer(deal.seller_id)}.get(side, actor)
        log_event(deal, kind, words, actor=who, side=side).at = _moment(days)
    if row["step"]:
        words, days, side = row["step"]
        set_next_step(deal, words=words, on=today() + timedelta(days=days), side=side, actor=actor)
        clock = running(STEP, deal)
        if clock is not None and days < 0:
            # It has been overdue for days: whoever must act was reminded then.
            clock.reminded_at = clock.overdue_told_at = now()
            clock.next_at = None


def _walk(deal: Deal, row: Row, actor: Viewer) -> None:
    way = list(STAGES)
    target = row["ended"][0] if row["stage"] == ENDED else row["stage"]
    stages = [one for one in way[1 : way.index(target) + 1] if one == target or one not in PASSED_OVER]
    for stage in stages:
        DEAL_STATES.move(deal, stage, actor=actor)
    if row["stage"] == ENDED:
        end_deal(deal, reason_code=row["ended"][1], words=row["ended"][2], actor=actor)
    deal.stage_since = _moment(row["days"])
    deal.created_at = _moment(row["days"] + STAGE_DAYS * len(stages))
    if deal.state in (DONE, ENDED):
        deal.closed_at, deal.open_key = deal.stage_since, None


def _moment(days: int) -> datetime:
    return datetime.combine(today() - timedelta(days=days), time(10), SHANGHAI)


def _writer(organisation_id: int) -> Viewer:
    """Who writes for a party."""
    query = select(Membership.user_id).where(Membership.organisation_id == organisation_id).order_by(Membership.id)
    return Viewer(user_id=session.scalar(query.limit(1)), memberships={organisation_id: "owner"})
