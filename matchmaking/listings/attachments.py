"""Reports, photographs and drawings attached to a record: who may read and attach them, and their panel."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.audiences import AUDIENCE_NAMES, PUBLIC
from matchmaking.core.db import current_session
from matchmaking.core.letters import path_to
from matchmaking.core.panels import MAIN, SIDE, Panel, register_panel
from matchmaking.files.access import register_reader
from matchmaking.files.forms import audience_choices
from matchmaking.files.models import StoredFile
from matchmaking.files.queries import files_of
from matchmaking.listings.disclosure import audience_of
from matchmaking.listings.file_rules import FILES, can_read_stored, file_audience, is_public_file, name_for
from matchmaking.listings.permissions import can_edit_listing, can_view_listing
from matchmaking.listings.side import Side

EVIDENCE = "evidence"
Rule = Callable[[Viewer, Any], bool]


@dataclass(frozen=True, eq=False)
class Attachments:
    """The files of a side's records: its editors attach them, those whom the owner chose download them."""

    side: Side
    # The step of the form below which they are listed as well.
    step: str
    # Further purposes, which are for their own group and shown by their own room: code → title of the page.
    further: Mapping[str, Any] = field(default_factory=dict)

    def register(self) -> None:
        """Tell the room of the files, and hang the panel into the page of a record."""
        register_reader(
            self.side.model.__tablename__,
            self._asked(can_view_listing),
            can_write=self._asked(can_edit_listing),
            load=self._load,
            page=self._page,
            owner=self._owner,
            purposes={EVIDENCE: _l("上传附件"), **self.further},
            may_read_file=lambda viewer, stored: can_read_stored(viewer, self._of(stored), stored),
            is_public=lambda stored: is_public_file(self._of(stored), stored),
            is_own=lambda viewer, record_id: viewer.belongs_to(self._owner(record_id)),
            name_for=lambda viewer, stored: name_for(viewer, self._of(stored), stored),
            default_audience=self._default_audience,
            fixed_purposes=frozenset(self.side.file_groups),
        )
        register_panel(self.side.kind, self.panels)
        register_panel(f"{self.side.kind}_{self.step}_step", self.step_panels)

    def panels(self, viewer: Viewer, record: Any) -> list[Panel]:
        """The files beside a record; nothing where there are none and none can be attached."""
        may_write = can_edit_listing(viewer, record)
        files = files_of(record.__tablename__, record.id, EVIDENCE)
        rows = [self._row(viewer, record, one) for one in files if can_read_stored(viewer, record, one)]
        if not files and not may_write:
            return []
        context = {
            "rows": rows,
            "closed": len(files) - len(rows),
            "record": record,
            "may_write": may_write,
            "choices": audience_choices(audience_of(record, FILES)),
        }
        return [Panel("listings/_files.html", context, SIDE)]

    def _row(self, viewer: Viewer, record: Any, stored: StoredFile) -> dict[str, Any]:
        audience = file_audience(record, stored)
        is_public = is_public_file(record, stored)
        return {
            "file": stored,
            "name": name_for(viewer, record, stored),
            "audience": "" if is_public else AUDIENCE_NAMES[audience] if audience != PUBLIC else _l("随单位名称"),
        }

    def step_panels(self, viewer: Viewer, record: Any) -> list[Panel]:
        """The same below a step of the form, where the record is written."""
        return [Panel(one.template, one.context, MAIN) for one in self.panels(viewer, record)]

    def _default_audience(self, record_id: int, purpose: str) -> str:
        return audience_of(self._load(record_id), self.side.file_groups.get(purpose, FILES))

    def _load(self, record_id: int) -> Any:
        return current_session().get(self.side.model, record_id)

    def _of(self, stored: StoredFile) -> Any:
        return self._load(stored.subject_id)

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
