"""What rooms above hang into the pages of records below them: panels on a detail page, a line in a list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# In front of the record's own text; after it; beside it; with its price, as buttons; in the bar of a phone.
FIRST, MAIN, SIDE, ACTIONS, BAR = "first", "main", "side", "actions", "bar"


@dataclass(frozen=True)
class Panel:
    """A piece of a detail page: `template` is included and finds `context` as `panel`; `place` says where."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    place: str = FIRST


MakePanels = Callable[[Any, Any], Sequence[Panel]]
MakeNotes = Callable[[Any, Sequence[int]], Mapping[int, str]]
_panels: dict[str, list[MakePanels]] = {}
_notes: dict[str, list[MakeNotes]] = {}


def register_panel(kind: str, make: MakePanels) -> None:
    """Have `make(viewer, record)` asked for panels whenever a record of this kind ("achievement", …) is shown."""
    if make not in _panels.setdefault(kind, []):
        _panels[kind].append(make)


def register_notes(kind: str, make: MakeNotes) -> None:
    """Have `make(viewer, ids)` asked once per list page for the sentence that relates each record to the viewer."""
    if make not in _notes.setdefault(kind, []):
        _notes[kind].append(make)


def panels_for(kind: str, viewer: Any, record: Any) -> dict[str, list[Panel]]:
    """The panels of a record by place."""
    found: dict[str, list[Panel]] = {FIRST: [], MAIN: [], SIDE: [], ACTIONS: [], BAR: []}
    for make in _panels.get(kind, ()):
        for panel in make(viewer, record):
            found[panel.place].append(panel)
    return found


def notes_for(kind: str, viewer: Any, ids: Iterable[int]) -> dict[int, str]:
    """The sentences for the records of one list page, by id."""
    wanted = list(ids)
    found: dict[int, str] = {}
    for make in _notes.get(kind, ()) if wanted else ():
        found.update(make(viewer, wanted))
    return found
