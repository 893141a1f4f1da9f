"""Throws away what has waited long enough: unfinished uploads, media taken away or refused, bytes without a row."""

import time
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import delete, or_, select

from matchmaking.core.db import current_session, now, reading, unit_of_work
from matchmaking.media import disk
from matchmaking.media.converting import give_up
from matchmaking.media.failures import INTERRUPTED
from matchmaking.media.models import Cover, Deck, Summary, Upload, Video
from matchmaking.media.services import Medium, discard, enqueue_conversion
from matchmaking.media.states import FAILED, READY, REMOVED, UNDER_WAY
from matchmaking.media.subjects import known_types, subject_of

BATCH = 200
# A finished upload is remembered for whoever did not hear the answer; a refusal until it was read.
FINISHED_FOR, REFUSED_FOR = timedelta(days=1), timedelta(days=14)
# A conversion that nobody has moved for so long is begun again, and after this long given up.
STANDS_STILL, GIVEN_UP = timedelta(hours=1), timedelta(hours=24)
# No request and no conversion takes that long between making a folder and writing its row.
ORPHAN_SECONDS = 86_400
MODELS: dict[str, type[Deck | Video | Cover]] = {disk.DECKS: Deck, disk.VIDEOS: Video, disk.COVERS: Cover}


def sweep() -> None:
    """All of it, in short transactions. Call it outside of one."""
    with unit_of_work():
        gone = _end_uploads()
    for path in gone:
        path.unlink(missing_ok=True)
    for model in (Deck, Video):
        with unit_of_work():
            _drop_old(model)
            _push_on(model)
    with unit_of_work():
        _drop_lost()
    _forget_orphans()


def _end_uploads() -> list[Path]:
    """Unfinished uploads that nobody goes on with, and finished ones that everybody knows of; paths to be deleted."""
    session, config = current_session(), current_app.config
    unfinished = Upload.open_key.is_not(None) & (Upload.moved_at < now() - timedelta(hours=config["UPLOAD_HOURS"]))
    finished = Upload.open_key.is_(None) & (Upload.moved_at < now() - FINISHED_FOR)
    rows = session.scalars(select(Upload).where(or_(unfinished, finished)).limit(BATCH)).all()
    for one in rows:
        session.delete(one)
    return [disk.upload_path(one.token) for one in rows]


def _drop_old(model: type[Medium]) -> None:
    """Media that can no longer be brought back, and refusals that were there to be read long enough."""
    undo = timedelta(hours=current_app.config["MEDIA_UNDO_HOURS"])
    removed = (model.state == REMOVED) & (model.removed_at < now() - undo)
    refused = (model.state == FAILED) & (model.updated_at < now() - REFUSED_FOR)
    for one in current_session().scalars(select(model).where(or_(removed, refused)).limit(BATCH)):
        discard(one)


def _push_on(model: type[Medium]) -> None:
    """Conversions whose job is gone: once more, and after a day not any more."""
    query = select(model).where(model.state.in_(UNDER_WAY), model.updated_at < now() - STANDS_STILL)
    for one in current_session().scalars(query.limit(BATCH)):
        if one.created_at < now() - GIVEN_UP:
            give_up(one, INTERRUPTED)
        else:
            enqueue_conversion(one)


def _drop_lost() -> None:
    """Media of records that are gone."""
    session = current_session()
    for model in (Deck, Video, Cover, Summary):
        for subject_type in known_types():
            subject = subject_of(subject_type)
            assert subject is not None
            ids = session.scalars(select(model.subject_id).where(model.subject_type == subject_type).distinct()).all()
            lost = [one for one in ids if subject.title(one) is None]
            if lost:
                # Their bytes are found without a row afterwards.
                session.execute(delete(model).where(model.subject_type == subject_type, model.subject_id.in_(lost)))


def _forget_orphans() -> None:
    """Folders without a row, files of uploads without a row, and originals that were converted long ago."""
    before = time.time() - ORPHAN_SECONDS
    for place, model in MODELS.items():
        for path in disk.old_folders(place, before):
            with reading() as session:
                found = session.scalar(select(model).where(model.token == path.name))
                is_ready = isinstance(found, Deck | Video) and found.state in (READY, REMOVED)
            if found is None:
                disk.forget(path)
            elif is_ready:
                (path / disk.SOURCE).unlink(missing_ok=True)
    for path in disk.old_folders(disk.UPLOADS, before):
        with reading() as session:
            is_known = session.scalar(select(Upload.id).where(Upload.token == path.stem)) is not None
        if not is_known:
            path.unlink(missing_ok=True)
