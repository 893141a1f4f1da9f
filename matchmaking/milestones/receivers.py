"""What the rooms below say: a contract was signed, a deal moved to another stage."""

from typing import Any

from matchmaking.contracts.models import Contract
from matchmaking.contracts.queries import contract_of
from matchmaking.contracts.signals import contract_signed
from matchmaking.deals.models import Deal
from matchmaking.deals.signals import deal_moved
from matchmaking.deals.states import ENDED, PERFORMANCE
from matchmaking.milestones.clocks import tend
from matchmaking.milestones.planning import start_from_contract
from matchmaking.milestones.queries import plan_of


@contract_signed.connect
def begin_with_contract(contract: Contract, actor: Any = None, **_more: Any) -> None:
    """What was signed is what must be done."""
    start_from_contract(contract, actor=actor)


@deal_moved.connect
def follow_deal(deal: Deal, actor: Any = None, before: str = "", after: str = "", **_more: Any) -> None:
    """Entering performance without a plan takes that of the signed contract; the end of a deal stops its clocks."""
    plan = plan_of(deal)
    if after == PERFORMANCE and plan is None:
        contract = contract_of(deal)
        if contract is not None and contract.is_signed:
            start_from_contract(contract, actor=actor)
    elif PERFORMANCE in (before, after) or ENDED in (before, after):
        # Not `settle`: an end that was just taken back must not come again by itself.
        tend(deal, plan, was_answered=False)
