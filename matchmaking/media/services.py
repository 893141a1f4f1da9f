"""Keeps decks and videos, takes them away and brings them back, and puts videos in order."""

import secrets
from pathlib import Path, PurePath

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.history import record
from matchmaking.core.jobs import enqueue
from matchmaking.media import disk
from matchmaking.media.examining import Examined
from matchmaking.media.failures import FULL, MediaRefused
from matchmaking.media.models import DECK_KINDS, RECORDING, Caption, Deck, Summary, Video
from matchmaking.media.queries import count_videos, summary_of, used_bytes
from matchmaking.media.signals import media_ready
from matchmaking.media.states import FAILED, MEDIA_STATES, READY, REMOVED, UNDER_WAY, WAITING
from matchmaking.media.subjects import Subject, subject_of

LONGEST_NAME = 120
Medium = Deck | Video


def keep(
    path: Path,
    examined: Examined,
    purpose: str,
    *,
    subject_type: str,
    subject_id: int,
    name: str,
    user_id: int | None,
    actor: Viewer | None = None,
    replaces_id: int | None = None,
) -> Medium:
    """Keep an examined file as the deck or video that a record will show, and have it converted.

    The file is moved away from `path`. What it replaces (for decks and recordings whatever is shown) stays until it is
    ready. Raises MediaRefused when the organisation has no room left, RuleBroken for one video too many.
    """
    subject = _subject(subject_type)
    owner = subject.owner(subject_id)
    check_room(owner, examined.size)
    is_deck = purpose in DECK_KINDS
    before = _replaced(is_deck, purpose, subject_type, subject_id, replaces_id)
    if not is_deck and before is None:
        check_number(subject_type, subject_id, purpose)
    token = secrets.token_hex(16)
    place = disk.make_folder(disk.place_of(disk.DECKS if is_deck else disk.VIDEOS, token))
    disk.settle(path, place / disk.SOURCE)
    values = {
        "token": token, "subject_type": subject_type, "subject_id": subject_id, "purpose": purpose,
        "organisation_id": owner, "uploaded_by_id": user_id, "name": PurePath(name).name[:LONGEST_NAME] or purpose,
        "size": examined.size, "state": WAITING, "replaces_id": before.id if before else None,
    }  # fmt: skip
    medium: Medium
    if is_deck:
        medium = Deck(**values, page_count=examined.pages)
    else:
        after = before if isinstance(before, Video) else None
        medium = Video(
            **values,
            source_seconds=examined.seconds,
            title=after.title if after else "",
            position=after.position if after else _next_position(subject_type, subject_id, purpose),
        )
    current_session().add(medium)
    record(f"{medium.__tablename__}.uploaded", medium, actor=actor, to_state=WAITING, data={"purpose": purpose})
    enqueue_conversion(medium)
    return medium


def enqueue_conversion(medium: Medium) -> None:
    """Have a deck or video converted; a second time changes nothing while the first job waits."""
    name = "media.convert_deck" if isinstance(medium, Deck) else "media.convert_video"
    enqueue(name, key=f"{name}:{medium.id}", medium_id=medium.id)


def check_room(organisation_id: int | None, size: int) -> None:
    """Raises MediaRefused when an organisation has no room for so many bytes more."""
    if organisation_id is not None and used_bytes(organisation_id) + size > current_app.config["MEDIA_QUOTA_BYTES"]:
        raise MediaRefused(FULL)


def check_number(subject_type: str, subject_id: int, purpose: str) -> None:
    """Raises RuleBroken when a record has as many videos of a purpose as it may have."""
    if purpose != RECORDING and count_videos(subject_type, subject_id, purpose) >= _subject(subject_type).most_videos:
        raise RuleBroken(
            _("最多放 %(most)d 个视频。请先删除不再需要的，或者替换其中一个。", most=_subject(subject_type).most_videos)
        )


def _subject(subject_type: str) -> Subject:
    subject = subject_of(subject_type)
    assert subject is not None
    return subject


def _replaced(
    is_deck: bool, purpose: str, subject_type: str, subject_id: int, replaces_id: int | None
) -> Medium | None:
    """What leaves when the new one is ready: the named video, and of decks and recordings the present one."""
    model = Deck if is_deck else Video
    query = select(model).where(
        model.subject_type == subject_type,
        model.subject_id == subject_id,
        model.purpose == purpose,
        model.state == READY,
    )
    if not is_deck and purpose != RECORDING:
        query = query.where(model.id == (replaces_id or 0))
    return current_session().scalar(query.order_by(model.id.desc()).limit(1))


def _next_position(subject_type: str, subject_id: int, purpose: str) -> int:
    query = select(Video.position).where(
        Video.subject_type == subject_type, Video.subject_id == subject_id, Video.purpose == purpose
    )
    return max(current_session().scalars(query), default=0) + 1


def remove(medium: Medium, *, actor: Viewer | None) -> None:
    """Take a deck or video away; what was ready can be brought back for a time. A refused one is gone at once."""
    if medium.state == FAILED:
        current_session().delete(medium)
        return
    if medium.state == REMOVED:
        return
    was_shown = medium.state == READY
    MEDIA_STATES.move(medium, REMOVED, actor=actor, purpose=medium.purpose)
    medium.removed_at = now()
    if was_shown:
        tell_changed(medium)
    else:
        # Nothing can be brought back that was never there; the job finds nothing to do.
        discard(medium)


def discard(medium: Medium) -> None:
    """Forget a deck or video for good; its bytes go after the commit."""
    enqueue("media.forget_bytes", place=disk.DECKS if isinstance(medium, Deck) else disk.VIDEOS, token=medium.token)
    current_session().delete(medium)


def restore(medium: Medium, *, actor: Viewer) -> None:
    """Bring back what was taken away; a deck or recording changes places with the present one."""
    if medium.state == READY:
        return
    present = _replaced(isinstance(medium, Deck), medium.purpose, medium.subject_type, medium.subject_id, None)
    if isinstance(medium, Video) and present is None:
        check_number(medium.subject_type, medium.subject_id, medium.purpose)
    MEDIA_STATES.move(medium, READY, actor=actor, purpose=medium.purpose)
    medium.removed_at = None
    if present is not None:
        MEDIA_STATES.move(present, REMOVED, actor=actor, purpose=present.purpose)
        present.removed_at = now()
    tell_changed(medium)


def move_video(video: Video, direction: str, *, actor: Viewer) -> None:
    """Put a video one place further to the front ("up") or to the end ("down")."""
    query = select(Video).where(
        Video.subject_type == video.subject_type,
        Video.subject_id == video.subject_id,
        Video.purpose == video.purpose,
        Video.state.in_((READY, *UNDER_WAY)),
    )
    row = list(current_session().scalars(query.order_by(Video.position, Video.id)))
    here = row.index(video) if video in row else 0
    there = here - 1 if direction == "up" else here + 1
    if not 0 <= there < len(row):
        return
    row[here], row[there] = row[there], row[here]
    for place, one in enumerate(row, 1):
        one.position = place
    record("videos.moved", video, actor=actor, data={"position": there + 1})
    tell_changed(video)


def change_download(deck: Deck, is_downloadable: bool, *, actor: Viewer) -> None:
    """Say whether who sees the pages may take the PDF away."""
    if deck.is_downloadable != is_downloadable:
        deck.is_downloadable = is_downloadable
        record("decks.download_changed", deck, actor=actor, data={"is_downloadable": is_downloadable})


def write_summary(subject_type: str, subject_id: int, text: str, *, actor: Viewer | None) -> None:
    """Keep the words of a record on one page; no words, no summary."""
    session, found = current_session(), summary_of(subject_type, subject_id)
    if found is None and text:
        owner = _subject(subject_type).owner(subject_id)
        found = Summary(subject_type=subject_type, subject_id=subject_id, organisation_id=owner, text=text)
        session.add(found)
    elif found is not None and not text:
        session.delete(found)
    elif found is not None and found.text != text:
        found.text = text
    else:
        return
    record(f"{subject_type}.summary_written", subject_type, actor=actor, data={"id": subject_id})
    media_ready.send(subject_type, subject_type=subject_type, subject_id=subject_id, kind="summary")


def tell_changed(medium: Medium) -> None:
    """Tell the rooms above that a record shows something else than before."""
    media_ready.send(
        medium.subject_type, subject_type=medium.subject_type, subject_id=medium.subject_id, kind=medium.purpose
    )


def rename_video(video: Video, title: str, *, actor: Viewer) -> None:
    """Say what a video is called among several."""
    if video.title != title:
        video.title = title
        record("videos.renamed", video, actor=actor)


def keep_captions(video: Video, caption: Caption, *, actor: Viewer | None) -> None:
    """Show captions with a video, instead of those in the same language."""
    drop_captions(video, caption.language, actor=None)
    video.captions.append(caption)
    record("videos.captioned", video, actor=actor, data={"language": caption.language, "cues": caption.cue_count})


def drop_captions(video: Video, language: str, *, actor: Viewer | None) -> None:
    """Take the captions in a language away; without any nothing happens."""
    for one in [one for one in video.captions if one.language == language]:
        video.captions.remove(one)
        # The next ones have the same key.
        current_session().flush()
        if actor is not None:
            record("videos.captions_dropped", video, actor=actor, data={"language": language})
