"""Invented contracts of the sample deals: in review with comments, agreed, signed; each drafted out of its deal."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts import commenting, services, versions
from matchmaking.contracts.generating import pdf_of
from matchmaking.contracts.models import AcceptanceTerm, Contract, ContractVersion, MilestoneTerm, PaymentTerm
from matchmaking.contracts.prefilling import plan_payments
from matchmaking.contracts.queries import contract_of
from matchmaking.contracts.states import INSTALMENTS
from matchmaking.core.db import session
from matchmaking.core.filters import today
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BUYER, DONE, PERFORMANCE, SELLER
from matchmaking.organisations.models import Membership

Row = Mapping[str, Any]


def load_contracts(rows: Sequence[Row], performed: Sequence[Row]) -> None:
    """Draft, read, agree and sign as people would; a deal that has a contract already keeps it.

    `performed` says what was done in deals that are further on: their contracts have just these milestones, payments
    and criteria.
    """
    plans = {row["deal"]: row["plan"] for row in performed}
    for row in rows:
        deal = session.scalar(select(Deal).where(Deal.is_sample, Deal.title == row["deal"]))
        if deal is not None and contract_of(deal) is None:
            stage = deal.state
            if stage == DONE:
                # It was written while the deal still ran.
                deal.state = PERFORMANCE
            _contract(row, deal, plans.get(row["deal"]))
            deal.state = stage


def _contract(row: Row, deal: Deal, plan: Row | None) -> None:
    buyer, seller = _writer(deal.buyer_id), _writer(deal.seller_id)
    contract = services.start_contract(deal, actor=seller, is_sample=True)
    contract.title = row["title"]
    contract.is_three_party = row.get("is_three_party", False)
    contract.texts = {**contract.texts, **row["texts"], "place": contract.texts.get("place") or "温州市"}
    contract.ownership, contract.improvements, contract.dispute = row["ownership"], row["improvements"], row["dispute"]
    if "kind" in row:
        contract.kind, contract.sub_kind, contract.licence_mode = row["kind"]
    contract.valid_from = today() - timedelta(days=row["days"])
    contract.valid_until = contract.valid_from + timedelta(days=730)
    if row["technology_amount"]:
        contract.technology_amount = Decimal(row["technology_amount"])
    else:
        contract.is_all_technology = True
    for place, (party, name) in enumerate(zip(contract.parties, row["people"], strict=False)):
        party.legal_representative = party.contact_name = name
        party.phone = f"0577-8800{1000 + place}"
    if not contract.acceptance:
        contract.acceptance = [AcceptanceTerm(position=1, **row["acceptance"])]
    if plan is not None:
        _take_plan(contract, plan)
    else:
        for place, milestone in enumerate(contract.milestones, 1):
            milestone.due_on = contract.valid_from + timedelta(days=120 * place)
        if not contract.payments:
            plan_payments(contract)
    for payment in contract.payments:
        if payment.milestone_position is None:
            payment.due_on = contract.valid_from + timedelta(days=30)
    session.flush()
    version = _version(contract, seller, SELLER)
    if row["state"] == "draft":
        return
    services.send_for_review(contract, actor=seller)
    if row["state"] == "reviewing":
        _talk(row, contract, version, buyer, seller)
        return
    for side, actor in ((BUYER, buyer), (SELLER, seller)):
        services.agree(contract, version.number, side, actor=actor)
    if row["state"] == "signed":
        pdf = version.pdf
        assert pdf is not None
        services.mark_signed(contract, sha256=pdf.sha256, signed_on=contract.valid_from, actor=buyer)


def _take_plan(contract: Contract, plan: Row) -> None:
    contract.payment_mode = INSTALMENTS
    contract.milestones = [
        MilestoneTerm(position=place, title=title, content=words, due_on=today() + timedelta(days=days))
        for place, (title, words, days) in enumerate(plan["milestones"], 1)
    ]
    contract.payments = [
        PaymentTerm(position=place, title=title, amount=Decimal(amount), milestone_position=milestone)
        for place, (title, amount, milestone) in enumerate(plan["payments"], 1)
    ]
    contract.acceptance = [
        AcceptanceTerm(
            position=place, name=name, operator=operator, value_low=low, text=text, unit=unit, method=method
        )
        for place, (name, operator, low, text, unit, method, _milestone) in enumerate(plan["criteria"], 1)
    ]  # fmt: skip


def _version(contract: Contract, actor: Viewer, side: str) -> ContractVersion:
    made, code, number = versions.draft_of(contract)
    pdf = pdf_of(contract.title, made.docx, header=contract.number, sha256=made.sha256)
    return versions.keep_version(contract, made, pdf, template=(code, number), actor=actor, side=side)


def _talk(row: Row, contract: Contract, version: ContractVersion, buyer: Viewer, seller: Viewer) -> None:
    """A comment that was settled with a new text, and one that is still open."""
    (clause, words, answer), (second, further) = row["comments"]
    comment = commenting.add_comment(
        contract, version, clause, words, side=BUYER, asked=SELLER, actor=buyer, form_key=None
    )
    commenting.answer_comment(comment, answer, side=SELLER, actor=seller, form_key=None)
    services.change_contract(contract, "ownership", actor=seller, texts=row["changed"])
    version = _version(contract, seller, SELLER)
    commenting.resolve_comment(comment, side=BUYER, actor=buyer)
    services.wait_for_parties(contract, version)
    commenting.add_comment(
        contract, version, second, further, side=SELLER, asked=BUYER, actor=seller, form_key=None
    )  # fmt: skip


def _writer(organisation_id: int) -> Viewer:
    """Who writes for a party."""
    query = select(Membership.user_id).where(Membership.organisation_id == organisation_id).order_by(Membership.id)
    return Viewer(user_id=session.scalar(query.limit(1)), memberships={organisation_id: "owner"})
