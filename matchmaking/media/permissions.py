"""Who may see and change media: whoever may do so with the record, as its room says."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.media.subjects import subject_of


def can_see_media(viewer: Viewer, subject_type: str, subject_id: int) -> bool:
    """See what is ready of a record."""
    subject = subject_of(subject_type)
    return subject is not None and subject.may_see(viewer, subject_id)


def can_change_media(viewer: Viewer, subject_type: str, subject_id: int) -> bool:
    """Upload, replace, delete and order what a record shows."""
    subject = subject_of(subject_type)
    return subject is not None and subject.may_change(viewer, subject_id)
