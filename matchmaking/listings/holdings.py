"""The published records of an organisation, on its page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.panels import MAIN, Panel, register_panel
from matchmaking.core.records import PUBLISHED
from matchmaking.listings.disclosure import as_shown
from matchmaking.listings.permissions import visible
from matchmaking.listings.queries import complete
from matchmaking.listings.side import Side

SHOWN = 10


def _all(query: Select[Any], viewer: Viewer, organisation_id: int) -> Select[Any]:
    return query


@dataclass(frozen=True, eq=False)
class Holdings:
    """The newest records of a side, hung into the page of their organisation.

    `row` gives what the macro of the room's fragment needs, `narrow` leaves out what must not be seen there.
    """

    side: Side
    row: Callable[[Any, Viewer], dict[str, Any]]
    narrow: Callable[[Select[Any], Viewer, int], Select[Any]] = _all

    def register(self) -> None:
        """Have the organisation's page ask for them."""
        register_panel("organisation", self.panels)

    def panels(self, viewer: Viewer, organisation: Any) -> list[Panel]:
        """Nothing where there are none."""
        model = self.side.model
        query = visible(model, viewer).where(model.state == PUBLISHED, model.organisation_id == organisation.id)
        query = self.narrow(query, viewer, organisation.id)
        ordered = query.order_by(model.published_at.desc(), model.id.desc()).limit(SHOWN)
        newest = complete(self.side, ordered, for_list=True)
        # How many there are in all comes with each row: a question of its own would be asked of long lists only.
        found = current_session().execute(newest.add_columns(func.count().over())).all()
        if not found:
            return []
        context = {
            "rows": [(as_shown(viewer, one), self.row(one, viewer)) for one, _total in found],
            "total": found[0][1],
            "organisation": organisation,
        }
        return [Panel(f"{self.side.room}/_of_organisation.html", context, MAIN)]
