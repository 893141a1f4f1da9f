"""What has happened to a deal's money, as the rooms below keep it."""

from matchmaking.attributions.fees import Known
from matchmaking.contracts.models import Contract
from matchmaking.contracts.queries import contract_of
from matchmaking.deals.models import Deal
from matchmaking.milestones.queries import receipts_of
from matchmaking.registrations.models import Registration
from matchmaking.registrations.queries import registration_of
from matchmaking.registrations.states import IN_REGISTER


def registered(contract: Contract | None) -> Registration | None:
    """The registration of a contract that stands in the register."""
    found = registration_of(contract) if contract is not None else None
    return found if found is not None and found.state in IN_REGISTER else None


def known_of(deal: Deal) -> Known:
    """The signed contract's amounts, those that the registry confirmed where it has, and every receipt."""
    contract = contract_of(deal)
    if contract is None or not contract.is_signed:
        return Known(receipts=[(one.on, one.amount) for one in receipts_of(deal) if one.amount is not None])
    registration = registered(contract)
    confirmed = registration.technology_amount if registration is not None else None
    return Known(
        amount=contract.amount,
        technology=confirmed if confirmed is not None else contract.technology_amount,
        signed_on=contract.signed_on,
        registered_on=registration.registered_on if registration is not None else None,
        receipts=[(one.on, one.amount) for one in receipts_of(deal) if one.amount is not None],
    )
