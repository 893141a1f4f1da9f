"""What happens to a demand."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import accepts_answers_until
from matchmaking.demands.side import DEMANDS
from matchmaking.listings import services
from matchmaking.organisations.models import Organisation


def create_demand(
    values: Mapping[str, Any], *, organisation: Organisation, actor: Viewer, form_key: str | None = None
) -> Demand:
    """Start a draft from plain data (column names; "criteria" is a list of mappings)."""
    return services.create_listing(DEMANDS, values, organisation=organisation, actor=actor, form_key=form_key)


change_demand = partial(services.change_listing, DEMANDS)
submit_demand = partial(services.submit_listing, DEMANDS)
publish_demand = partial(services.publish_listing, DEMANDS)
send_back_demand = partial(services.send_back_listing, DEMANDS)
withdraw_demand = partial(services.withdraw_listing, DEMANDS)
reopen_demand = partial(services.reopen_listing, DEMANDS)

__all__ = [
    "accepts_answers_until", "change_demand", "create_demand", "publish_demand", "reopen_demand", "send_back_demand",
    "submit_demand", "withdraw_demand",
]  # fmt: skip
