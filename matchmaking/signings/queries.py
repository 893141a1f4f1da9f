"""Finding chains, approvals, their steps, who may decide them, and signed texts."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from matchmaking.contracts.models import Contract, ContractVersion
from matchmaking.core.db import current_session
from matchmaking.core.filters import today
from matchmaking.deals.models import Deal
from matchmaking.organisations.queries import member_ids
from matchmaking.signings.models import (
    Approval,
    ApprovalChain,
    ApprovalTurn,
    Delegation,
    SignedText,
)
from matchmaking.signings.states import APPROVED, CONFIRMED, OFFERED, OPEN, RUNNING


def chain_of(organisation_id: int) -> ApprovalChain | None:
    """The chain that an organisation has set; None: its owners approve."""
    return current_session().scalar(select(ApprovalChain).where(ApprovalChain.organisation_id == organisation_id))


def delegations_in(organisation_id: int) -> list[Delegation]:
    """Those that hold today or later, the first to begin first."""
    query = select(Delegation).where(
        Delegation.organisation_id == organisation_id, Delegation.ended_at.is_(None), Delegation.until_on >= today()
    )
    return list(current_session().scalars(query.order_by(Delegation.from_on, Delegation.id)))


def delegates(organisation_id: int, user_ids: Sequence[int], on: date) -> dict[int, int]:
    """delegate → for whom, on that day."""
    query = select(Delegation.delegate_id, Delegation.user_id).where(
        Delegation.organisation_id == organisation_id, Delegation.user_id.in_(user_ids), Delegation.ended_at.is_(None),
        Delegation.from_on <= on, Delegation.until_on >= on,
    )  # fmt: skip
    return {row.delegate_id: row.user_id for row in current_session().execute(query)}


def deciders(turn: ApprovalTurn) -> dict[int, int | None]:
    """Who may decide a step now → for whom each stands in. Who left the organisation may not any more; where nobody is
    left, its owners decide."""
    named = [one.user_id for one in turn.members]
    organisation_id = turn.approval.organisation_id
    if organisation_id is None:
        return dict.fromkeys(named)
    members = set(member_ids(organisation_id))
    found: dict[int, int | None] = {one: None for one in named if one in members}
    for delegate, user in delegates(organisation_id, named, today()).items():
        if delegate in members and delegate not in found:
            found[delegate] = user
    return found or dict.fromkeys(member_ids(organisation_id, "owner"))


def approvals_of(contract: Contract) -> list[Approval]:
    """All approvals of a contract, the latest first, with their steps."""
    query = select(Approval).where(Approval.contract_id == contract.id).order_by(Approval.id.desc())
    return list(current_session().scalars(query.options(selectinload(Approval.turns))))


def standing_approvals(contract: Contract) -> list[Approval]:
    """Those that run or are through, by side."""
    query = select(Approval).where(Approval.contract_id == contract.id, Approval.state.in_([RUNNING, APPROVED]))
    return list(current_session().scalars(query.order_by(Approval.id)))


def open_turn(approval: Approval) -> ApprovalTurn | None:
    """The step whose turn it is."""
    return next((one for one in approval.turns if one.state == OPEN), None)


def is_through(contract: Contract, version: ContractVersion | None, sides: Sequence[str]) -> bool:
    """Whether every side has approved exactly this version."""
    if version is None:
        return False
    found = {
        one.side
        for one in standing_approvals(contract)
        if one.state == APPROVED and one.version_id == version.id and one.sha256 == version.sha256
    }
    return found >= set(sides)


def signed_texts_of(contract: Contract) -> list[SignedText]:
    """What was uploaded as the signed text, the latest first."""
    query = select(SignedText).where(SignedText.contract_id == contract.id).order_by(SignedText.id.desc())
    return list(current_session().scalars(query))


def standing_text(contract: Contract) -> SignedText | None:
    """The one that waits for confirmation or is confirmed."""
    query = select(SignedText).where(
        SignedText.contract_id == contract.id, SignedText.state.in_([OFFERED, CONFIRMED])
    )  # fmt: skip
    return current_session().scalar(query.order_by(SignedText.id.desc()).limit(1))


def turn_by_id(turn_id: int) -> ApprovalTurn | None:
    return current_session().get(ApprovalTurn, turn_id)


def text_by_id(text_id: int) -> SignedText | None:
    return current_session().get(SignedText, text_id)


def deal_of_text(text_id: int) -> Deal | None:
    """The deal of a signed text, for those who ask for its file."""
    text = text_by_id(text_id)
    return text.deal if text is not None else None
