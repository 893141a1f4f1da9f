"""What the channel may play, what curators marked, and what is on the air."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice, takewhile

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.channels.models import ChannelMark, ChannelRound, ThemeDay
from matchmaking.channels.schedule import Clip, Showing, on_the_air
from matchmaking.channels.states import PIN, SKIP
from matchmaking.core.db import current_session
from matchmaking.media.models import Video
from matchmaking.media.queries import ready_videos
from matchmaking.projects.models import Project
from matchmaking.projects.queries import shown_projects

SHORTEST_SECONDS = 1.0


@dataclass(frozen=True)
class Film:
    """A clip with what a page says of it; both may be shown to everybody."""

    showing: Showing
    project: Project
    video: Video


def playable_clips() -> list[Clip]:
    """The pitch videos of the projects that everybody may see, in no order; they are for everybody too."""
    projects = {one.id: one for one in current_session().scalars(shown_projects(Viewer.nobody()))}
    return [
        Clip(one.id, one.subject_id, one.duration_seconds, tuple(projects[one.subject_id].industry_codes))
        for one in ready_videos("project", list(projects))
        if one.duration_seconds >= SHORTEST_SECONDS
    ]


def marks_on(day: date) -> list[ChannelMark]:
    """What curators marked and what still counts on this day, the oldest first."""
    query = select(ChannelMark).where((ChannelMark.until_on.is_(None)) | (ChannelMark.until_on >= day))
    return list(current_session().scalars(query.order_by(ChannelMark.id)))


def pinned(marks: Sequence[ChannelMark]) -> list[int]:
    """The projects to be played first, in the order in which they were pinned."""
    return [one.project_id for one in marks if one.kind == PIN]


def skipped(marks: Sequence[ChannelMark]) -> set[int]:
    """The projects to be left out."""
    return {one.project_id for one in marks if one.kind == SKIP}


def mark_of(project_id: int) -> ChannelMark | None:
    """What curators marked of a project."""
    return current_session().scalar(select(ChannelMark).where(ChannelMark.project_id == project_id))


def theme_on(day: date) -> ThemeDay | None:
    """The theme of a day."""
    return current_session().scalar(select(ThemeDay).where(ThemeDay.on == day))


def themes_from(day: date) -> list[ThemeDay]:
    """The themes of this day and the days after it."""
    return list(current_session().scalars(select(ThemeDay).where(ThemeDay.on >= day).order_by(ThemeDay.on)))


def newest_round() -> ChannelRound | None:
    """The round that was planned last; it may not have begun yet."""
    return current_session().scalar(select(ChannelRound).order_by(ChannelRound.starts_at.desc()).limit(1))


def rounds_from(moment: datetime) -> list[ChannelRound]:
    """The round on the air at this moment and those planned after it; before the first, that one."""
    session = current_session()
    present = session.scalar(
        select(ChannelRound.starts_at)
        .where(ChannelRound.starts_at <= moment)
        .order_by(ChannelRound.starts_at.desc())
        .limit(1)
    )
    query = select(ChannelRound).order_by(ChannelRound.starts_at)
    return list(session.scalars(query.where(ChannelRound.starts_at >= present) if present else query))


def clips_of(played: ChannelRound) -> list[Clip]:
    """The clips of a round in their order."""
    return [Clip(video_id, project_id, seconds) for video_id, project_id, seconds in played.clips]


def showings_from(moment: datetime, count: int) -> list[Showing]:
    """What is on the air at a moment and what comes after it, `count` clips at most."""
    found: list[Showing] = []
    rounds = rounds_from(moment)
    for place, one in enumerate(rounds):
        following = rounds[place + 1].starts_at if place + 1 < len(rounds) else None
        airing = on_the_air(clips_of(one), one.starts_at, moment)
        if following is not None:
            airing = takewhile(lambda showing, end=following: showing.starts_at < end, airing)
        found += islice(airing, count - len(found))
        if len(found) >= count or following is None:
            break
        moment = max(moment, following)
    return found


def films_from(moment: datetime, count: int) -> list[Film]:
    """The same with project and video; what everybody may not see any more is left out at once."""
    showings = showings_from(moment, count)
    ids = {one.clip.project_id for one in showings}
    query = shown_projects(Viewer.nobody()).where(Project.id.in_(ids)).options(joinedload(Project.organisation))
    projects = {one.id: one for one in current_session().scalars(query)}
    videos = {one.id: one for one in ready_videos("project", list(projects))}
    return [
        Film(one, projects[one.clip.project_id], videos[one.clip.video_id])
        for one in showings
        if one.clip.project_id in projects and one.clip.video_id in videos
    ]
