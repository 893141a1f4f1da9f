"""Where each item begins in the recording: from the moments of the day, corrected by the host."""

from collections.abc import Mapping

from matchmaking.core.db import current_session
from matchmaking.roadshows.models import Roadshow
from matchmaking.stages.models import Chapter
from matchmaking.stages.queries import chapters_of, moments_of


def make_chapters(roadshow: Roadshow) -> list[Chapter]:
    """Write one chapter for each item that was on, counted from the opening; what was corrected stays."""
    session = current_session()
    present = {one.pitch_id for one in chapters_of(roadshow.id)}
    for moment in moments_of(roadshow.id):
        if moment.pitch_id in present or roadshow.opened_at is None:
            continue
        present.add(moment.pitch_id)
        seconds = max(0, int((moment.at - roadshow.opened_at).total_seconds()))
        session.add(Chapter(roadshow_id=roadshow.id, pitch_id=moment.pitch_id, seconds=seconds))
    session.flush()
    return chapters_of(roadshow.id)


def correct_chapters(roadshow: Roadshow, seconds: Mapping[int, int]) -> None:
    """Move chapters, by item id; an item without a chapter gets one."""
    session = current_session()
    present = {one.pitch_id: one for one in chapters_of(roadshow.id)}
    for pitch_id, value in seconds.items():
        if pitch_id in present:
            present[pitch_id].seconds = value
        else:
            session.add(Chapter(roadshow_id=roadshow.id, pitch_id=pitch_id, seconds=value))


def shifts_of(roadshow: Roadshow) -> dict[int, int]:
    """Item id → how many seconds later a moment of the day stands in the session than in the recording.

    For each item by itself, because recordings are cut.
    """
    if roadshow.opened_at is None:
        return {}
    first: dict[int, int] = {}
    for moment in moments_of(roadshow.id):
        first.setdefault(moment.pitch_id, int((moment.at - roadshow.opened_at).total_seconds()))
    return {
        one.pitch_id: first[one.pitch_id] - one.seconds for one in chapters_of(roadshow.id) if one.pitch_id in first
    }
