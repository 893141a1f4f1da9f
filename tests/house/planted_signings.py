"""Signing and registration in the planted city: contracts of its deals in every state that somebody works on."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from matchmaking.contracts.models import Contract
from matchmaking.core.db import now, session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.deals.models import Deal
from matchmaking.registrations.models import Registration
from matchmaking.signings.models import Approval, ApprovalTurn, Delegation, SignedText, TurnMember
from tests.factories.deals import make_deal
from tests.factories.signings import add_version, make_contract_of


def plant_signings(world: Any) -> None:
    """`signing_turn`: the owner's step waits; `signing_ready`: all are through; `signed_text`: E uploaded it."""
    with unit_of_work():
        model = session.get_one(Deal, world.places["deal_signing"]["deal_id"])
        buyer, seller = model.buyer, model.seller
    for place in ("turn", "ready", "offered", *("reg_" + one for one in STATES)):
        deal = make_deal(buyer, seller, state="signing", broker_id=world.people["B"].id, title=f"签署 {place}")
        is_signed = place.startswith("reg_")
        signed_on = today() - timedelta(days=20) if is_signed else None
        contract = make_contract_of(deal.id, state="signed" if is_signed else "agreed", signed_on=signed_on)
        add_version(contract.id)
        world.places[f"signing_{place}"] = {"deal_id": deal.id}
        if is_signed:
            _registration(world, deal.id, contract.id, place.removeprefix("reg_"))
        else:
            _approvals(world, deal.id, contract.id, place)
    with unit_of_work():
        own = world.places["own"]["organisation_id"]
        away = Delegation(
            organisation_id=own, user_id=world.people["O"].id, delegate_id=world.people["M"].id,
            from_on=today() + timedelta(days=5), until_on=today() + timedelta(days=9), created_at=now(),
        )  # fmt: skip
        session.add(away)
        session.flush()
        world.places["delegation"] = {"delegation_id": away.id}


def _approvals(world: Any, deal_id: int, contract_id: int, place: str) -> None:
    with unit_of_work():
        contract = session.get_one(Contract, contract_id)
        version, deal = contract.versions[-1], contract.deal
        for side, organisation_id, user in (
            ("buyer", deal.buyer_id, world.people["O"]), ("seller", deal.seller_id, world.people["E"]),
        ):  # fmt: skip
            is_open = place == "turn"
            turn = ApprovalTurn(
                position=0, name="负责人", title=deal.title, state="open" if is_open else "passed", opened_at=now(),
                members=[TurnMember(user_id=user.id)],
            )  # fmt: skip
            session.add(
                Approval(
                    deal_id=deal_id, contract_id=contract_id, version_id=version.id, sha256=version.sha256, side=side,
                    organisation_id=organisation_id, state="running" if is_open else "approved", opened_at=now(),
                    open_key=f"{contract_id}:{side}", turns=[turn],
                )
            )  # fmt: skip
            session.flush()
            if is_open and side == "buyer":
                world.places["approval_turn"] = {"turn_id": turn.id}
        if place == "offered":
            text = SignedText(
                deal_id=deal_id, contract_id=contract_id, version_id=version.id, sha256=version.sha256,
                way="electronic", platform="某签约平台", number="E-1", signed_on=today(), signed_place="温州",
                side="seller", user_id=world.people["E"].id, title=deal.title, open_key=str(contract_id),
            )  # fmt: skip
            session.add(text)
            session.flush()
            world.places["signed_text"] = {"text_id": text.id}


# State → what else is written down; the deals are named signing_reg_STATE.
STATES: dict[str, dict[str, Any]] = {
    "preparing": {},
    "filed": {"filed_on": date(2026, 11, 10), "office": "某登记机构"},
    "waived": {"reason": "双方商定"},
    "registered": {
        "number": "2026330304000123", "registered_on": date(2026, 11, 12), "amount": Decimal(1_200_000),
        "technology_amount": Decimal(1_000_000),
    },
}  # fmt: skip


def _registration(world: Any, deal_id: int, contract_id: int, state: str) -> None:
    with unit_of_work():
        session.add(
            Registration(
                deal_id=deal_id, contract_id=contract_id, title="阀座耐磨涂层开发", side="seller", state=state,
                **STATES[state],
            )
        )  # fmt: skip
    step = {"preparing": "filed", "filed": "accepted", "waived": "preparing", "registered": "correct"}[state]
    world.places[f"reg_step_{state}"] = {"deal_id": deal_id, "step": step}
