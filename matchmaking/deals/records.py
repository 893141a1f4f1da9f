"""What there is of one deal, as records and files: rooms say what is theirs, and the archive of the deal gathers it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.deals.models import Deal


@dataclass(frozen=True)
class RecordFile:
    """One file. Either the `token` of a stored one with its SHA-256 and size, or `content` made for the archive."""

    name: str
    token: str = ""
    sha256: str = ""
    size: int = 0
    content: bytes | None = None


@dataclass(frozen=True)
class Record:
    """One record as the reader may read it.

    `key` names it within its kind ("纪要-3-第2版"); `values` are words and plain values, amounts as text in yuan;
    `files` belong to it. `text` is the exact text whose SHA-256 stands in the log of the deal; `sha256` is that hash.
    """

    key: str
    title: str
    at: datetime | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[RecordFile] = ()
    text: str = ""
    sha256: str = ""


Collect = Callable[[Viewer, Deal], Iterable[Record]]


@dataclass(frozen=True)
class RecordKind:
    """A kind of records: `code` is the name of its folder in the archive, `title` its heading."""

    code: str
    title: Any
    place: int
    collect: Collect


_kinds: dict[str, RecordKind] = {}


def register_records(code: str, title: Any, collect: Collect, *, place: int = 50) -> None:
    """Bring the records of a room into the archive of a deal; a room calls it in its `init_app`.

    `collect(viewer, deal)` answers with what this viewer may read and nothing else: all versions, oldest first.
    """
    _kinds[code] = RecordKind(code, title, place, collect)


def record_kinds() -> list[RecordKind]:
    """All kinds, in the order of the archive."""
    return sorted(_kinds.values(), key=lambda one: (one.place, one.code))
