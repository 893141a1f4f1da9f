"""Puts the lobby together: what is on, what comes, day by day, and what can be looked at again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.core.languages import current_language
from matchmaking.media.models import Deck, Video
from matchmaking.media.queries import Picture, deck_of, pictures_of, ready_videos
from matchmaking.roadshows import queries, registration_queries
from matchmaking.roadshows.models import PITCH, Pitch, Registration, Roadshow
from matchmaking.roadshows.sources import ProjectLine, project_lines
from matchmaking.roadshows.staging import Stage, room_of, stage_of

# The day picker: a week, then only the days on which something happens.
WEEK, FURTHER_DAYS, AHEAD = 7, 5, 60
REPLAYS = 8
PROJECT, SUBJECT = "project", "roadshow"


@dataclass(frozen=True)
class Line:
    """One item of an agenda as a viewer reads it. `state`: past, now or next."""

    pitch: Pitch
    project: ProjectLine | None
    state: str

    @property
    def who(self) -> str:
        """The house or the person that stands below the title."""
        names = [self.pitch.speaker, self.pitch.speaker_place or (self.project.whose if self.project else "")]
        return _("，").join(one for one in names if one)


@dataclass(frozen=True)
class DayButton:
    """One button of the day picker."""

    day: date
    word: str
    number: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Card:
    """One session of a list with what stands beside it."""

    roadshow: Roadshow
    summary: str
    registered: int
    registration: Registration | None
    is_full: bool
    room: str | None


@dataclass(frozen=True)
class Replay:
    """One pitch of an ended session."""

    pitch: Pitch
    roadshow: Roadshow
    project: ProjectLine
    minutes: str
    path: str


def day_of(roadshow: Roadshow) -> date:
    """The day of a session in the city."""
    return roadshow.starts_at.astimezone(SHANGHAI).date()


def lines_of(viewer: Viewer, roadshow: Roadshow, pitches: Sequence[Pitch], stage: Stage) -> list[Line]:
    """The agenda of a session: what was, what is on, what comes."""
    projects = project_lines(viewer, [one.project_id for one in pitches])
    order = [one.id for one in pitches]
    at = order.index(stage.pitch_id) if stage.pitch_id in order else None

    def state(place: int) -> str:
        if roadshow.state == "ended":
            return "past"
        if at is None:
            return "next"
        return "past" if place < at else "now" if place == at else "next"

    return [
        Line(pitch, projects.get(pitch.project_id or 0), state(place)) for place, pitch in enumerate(pitches)
    ]  # fmt: skip


def live_show(viewer: Viewer, roadshow: Roadshow, pitches: Sequence[Pitch]) -> dict[str, Any]:
    """The live session with the page of the deck that is on."""
    stage = stage_of(roadshow, pitches)
    lines = lines_of(viewer, roadshow, pitches, stage)
    present = next((one for one in lines if one.state == "now"), None)
    return {
        "roadshow": roadshow, "lines": lines, "stage": stage, "present": present,
        "deck": deck_for(present) if present else None, "room": room_of(roadshow),
    }  # fmt: skip


def coming(viewer: Viewer, found: Sequence[Roadshow], agendas: Mapping[int, Sequence[Pitch]]) -> dict[str, Any]:
    """The first of these sessions in the place of the live one, with its agenda."""
    roadshow = found[0]
    lines = lines_of(viewer, roadshow, agendas[roadshow.id], Stage())
    return {"roadshow": roadshow, "lines": lines, "stage": Stage(), "present": None, "deck": None, "room": None}


def deck_for(line: Line) -> Deck | None:
    """The deck of an item: its own, or that of its project, unless that would give a hidden name away."""
    own = deck_of("pitch", line.pitch.id)
    if own is not None or line.project is None or not line.project.is_named:
        return own
    return deck_of(PROJECT, line.pitch.project_id or 0)


def day_buttons(found: Sequence[Roadshow], chosen: date) -> list[DayButton]:
    """A week from today, then the further days on which something happens; the chosen day is always there."""
    counts: dict[date, int] = {}
    for one in found:
        counts[day_of(one)] = counts.get(day_of(one), 0) + 1
    begin = today()
    days = [begin + timedelta(days=place) for place in range(WEEK)]
    days += [one for one in sorted(counts) if one > days[-1]][:FURTHER_DAYS]
    if chosen not in days:
        days = sorted([*days, chosen])
    return [DayButton(one, _word(one, begin), _number(one, begin), counts.get(one, 0), one == chosen) for one in days]


def _word(day: date, begin: date) -> str:
    if day == begin:
        return _("今天")
    if day == begin + timedelta(days=1):
        return _("明天")
    name = format_date(day, "EEE")
    monday = begin - timedelta(days=begin.weekday())
    return _("下%(day)s", day=name) if monday + timedelta(days=7) <= day < monday + timedelta(days=14) else name


def _number(day: date, begin: date) -> str:
    if (day.year, day.month) == (begin.year, begin.month):
        return str(day.day)
    return f"{day.month}/{day.day}" if current_language() == "zh" else format_date(day, "d MMM")


def first_day(found: Sequence[Roadshow]) -> date:
    """The day that the lobby opens with: the next one on which something happens, or today."""
    return min((day_of(one) for one in found if day_of(one) >= today() and one.state != "cancelled"), default=today())


def cards_of(viewer: Viewer, found: Sequence[Roadshow], agendas: Mapping[int, Sequence[Pitch]]) -> list[Card]:
    """Sessions as rows of the agenda of a day, with how many registered and whether the viewer did."""
    ids = [one.id for one in found]
    counts, mine = (
        registration_queries.counts_by_way(ids),
        registration_queries.registrations_by_roadshow(viewer.user_id, ids),
    )
    cards = []
    for one in found:
        everybody, in_hall = counts.get(one.id, (0, 0))
        taken = in_hall if one.has_hall else everybody
        cards.append(
            Card(
                roadshow=one,
                summary=one.description.split("\n")[0] or items_words(agendas.get(one.id, ())),
                registered=everybody,
                registration=mine.get(one.id),
                is_full=one.capacity is not None and taken >= one.capacity,
                room=room_of(one),
            )
        )
    return cards


def items_words(pitches: Sequence[Pitch]) -> str:
    """What is pitched, in one line."""
    titles = [one.title for one in pitches if one.kind == PITCH]
    if not titles:
        return ""
    if len(titles) <= 3:
        return _("、").join(titles)
    return _("%(titles)s等 %(count)s 个项目", titles=_("、").join(titles[:3]), count=len(titles))


def replays(viewer: Viewer, industry: str = "") -> tuple[list[Replay], dict[int, Picture]]:
    """The newest pitches that can be looked at again, one for each project, and their pictures."""
    found: list[Replay] = []
    rows = queries.ended_pitches(limit=60)
    lines = project_lines(viewer, [pitch.project_id for pitch, _session in rows])
    seen: set[int] = set()
    for pitch, roadshow in rows:
        line = lines.get(pitch.project_id or 0)
        if line is None or pitch.project_id in seen or (industry and industry not in line.industry_codes):
            continue
        seen.add(pitch.project_id or 0)
        room = room_of(roadshow)
        path = f"{room}?pitch={pitch.id}" if room else line.path
        found.append(Replay(pitch, roadshow, line, "", path))
        if len(found) == REPLAYS:
            break
    named = [one.pitch.project_id for one in found if one.project.is_named and one.pitch.project_id]
    videos = {one.subject_id: one for one in reversed(ready_videos(PROJECT, named))} if named else {}
    with_length = [_with_length(one, videos.get(one.pitch.project_id or 0)) for one in found]
    # A picture stands only where there is no number to show.
    bare = [one.pitch.project_id for one in found if one.pitch.project_id in named and not one.project.number]
    return with_length, pictures_of(PROJECT, bare) if bare else {}


def _with_length(replay: Replay, video: Video | None) -> Replay:
    seconds = round(video.duration_seconds or 0) if video else replay.pitch.minutes * 60
    return Replay(
        replay.pitch, replay.roadshow, replay.project, f"{seconds // 60}:{seconds % 60:02d}", replay.path
    )  # fmt: skip


def session_picture(roadshow: Roadshow) -> Picture | None:
    """The cover of a session."""
    return pictures_of(SUBJECT, [roadshow.id]).get(roadshow.id)


__all__ = [
    "Card", "DayButton", "Line", "Replay", "cards_of", "day_buttons", "day_of", "deck_for",
    "first_day", "items_words", "lines_of", "live_show", "replays", "session_picture",
]  # fmt: skip
