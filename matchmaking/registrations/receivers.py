"""What contracts and deals say of themselves: a signed contract is to be registered."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.contracts.models import Contract
from matchmaking.contracts.queries import contract_of
from matchmaking.contracts.signals import contract_signed
from matchmaking.core.languages import in_chinese
from matchmaking.deals.models import Deal
from matchmaking.deals.services import suggest_step
from matchmaking.deals.signals import deal_moved
from matchmaking.deals.states import ENDED, REGISTRATION, SELLER
from matchmaking.registrations import services
from matchmaking.registrations.queries import registration_of


@contract_signed.connect
def begin(contract: Contract, actor: Any = None, **_rest: Any) -> None:
    """Signed: the seller prepares the registration."""
    services.prepare(contract, actor=actor)


@deal_moved.connect
def name_step(deal: Deal, actor: Any = None, after: str = "", **_rest: Any) -> None:
    """The card of the deal says what is to be done now."""
    if after == REGISTRATION:
        suggest_step(deal, words=in_chinese(_l("申请合同登记")), on=None, side=SELLER, actor=actor)


@deal_moved.connect
def follow(deal: Deal, before: str = "", after: str = "", **_rest: Any) -> None:
    """Clocks stop with the deal, and start again where it is taken up."""
    contract = contract_of(deal) if ENDED in (before, after) else None
    registration = registration_of(contract) if contract is not None else None
    if registration is not None:
        services.follow_deal(registration)
