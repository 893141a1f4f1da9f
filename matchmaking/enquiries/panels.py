"""The button by which an expert or a service base is asked for a talk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.panels import ACTIONS, BAR, Panel, register_panel
from matchmaking.enquiries.permissions import can_enquire, is_full
from matchmaking.enquiries.subjects import Asked, register_asked


@dataclass(frozen=True)
class Button:
    """Makes the panels of one side; equal for the same side, so that it is hung up once."""

    asked: Asked

    def __call__(self, viewer: Viewer, record: Any) -> Sequence[Panel]:
        asked = self.asked
        if not record.is_published or not asked.takes(record):
            return []
        may_ask = can_enquire(viewer, asked, record)
        if viewer.is_signed_in and not may_ask:
            return []
        context = {
            "record": record, "kind": asked.side.kind, "act": asked.act, "may_ask": may_ask,
            "is_full": is_full(asked, record),
        }  # fmt: skip
        found = [Panel("enquiries/_ask.html", context, ACTIONS)]
        if may_ask and not context["is_full"]:
            found.append(Panel("enquiries/_ask_bar.html", context, BAR))
        return found


def offer(asked: Asked) -> None:
    """Let the records of a side be asked, and hang the button into their pages."""
    register_asked(asked)
    register_panel(asked.side.kind, Button(asked))
