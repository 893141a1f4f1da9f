"""Invented approvals, signed texts and registrations of the sample contracts: one waits for a supplement."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.models import Contract
from matchmaking.contracts.queries import contract_of, newest_version
from matchmaking.contracts.states import SIGNED
from matchmaking.core.db import now, session
from matchmaking.core.filters import today
from matchmaking.core.papers import Small, facts, make_pdf
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.files import disk
from matchmaking.files.contents import Content
from matchmaking.files.services import keep
from matchmaking.organisations.models import Membership
from matchmaking.organisations.queries import member_ids
from matchmaking.registrations import services
from matchmaking.registrations.cases import answers_of
from matchmaking.registrations.models import Registration
from matchmaking.registrations.queries import registration_of
from matchmaking.signings import chains, queries, texts
from matchmaking.signings.models import SignedText, SignedTextAnswer
from matchmaking.signings.services import approve_turn
from matchmaking.signings.states import CONFIRMED, SCAN

Row = Mapping[str, Any]


def load_chains(rows: Sequence[Row]) -> None:
    """Let the buyers of these deals approve in steps; before their contracts are agreed."""
    for row in rows:
        deal = _deal(row)
        if deal is None or "chain" not in row or queries.chain_of(deal.buyer_id) is not None:
            continue
        people = tuple(member_ids(deal.buyer_id, "owner"))
        links = [
            chains.Link(name, people, Decimal(amount) if amount is not None else None) for name, amount in row["chain"]
        ]
        chains.write_chain(deal.buyer_id, links, seen_version=None, actor=_writer(deal.buyer_id))


def load_signings(rows: Sequence[Row]) -> None:
    """Keep the signed texts, and bring the registrations to their states; what is there already stays."""
    for row in rows:
        deal = _deal(row)
        contract = contract_of(deal) if deal is not None else None
        if deal is None or contract is None or contract.state != SIGNED or queries.standing_text(contract) is not None:
            continue
        _approve(contract)
        _sign(contract, _writer(deal.seller_id), _writer(deal.buyer_id))
        registration = registration_of(contract)
        if registration is not None:
            _register(registration, row, _writer(deal.seller_id))


def _deal(row: Row) -> Deal | None:
    return session.scalar(select(Deal).where(Deal.is_sample, Deal.title == row["deal"]))


def _approve(contract: Contract) -> None:
    """Who has not yet approved by agreeing to the text: the broker's side of a contract of three."""
    for approval in queries.standing_approvals(contract):
        while (turn := queries.open_turn(approval)) is not None:
            actor = Viewer(user_id=next(iter(queries.deciders(turn))))
            approve_turn(turn, sha256=approval.sha256, words="", actor=actor)


def _sign(contract: Contract, seller: Viewer, buyer: Viewer) -> None:
    """The signed text is the PDF of the newest version: whoever signs a sample signs nothing."""
    version = newest_version(contract)
    if version is None or contract.signed_on is None:
        return
    text = SignedText(
        deal_id=contract.deal_id, contract_id=contract.id, version_id=version.id, sha256=version.sha256, way=SCAN,
        signed_on=contract.signed_on, signed_place=contract.signed_place or "温州市", state=CONFIRMED, side=SELLER,
        user_id=seller.user_id, title=contract.deal.title, closed_at=now(), open_key=str(contract.id), shows_code=True,
        answers=[SignedTextAnswer(side=BUYER, agrees=True, user_id=buyer.user_id, at=now())],
    )  # fmt: skip
    session.add(text)
    session.flush()
    contract.signed_place = text.signed_place
    if version.pdf is not None:
        data = disk.path_of(version.pdf.token).read_bytes()
        content = Content(data, f"{contract.number}-signed.pdf", version.pdf.media_type)
        stored = keep(content, text, texts.PURPOSE, seller, organisation_id=contract.deal.seller_id)
        text.file_name, text.file_sha256 = stored.name, stored.sha256


def _register(registration: Registration, row: Row, actor: Viewer) -> None:
    signed_on = registration.contract.signed_on
    assert signed_on is not None
    services.write_sheet(
        registration, {**answers_of(registration), **row["sheet"]}, side=SELLER, ticks=row["ticks"], actor=actor
    )
    for days, step, *rest in row["steps"]:
        _STEPS[step](registration, min(today(), signed_on + timedelta(days=days)), actor, *rest)


def _file(registration: Registration, on: date, actor: Viewer, office: str, receipt_number: str) -> None:
    services.file(registration, on=on, office=office, receipt_number=receipt_number, actor=actor)


def _accept(registration: Registration, on: date, actor: Viewer) -> None:
    services.accept(registration, on=on, words="", actor=actor)


def _ask(registration: Registration, on: date, actor: Viewer, missing: str, days: int) -> None:
    services.ask_supplement(registration, on=on, missing=missing, until=today() + timedelta(days=days), actor=actor)


def _enter(registration: Registration, on: date, actor: Viewer, number: str) -> None:
    contract = registration.contract
    assert contract.amount is not None
    technology = contract.technology_amount if contract.technology_amount is not None else contract.amount
    services.register(registration, services.Entry(number, contract.amount, technology, on), actor=actor)
    rows = [("合同登记编号", number), ("项目名称", contract.title), ("登记日期", on.isoformat())]
    pdf = make_pdf("技术合同登记证明（示例）", [facts(rows), Small("编写的示例，不是真实的登记证明。")])
    services.keep_certificate(registration, Content(pdf, "certificate-sample.pdf", "application/pdf"), actor=actor)


_STEPS = {"filed": _file, "accepted": _accept, "supplement": _ask, "registered": _enter}


def _writer(organisation_id: int) -> Viewer:
    """Who writes for a party."""
    query = select(Membership.user_id).where(Membership.organisation_id == organisation_id).order_by(Membership.id)
    return Viewer(user_id=session.scalar(query.limit(1)), memberships={organisation_id: "owner"})
