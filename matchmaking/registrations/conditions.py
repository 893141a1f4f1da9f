"""What must be true before a deal enters 履约验收."""

from collections.abc import Iterable

from flask_babel import gettext as _

from matchmaking.contracts.queries import contract_of
from matchmaking.core.letters import path_to
from matchmaking.deals.conditions import Condition
from matchmaking.deals.models import Deal
from matchmaking.registrations.queries import registration_of
from matchmaking.registrations.states import SETTLED


def registered_or_waived(deal: Deal) -> Iterable[Condition]:
    """The contract stands in the register, or it was decided, with a reason, not to register it."""
    contract = contract_of(deal)
    registration = registration_of(contract) if contract is not None else None
    is_met = registration is not None and registration.state in SETTLED
    where = "registrations.show_registration" if registration is not None else "contracts.show_contract"
    path = path_to(where, deal_id=deal.id)
    return [Condition(_("合同已登记，或写明理由决定不登记"), is_met, path)]
