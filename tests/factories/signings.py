"""Contracts on their way through approval, signing and registration, for tests."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import joinedload

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.models import Contract, ContractAgreement, ContractVersion
from matchmaking.contracts.states import AGREED, CONTRACT_STATES, DRAFT, REVIEWING
from matchmaking.core.db import now, session, unit_of_work
from matchmaking.core.papers import Code, Text, make_pdf
from matchmaking.deals.models import Deal
from matchmaking.deals.states import SIGNING
from matchmaking.registrations import clocks
from matchmaking.registrations.models import Registration
from tests.factories.accounts import make_user
from tests.factories.contracts import make_contract
from tests.factories.deals import make_deal
from tests.factories.organisations import make_organisation

CLAUSES = [{"key": "subject", "title": "标的", "text": "乙方为甲方开发阀座耐磨涂层。"}]


@dataclass(frozen=True)
class Signing:
    """A deal whose contract both sides have agreed to: its people and ids."""

    owner: User
    editor: User
    reader: User
    seller: User
    broker: User
    deal_id: int
    contract_id: int
    buyer_place: int
    seller_place: int

    def viewer(self, user: User) -> Viewer:
        """The person with the rights in this deal."""
        places = {
            self.owner.id: {self.buyer_place: "owner"}, self.editor.id: {self.buyer_place: "editor"},
            self.reader.id: {self.buyer_place: "reader"}, self.seller.id: {self.seller_place: "owner"},
        }.get(user.id, {})  # fmt: skip
        return Viewer(
            user_id=user.id,
            name=user.name,
            role=user.role,
            memberships=places,
            organisation_id=next(iter(places), None),
        )


def make_signing(**values: Any) -> Signing:
    """A buyer with owner, editor and reader, a university with its owner, a broker; a contract with a first version."""
    owner, editor, reader, seller = (make_user() for _one in range(4))
    broker = make_user("broker")
    buyer = make_organisation(owner=owner, editor=editor, reader=reader, credit_code="91330324MA2AB12345")
    place = make_organisation(owner=seller, kind="university", county_code="330304")
    deal = make_deal(buyer, place, state=SIGNING, broker_id=broker.id)
    contract = make_contract_of(deal.id, **values)
    add_version(contract.id)
    return Signing(owner, editor, reader, seller, broker, deal.id, contract.id, buyer.id, place.id)


def make_contract_of(deal_id: int, **values: Any) -> Contract:
    """A contract that the sides are reading; call it outside of a unit of work."""
    with unit_of_work():
        # Its parties are named in the contract.
        deal = session.get_one(Deal, deal_id, options=[joinedload(Deal.buyer), joinedload(Deal.seller)])
    return make_contract(deal, **{"state": REVIEWING, "valid_until": date(2027, 12, 31), **values})


def add_version(contract_id: int, words: str = "") -> int:
    """A further version of its text."""
    with unit_of_work():
        contract = session.get_one(Contract, contract_id)
        number = len(contract.versions) + 1
        clauses = [*CLAUSES, {"key": "more", "title": "其他", "text": words or f"第 {number} 稿。"}]
        sha256 = hashlib.sha256(repr(clauses).encode()).hexdigest()
        version = ContractVersion(
            contract_id=contract_id, number=number, clauses=clauses, sha256=sha256, facts={}, template_code="standard",
            at=now(),
        )  # fmt: skip
        session.add(version)
        session.flush()
        return version.id


def agree_to(contract: Contract, users: dict[str, int]) -> ContractVersion:
    """Both sides agree to the newest version; call it in a unit of work, and send the signal afterwards."""
    version = contract.versions[-1]
    for side, user_id in users.items():
        version.agreements.append(ContractAgreement(side=side, user_id=user_id, at=now()))
    if contract.state == DRAFT:
        CONTRACT_STATES.move(contract, REVIEWING, actor=None)
    CONTRACT_STATES.move(contract, AGREED, actor=None)
    session.flush()
    return version


def signed_pdf(sha256: str = "") -> bytes:
    """A PDF that holds the check code."""
    return make_pdf("技术开发合同", [Text("双方签字盖章。"), Code(sha256)] if sha256 else [Text("双方签字盖章。")])


def make_registration(deal_id: int, **values: Any) -> Registration:
    """The registration of a signed contract, which waits to be filed; any column may be given."""
    contract = make_contract_of(deal_id, state="signed")
    with unit_of_work():
        registration = Registration(
            **{"deal_id": deal_id, "contract_id": contract.id, "title": contract.title, "side": "seller", **values}
        )
        session.add(registration)
        session.flush()
        clocks.watch(registration, is_large=False)
    return registration
