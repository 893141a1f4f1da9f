"""Keeps the disk and the table of files in step."""

import time
from itertools import islice

from matchmaking.core.db import reading
from matchmaking.core.jobs import job
from matchmaking.files import disk
from matchmaking.files.queries import known_tokens

# A request never takes that long; what is older and has no row was rolled back or cut off.
ORPHAN_SECONDS = 86_400
BATCH = 500


@job("files.remove_bytes", queue="batch")
def remove_bytes(token: str) -> None:
    """Delete the bytes of a deleted file."""
    disk.remove(token)


@job("files.remove_orphans", queue="batch", every=6 * 3600, transaction=False)
def remove_orphans() -> None:
    """Delete bytes that belong to no row: of uploads that were rolled back, and of records that are gone."""
    old = disk.stored_before(time.time() - ORPHAN_SECONDS)
    while paths := list(islice(old, BATCH)):
        with reading():
            known = known_tokens([path.name for path in paths])
        for path in paths:
            if path.name not in known:
                path.unlink(missing_ok=True)
