"""What contracts and deals say of themselves: approvals begin with the agreed text and fall with it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.contracts.models import Contract
from matchmaking.contracts.signals import contract_agreed, contract_cancelled, contract_reopened, contract_versioned
from matchmaking.core.languages import in_chinese
from matchmaking.deals.models import Deal
from matchmaking.deals.services import suggest_step
from matchmaking.deals.signals import deal_moved
from matchmaking.deals.states import ENDED, SELLER
from matchmaking.signings import services, texts
from matchmaking.signings.states import NEW_VERSION


@contract_agreed.connect
def begin(contract: Contract, actor: Any = None, version: Any = None, **_rest: Any) -> None:
    """The sides agreed to a text: each has it approved inside."""
    services.begin_approvals(contract, version, actor=actor)
    words = in_chinese(_l("各方审批并签署合同"))
    suggest_step(contract.deal, words=words, on=None, side=SELLER, actor=actor)


@contract_versioned.connect
def compare(contract: Contract, actor: Any = None, version: Any = None, **_rest: Any) -> None:
    """A new text: what was approved before holds no more."""
    texts.drop_text(contract, actor=actor)
    services.void_approvals(contract, NEW_VERSION, actor=actor, but=version)


@contract_reopened.connect
def reopen(contract: Contract, actor: Any = None, **_rest: Any) -> None:
    """The agreed text is open again."""
    texts.drop_text(contract, actor=actor)
    services.void_approvals(contract, NEW_VERSION, actor=actor)


@contract_cancelled.connect
def cancel(contract: Contract, actor: Any = None, **_rest: Any) -> None:
    """The contract will not come to be."""
    texts.drop_text(contract, actor=actor)
    services.cancel_approvals(contract, actor=actor)


@deal_moved.connect
def follow(deal: Deal, before: str = "", after: str = "", **_rest: Any) -> None:
    """Clocks stop with the deal, and start again where it is taken up."""
    if ENDED in (before, after):
        services.follow_deal(deal)
