"""Who may read which file of a record, and under which name."""

from pathlib import PurePosixPath
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.audiences import CONSENT, PUBLIC, SIGNED_IN, STATEMENT
from matchmaking.files.models import StoredFile
from matchmaking.files.queries import files_of
from matchmaking.listings.disclosure import audience_of, hides_name, name_shown, reaches, reads_all
from matchmaking.listings.permissions import can_view_listing
from matchmaking.listings.side import Side, side_of

FILES = "files"


def group_of(record: Any, stored: StoredFile) -> str:
    """The group that a file belongs to."""
    return side_of(record).file_groups.get(stored.purpose, FILES)


def file_groups(side: Side) -> set[str]:
    """The groups of a side in which files stand."""
    return {FILES, *side.file_groups.values()} & set(side.groups)


def file_audience(record: Any, stored: StoredFile) -> str:
    """Who may read a file: what was said of it, or else of all files of its group."""
    group = group_of(record, stored)
    return (stored.audience if group == FILES else None) or audience_of(record, group)


def is_public_file(record: Any, stored: StoredFile) -> bool:
    """Whether everybody may take it, without a trace."""
    return file_audience(record, stored) == PUBLIC and not follows_name(record, stored)


def follows_name(record: Any, stored: StoredFile) -> bool:
    """Whether a file is closed because it may give a hidden name away: letterheads do, unless its owner says otherwise
    of this one file."""
    said = audience_of(record, group_of(record, stored))
    return hides_name(record) and stored.audience is None and said in (PUBLIC, SIGNED_IN)


def can_read_stored(viewer: Viewer, record: Any, stored: StoredFile) -> bool:
    """Download a file of a record."""
    if not can_view_listing(viewer, record):
        return False
    if viewer.belongs_to(record.organisation_id):
        return True
    if follows_name(record, stored) and not name_shown(viewer, record):
        # Who was granted the files may have them, although nobody told whose they are.
        return reaches(viewer, record, group_of(record, stored), CONSENT)
    group = group_of(record, stored)
    return reads_all(viewer, record) or reaches(viewer, record, group, file_audience(record, stored))


def closed_files(viewer: Viewer, record: Any, group: str = FILES) -> list[StoredFile]:
    """The files of a group that this viewer may not read."""
    found = [one for one in files_of(record.__tablename__, record.id) if group_of(record, one) == group]
    return [one for one in found if not can_read_stored(viewer, record, one)]


def files_need_statement(record: Any, group: str = FILES) -> bool:
    """Whether some file of a group is for those who have signed."""
    found = [one for one in files_of(record.__tablename__, record.id) if group_of(record, one) == group]
    return any(file_audience(record, one) == STATEMENT for one in found)


def name_for(viewer: Viewer, record: Any, stored: StoredFile) -> str:
    """Under which name a viewer sees and gets a file: one that says nothing, where the owner keeps something back."""
    if viewer.belongs_to(record.organisation_id) or not (hides_name(record) or not is_public_file(record, stored)):
        return stored.name
    files = files_of(record.__tablename__, record.id)
    place = next((place for place, one in enumerate(files, 1) if one.id == stored.id), 0)
    number = record.number or str(record.id)
    return _("%(number)s-附件%(place)d", number=number, place=place) + PurePosixPath(stored.name).suffix
