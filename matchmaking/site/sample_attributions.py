"""The invented claims and commissions of the sample deals; what the platform saw comes into the ledger by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.attributions import claiming, commissions
from matchmaking.attributions.collecting import collect
from matchmaking.core.db import session
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.deals.models import Deal

Row = Mapping[str, Any]


def load_attributions(rows: Sequence[Row], authors: Mapping[int, Viewer]) -> None:
    """Claim, answer, propose and accept as people would; what is there already stays."""
    for deal in session.scalars(select(Deal).where(Deal.is_sample, Deal.broker_id.is_not(None))).all():
        collect(deal)
    for row in rows:
        deal = session.scalar(select(Deal).where(Deal.is_sample, Deal.title == row["deal"]))
        if deal is None or deal.broker is None or commissions.commissions_of(deal, "broker"):
            continue
        broker = Viewer(user_id=deal.broker.id, name=deal.broker.name, role=deal.broker.role)
        parties = {side: authors.get(deal.party_id(side) or 0, Viewer.nobody()) for side in ("buyer", "seller")}
        for claim in row["claims"]:
            _claim(deal, claim, broker, parties)
        _commission(deal, row["commission"], broker, parties)


def _claim(deal: Deal, row: Row, broker: Viewer, parties: Mapping[str, Viewer]) -> None:
    assert deal.broker is not None
    happened = datetime.combine(today() - timedelta(days=row["days"]), time(9), SHANGHAI)
    entry = claiming.claim(
        deal, role=row["role"], person=deal.broker, happened_at=happened, words=row["words"], content=None,
        form_key=None, actor=broker,
    )  # fmt: skip
    for side, (answer, words) in row["answers"].items():
        person = session.get(User, parties[side].user_id) if parties[side].user_id else None
        if entry is not None and person is not None:
            claiming.answer_claim(entry, answer=answer, words=words, side=side, person=person, actor=parties[side])


def _commission(deal: Deal, row: Row, broker: Viewer, parties: Mapping[str, Viewer]) -> None:
    assert deal.broker is not None
    offer = commissions.Offer(
        payer=row["payer"], base=row["base"], trigger=row["trigger"], rate=row["rate"], shares=[(deal.broker, 10_000)],
        cap=Decimal(row["cap"]) if row["cap"] else None, is_three_party=row["three_party"],
    )  # fmt: skip
    made = commissions.propose(deal, offer, actor=broker)
    if row["to"] == "accepted":
        commissions.accept(made, sha256=made.sha256, actor=parties[row["payer"]])
    for kind, days, amount, number in row.get("papers", ()):
        commissions.add_paper(
            made, kind, amount=Decimal(amount), on=today() - timedelta(days=days), number=number, content=None,
            side="broker", form_key=None, actor=broker,
        )  # fmt: skip
