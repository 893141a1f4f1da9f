"""Decks of the sample projects, and short clips that a job makes of their pages."""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.jobs import MEDIA_QUEUE, enqueue, job
from matchmaking.media import disk, services
from matchmaking.media.captions import Cue, as_vtt
from matchmaking.media.examining import Examined, examine
from matchmaking.media.models import DECK, PITCH, Caption, Deck, Video
from matchmaking.media.queries import deck_of, video_of
from matchmaking.media.video_tools import ffmpeg_program
from matchmaking.projects.models import SUBJECT, Project

DECKS = Path(__file__).with_name("sample_data") / "decks"
# How long a clip stays on each page.
PAGE_SECONDS = 6


def load_media(rows: Sequence[Mapping[str, Any]]) -> None:
    """Give the sample projects their decks, as their teams would; what has a deck already keeps it."""
    for row in rows:
        query = select(Project.id).where(Project.is_sample, Project.external_number == row["project"])
        project_id = session.scalar(query)
        if project_id is None or _has_deck(project_id):
            continue
        path = disk.make_folder(disk.folder() / disk.UPLOADS) / f"{row['project']}.part"
        shutil.copyfile(DECKS / f"{row['project']}.pdf", path)
        deck = services.keep(
            path, Examined(path.stat().st_size, pages=len(row["slides"])), DECK, subject_type=SUBJECT,
            subject_id=project_id, name=f"{row['slides'][0]['title']}.pdf", user_id=None,
        )  # fmt: skip
        assert isinstance(deck, Deck)
        deck.is_downloadable = row["is_downloadable"]
        if row["has_clip"]:
            # In the same queue as the deck, and behind it.
            enqueue("site.make_sample_clip", project_id=project_id)


def _has_deck(project_id: int) -> bool:
    query = select(Deck.id).where(Deck.subject_type == SUBJECT, Deck.subject_id == project_id)
    return session.scalar(query.limit(1)) is not None


@job("site.make_sample_clip", queue=MEDIA_QUEUE, attempts=2, transaction=False)
def make_sample_clip(project_id: int) -> None:
    """A film of the pages of a deck with their titles as captions, taken in like any other video."""
    with reading():
        deck, before = deck_of(SUBJECT, project_id), video_of(SUBJECT, project_id)
        if deck is None or before is not None:
            return
        token, titles = deck.token, [page.text.partition("\n")[0] for page in deck.pages]
    path = Path(tempfile.mkdtemp(dir=disk.make_folder(disk.folder() / disk.UPLOADS))) / "clip.mp4"
    try:
        film(disk.place_of(disk.DECKS, token), path)
        examined = examine(path, PITCH)
        with unit_of_work():
            video = services.keep(
                path, examined, PITCH, subject_type=SUBJECT, subject_id=project_id, name="路演.mp4", user_id=None
            )
            assert isinstance(video, Video)
            cues = [Cue(n * PAGE_SECONDS, (n + 1) * PAGE_SECONDS, title) for n, title in enumerate(titles)]
            video.captions.append(Caption(language="zh", text=as_vtt(cues), cue_count=len(cues)))
    finally:
        disk.forget(path.parent)


def film(pages: Path, target: Path) -> None:
    """The pages one after the other; whatever ffmpeg has against it is in the error."""
    widest = max(disk.WIDTHS)
    subprocess.run(
        [
            ffmpeg_program(), "-v", "error", "-nostdin", "-framerate", f"1/{PAGE_SECONDS}",
            "-i", str(pages / f"%d-{widest}.webp"), "-vf", "scale=1280:-2,fps=5,format=yuv420p",
            "-c:v", "libx264", "-preset", "ultrafast", "-threads", "1", str(target),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
