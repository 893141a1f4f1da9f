"""Reports, photographs and drawings attached to a record: who may read and attach them, and their panel."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.letters import path_to
from matchmaking.core.panels import MAIN, SIDE, Panel, register_panel
from matchmaking.files.access import register_reader
from matchmaking.files.queries import files_of
from matchmaking.listings.disclosure import can_read_files
from matchmaking.listings.permissions import can_edit_listing
from matchmaking.listings.side import Side

EVIDENCE = "evidence"
Rule = Callable[[Viewer, Any], bool]


@dataclass(frozen=True, eq=False)
class Attachments:
    """The files of a side's records: its editors attach them, those whom `may_read` names download them."""

    side: Side
    # The step of the form below which they are listed as well.
    step: str
    may_read: Rule = can_read_files

    def register(self) -> None:
        """Tell the room of the files, and hang the panel into the page of a record."""
        register_reader(
            self.side.model.__tablename__,
            self._asked(self.may_read),
            can_write=self._asked(can_edit_listing),
            load=self._load,
            page=self._page,
            owner=self._owner,
            purposes={EVIDENCE: _l("上传附件")},
        )
        register_panel(self.side.kind, self.panels)
        register_panel(f"{self.side.kind}_{self.step}_step", self.step_panels)

    def panels(self, viewer: Viewer, record: Any) -> list[Panel]:
        """The files beside a record; nothing where there are none and none can be attached."""
        may_write = can_edit_listing(viewer, record)
        files = files_of(record.__tablename__, record.id, EVIDENCE) if self.may_read(viewer, record) else []
        if not files and not may_write:
            return []
        return [Panel("listings/_files.html", {"files": files, "record": record, "may_write": may_write}, SIDE)]

    def step_panels(self, viewer: Viewer, record: Any) -> list[Panel]:
        """The same below a step of the form, where the record is written."""
        return [Panel(one.template, one.context, MAIN) for one in self.panels(viewer, record)]

    def _load(self, record_id: int) -> Any:
        return current_session().get(self.side.model, record_id)

    def _asked(self, rule: Rule) -> Callable[[Viewer, int], bool]:
        def ask(viewer: Viewer, record_id: int) -> bool:
            record = self._load(record_id)
            return record is not None and rule(viewer, record)

        return ask

    def _page(self, record_id: int) -> str:
        return path_to(f"{self.side.room}.show_{self.side.kind}", **{f"{self.side.kind}_id": record_id})

    def _owner(self, record_id: int) -> int | None:
        record = self._load(record_id)
        return record.organisation_id if record else None
