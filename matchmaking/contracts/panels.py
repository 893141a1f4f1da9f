"""What the contract says on the overview of its deal."""

from collections.abc import Sequence

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts import queries
from matchmaking.core.panels import SIDE, Panel
from matchmaking.deals.models import Deal


def deal_panels(viewer: Viewer, deal: Deal) -> Sequence[Panel]:
    """State, kind and amount, where there is a contract."""
    contract = queries.contract_of(deal)
    if contract is None:
        return []
    context = {"contract": contract, "comment_count": queries.open_comment_count(contract)}
    return [Panel("contracts/_deal_panel.html", context, SIDE)]
