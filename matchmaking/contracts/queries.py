"""Finding contracts, their versions and what was said of their clauses."""

from sqlalchemy import func, select

from matchmaking.contracts.models import ClauseComment, Contract, ContractTemplate, ContractVersion
from matchmaking.contracts.states import CANCELLED
from matchmaking.core.db import current_session
from matchmaking.deals.models import Deal


def contract_of(deal: Deal) -> Contract | None:
    """The contract of a deal that is not cancelled; None while there is none."""
    query = select(Contract).where(Contract.deal_id == deal.id, Contract.state != CANCELLED)
    return current_session().scalar(query.order_by(Contract.id.desc()).limit(1))


def cancelled_contracts(deal: Deal) -> list[Contract]:
    """Those that were given up, the latest first."""
    query = select(Contract).where(Contract.deal_id == deal.id, Contract.state == CANCELLED)
    return list(current_session().scalars(query.order_by(Contract.id.desc())))


def contract_by_id(contract_id: int) -> Contract | None:
    return current_session().get(Contract, contract_id)


def newest_version(contract: Contract) -> ContractVersion | None:
    """The text that was generated last; None before the first."""
    query = select(ContractVersion).where(ContractVersion.contract_id == contract.id)
    return current_session().scalar(query.order_by(ContractVersion.number.desc()).limit(1))


def version_of(contract: Contract, number: int) -> ContractVersion | None:
    """One version by its number."""
    query = select(ContractVersion).where(
        ContractVersion.contract_id == contract.id, ContractVersion.number == number
    )  # fmt: skip
    return current_session().scalar(query)


def is_up_to_date(contract: Contract, version: ContractVersion | None) -> bool:
    """Whether nothing was changed since this version was generated."""
    return version is not None and version.at >= contract.changed_at


def comments_of(contract: Contract) -> list[ClauseComment]:
    """Everything said of its clauses, in order."""
    query = select(ClauseComment).where(ClauseComment.contract_id == contract.id)
    return list(current_session().scalars(query.order_by(ClauseComment.id)))


def open_comment_count(contract: Contract) -> int:
    """How many comments nobody has resolved."""
    query = select(func.count(ClauseComment.id)).where(
        ClauseComment.contract_id == contract.id, ClauseComment.resolved_at.is_(None)
    )
    return current_session().scalar(query) or 0


def comment_by_id(comment_id: int) -> ClauseComment | None:
    return current_session().get(ClauseComment, comment_id)


def template_in_use(code: str) -> ContractTemplate | None:
    """The uploaded template that is used for a code; None: the platform's own."""
    return current_session().scalar(select(ContractTemplate).where(ContractTemplate.used_for == code))


def templates_of(code: str) -> list[ContractTemplate]:
    """All that was uploaded for a code, newest first."""
    query = select(ContractTemplate).where(ContractTemplate.code == code).order_by(ContractTemplate.number.desc())
    return list(current_session().scalars(query))


def all_templates() -> list[ContractTemplate]:
    """Everything that was uploaded, newest first."""
    return list(current_session().scalars(select(ContractTemplate).order_by(ContractTemplate.number.desc())))


def version_by_id(version_id: int) -> ContractVersion | None:
    return current_session().get(ContractVersion, version_id)
