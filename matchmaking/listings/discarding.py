"""Deletes a draft that was never handed in, with its files; the history keeps that it was there."""

from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session
from matchmaking.core.records import DRAFT
from matchmaking.files.queries import files_of
from matchmaking.files.services import delete_file
from matchmaking.listings.side import Side


def discard_listing(side: Side, record: Any, *, actor: Viewer) -> None:
    """Delete the draft; its rows in other tables go with it."""
    for stored in files_of(record.__tablename__, record.id):
        delete_file(stored, viewer=actor)
    history.record(f"{side.room}.discarded", record, actor=actor, from_state=DRAFT)
    current_session().delete(record)
