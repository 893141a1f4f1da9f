"""The way from an organisation's page to its approval of contracts."""

from collections.abc import Sequence
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.panels import SIDE, Panel
from matchmaking.signings.permissions import can_delegate_in, can_set_chain


def organisation_panels(viewer: Viewer, organisation: Any) -> Sequence[Panel]:
    """For its members only."""
    if not can_delegate_in(viewer, organisation.id):
        return []
    context = {"organisation": organisation, "may_set": can_set_chain(viewer, organisation.id)}
    return [Panel("signings/_to_chain.html", context, SIDE)]
