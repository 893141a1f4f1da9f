"""The planted city's figures: what was watched, asked and wanted in the session that is on, and where the lists are."""

from typing import Any

from matchmaking.core.db import unit_of_work
from matchmaking.core.filters import today
from matchmaking.watching.models import WatchTotal


def plant_figures(world: Any) -> None:
    """A page and a film that were watched; the lists behind the figures."""
    place = world.places["roadshow_live"]
    with unit_of_work() as session:
        session.add_all(
            WatchTotal(subject_type="roadshow", subject_id=place["roadshow_id"], part=part, on=today(), seconds=90.0)
            for part in ("live", "page-1")
        )
    world.places["roadshow_records"] = {**place, "what": "questions"}
    world.places["records_of_all"] = {"what": "interests"}
