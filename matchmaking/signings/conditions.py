"""What must be true before a deal enters 合同登记."""

from collections.abc import Iterable

from flask_babel import gettext as _

from matchmaking.contracts.queries import contract_of
from matchmaking.contracts.states import DRAFT, REVIEWING, SIGNED
from matchmaking.core.letters import path_to
from matchmaking.deals.conditions import Condition
from matchmaking.deals.models import Deal


def signed_contract(deal: Deal) -> Iterable[Condition]:
    """The contract is signed, and the other side has confirmed the signed text."""
    contract = contract_of(deal)
    is_met = contract is not None and contract.state == SIGNED
    is_text_open = contract is None or contract.state in (DRAFT, REVIEWING)
    path = path_to("contracts.show_contract" if is_text_open else "signings.show_signing", deal_id=deal.id)
    return [Condition(_("合同已签订，签订文本经对方确认"), is_met, path)]
