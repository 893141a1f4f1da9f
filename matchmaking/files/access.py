"""Who may read and attach the files of a record: its own room says so, because this room does not know it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.files.models import StoredFile

Ask = Callable[[Viewer, int], bool]


def _nobody(_viewer: Viewer, _subject_id: int) -> bool:
    return False


@dataclass(frozen=True)
class Access:
    """What a room says about the files of its records.

    * `load(subject_id)`: the record, or None; `page(subject_id)`: the path of the page that shows its files.
    * `owner(subject_id)`: the organisation whose quota the files use.
    * `purposes`: code and title of what may be attached through the page of this room.
    * `may_read_file(viewer, file)`: where files of one record have different readers. `is_public(file)`: everybody may
      read it; of others each download is kept, and marked for who is not of the record's own people (`is_own`).
    * `name_for(viewer, file)`: under which name this viewer gets it.
    * `keeps_downloads`: none of the files is ever for everybody, so that every download is kept and marked.
    * `lists_downloads`: those rows are listed for the organisation that owns the files, with names. Not where readers
      may stay unnamed: then the room listens to `files.signals.file_taken` and shows them itself.
    * `default_audience(subject_id, purpose)`: who may read a file that says nothing else; None where files have no
      audiences. `fixed_purposes`: of these files nothing else can be said.
    """

    can_read: Ask
    can_write: Ask = _nobody
    load: Callable[[int], Any] = lambda subject_id: None
    page: Callable[[int], str] = lambda subject_id: "/"
    owner: Callable[[int], int | None] = lambda subject_id: None
    purposes: Mapping[str, Any] = field(default_factory=dict)
    may_read_file: Callable[[Viewer, StoredFile], bool] | None = None
    is_public: Callable[[StoredFile], bool] = lambda stored: False
    is_own: Ask = lambda viewer, subject_id: True
    name_for: Callable[[Viewer, StoredFile], str] = lambda viewer, stored: stored.name
    default_audience: Callable[[int, str], str | None] = lambda subject_id, purpose: None
    fixed_purposes: frozenset[str] = frozenset()
    keeps_downloads: bool = False
    lists_downloads: bool = True


_access: dict[str, Access] = {}


def register_reader(subject_type: str, can_read: Ask, **rest: Any) -> None:
    """Say who may read the files of the records of a table, and, with the further fields of Access, who may attach.

    Call it in a room's `init_app`. The functions are asked on every request, so rights end at once.
    """
    _access[subject_type] = Access(can_read, **rest)


def access_to(subject_type: str) -> Access | None:
    """What was said about a table; None means that nobody may do anything."""
    return _access.get(subject_type)


def can_download(viewer: Viewer, stored: StoredFile) -> bool:
    """Whether the viewer may read this file."""
    access = access_to(stored.subject_type)
    if access is None or not access.can_read(viewer, stored.subject_id):
        return False
    return access.may_read_file is None or access.may_read_file(viewer, stored)


def can_read_file(viewer: Viewer, subject_type: str, subject_id: int) -> bool:
    """Whether the viewer may know of the files of a record."""
    access = access_to(subject_type)
    return access is not None and access.can_read(viewer, subject_id)


def can_write_file(viewer: Viewer, subject_type: str, subject_id: int) -> bool:
    """Whether the viewer may attach files to a record and delete them."""
    access = access_to(subject_type)
    return access is not None and access.can_write(viewer, subject_id)
