"""Decks, videos and covers that are ready, and a kind of record that has them, for tests that need no conversion."""

import io
import secrets
from typing import Any

from PIL import Image

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import now, unit_of_work
from matchmaking.media import disk
from matchmaking.media.models import DECK, PITCH, RECORDING, Caption, Cover, Deck, DeckPage, Video
from matchmaking.media.states import READY
from matchmaking.media.subjects import PROJECT_KINDS, register_subject

# Records of these types are organisations: everybody sees the media of the first, only members those of the second.
SHOWN, KEPT = "shown_example", "kept_example"
VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n阀座为什么总是先坏\n"


def picture_bytes(width: int = 64, height: int = 36) -> bytes:
    """A small picture."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), (14, 90, 85)).save(target, "WEBP")
    return target.getvalue()


def register_examples() -> None:
    """Let organisations have media, as projects do; the id of such a record is the organisation's."""
    rest: dict[str, Any] = {
        "may_change": lambda viewer, one: viewer.edits_for(one),
        "page": lambda one: f"/organisations/{one}",
        "owner": lambda one: one,
        "title": lambda one: "耐磨涂层",
        "kinds": (*PROJECT_KINDS, RECORDING),
    }
    register_subject(SHOWN, may_see=lambda viewer, one: True, **rest)
    register_subject(KEPT, may_see=_belongs, **rest)


def _belongs(viewer: Viewer, organisation_id: int) -> bool:
    return viewer.belongs_to(organisation_id)


def make_deck(subject_type: str, subject_id: int, texts: tuple[str, ...] = ("第一页", "第二页"), **values: Any) -> Deck:
    """A deck that is ready, with small pictures of its pages."""
    token = secrets.token_hex(8)
    folder = disk.make_folder(disk.place_of(disk.DECKS, token))
    (folder / disk.DECK_FILE).write_bytes(b"%PDF-1.4")
    for number in range(1, len(texts) + 1):
        for width in disk.WIDTHS:
            (folder / f"{number}-{width}.webp").write_bytes(picture_bytes())
    with unit_of_work() as session:
        deck = Deck(
            token=token, subject_type=subject_type, subject_id=subject_id,
            **{"purpose": DECK, "name": "讲稿.pdf", "size": 8, "state": READY, "ready_at": now(), **values},
            page_count=len(texts), done_count=len(texts),
            pages=[DeckPage(number=n, text=text, width=64, height=36) for n, text in enumerate(texts, 1)],
        )  # fmt: skip
        session.add(deck)
    return deck


def make_video(subject_type: str, subject_id: int, *, data: bytes = bytes(range(256)) * 40, **values: Any) -> Video:
    """A video that is ready; its bytes are no video unless some are given."""
    token = secrets.token_hex(8)
    folder = disk.make_folder(disk.place_of(disk.VIDEOS, token))
    (folder / disk.VIDEO_FILE).write_bytes(data)
    (folder / disk.POSTER_FILE).write_bytes(picture_bytes())
    preset = {"purpose": PITCH, "name": "路演.mp4", "state": READY, "ready_at": now(), "duration_seconds": 12.0}
    preset |= {"width": 320, "height": 180, "has_poster": True, "size": len(data)}
    with unit_of_work() as session:
        video = Video(token=token, subject_type=subject_type, subject_id=subject_id, **{**preset, **values})
        video.captions = [Caption(language="zh", text=VTT, cue_count=1)]
        session.add(video)
    return video


def make_cover(subject_type: str, subject_id: int) -> Cover:
    """A cover."""
    token = secrets.token_hex(8)
    folder = disk.make_folder(disk.place_of(disk.COVERS, token))
    (folder / disk.COVER_FILE).write_bytes(picture_bytes())
    with unit_of_work() as session:
        cover = Cover(token=token, subject_type=subject_type, subject_id=subject_id, size=99, width=64, height=36)
        session.add(cover)
    return cover
