"""What the page of a room shows: what is on, its deck, video, questions, poll; live or as a replay."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.media.models import PITCH, RECORDING, Deck, Video
from matchmaking.media.permissions import can_see_media
from matchmaking.media.queries import deck_of, video_of
from matchmaking.projects.models import Project
from matchmaking.projects.pages import whose
from matchmaking.projects.permissions import can_see_project
from matchmaking.roadshows.models import PITCH as PITCHED
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.roadshows.queries import agenda
from matchmaking.roadshows.states import ENDED, LIVE
from matchmaking.stages import queries
from matchmaking.stages.chapters import shifts_of
from matchmaking.stages.models import Chapter, Stage, StageQuestion

HLS = ".m3u8"


@dataclass
class Room:
    """One room as a viewer sees it. `page` is the page of the deck to show, `present` the one that is on."""

    roadshow: Roadshow
    stage: Stage | None
    pitches: list[Pitch]
    pitch: Pitch | None
    deck: Deck | None
    page: int
    present: int
    # Whether this page goes along with the speaker.
    follows: bool
    video: Video | None = None
    # Item → how much earlier its moments stand in the recording than in the session, in seconds.
    shifts: dict[int, int] = field(default_factory=dict)
    has_recording: bool = False
    start: int = 0
    live_address: str = ""
    plays_live: bool = False
    chapters: list[Chapter] = field(default_factory=list)
    # Page → when it was first on.
    shown_at: dict[int, datetime] = field(default_factory=dict)
    # Where in the recording which page was turned to: (second, page) in order.
    turns: list[tuple[int, int]] = field(default_factory=list)
    project: Project | None = None
    whose: str = ""

    @property
    def number(self) -> int:
        """Which of the projects is on, from 1; 0 for anything else."""
        pitched = [one.id for one in self.pitches if one.kind == PITCHED]
        return pitched.index(self.pitch.id) + 1 if self.pitch and self.pitch.id in pitched else 0

    @property
    def total(self) -> int:
        """How many projects there are."""
        return sum(one.kind == PITCHED for one in self.pitches)

    @property
    def is_live(self) -> bool:
        return self.roadshow.state == LIVE

    @property
    def is_over(self) -> bool:
        return self.roadshow.state == ENDED

    def in_recording(self, question: StageQuestion) -> int | None:
        """Where in the recording a question was answered."""
        if question.live_seconds is None:
            return None
        return max(0, question.live_seconds - self.shifts.get(question.pitch_id or 0, 0))


def deck_for(viewer: Viewer, pitch: Pitch | None) -> Deck | None:
    """The deck of an item, its own or its project's, when the viewer may see it."""
    return _of_pitch(viewer, pitch, deck_of)


def clip_for(viewer: Viewer, pitch: Pitch | None) -> Video | None:
    """The video of an item, its own or its project's, when the viewer may see it."""
    return _of_pitch(viewer, pitch, lambda kind, subject_id: video_of(kind, subject_id, PITCH))


def _of_pitch(viewer: Viewer, pitch: Pitch | None, find: Any) -> Any:
    if pitch is None:
        return None
    places = [("pitch", pitch.id), *([("project", pitch.project_id)] if pitch.project_id else [])]
    for kind, subject_id in places:
        found = find(kind, subject_id)
        if found is not None and can_see_media(viewer, kind, subject_id):
            return found
    return None


def room_for(
    viewer: Viewer, roadshow: Roadshow, *, asked_pitch: int | None, asked_page: int | None, seconds: int, hosts: Any
) -> Room:
    """The room at an item and a page that were asked for, else where it stands."""
    stage, pitches = queries.stage_of(roadshow.id), agenda(roadshow)
    is_over = roadshow.state == ENDED
    chapters = queries.chapters_of(roadshow.id) if is_over else []
    recording = video_of("roadshow", roadshow.id, RECORDING) if is_over else None
    present = stage.pitch_id if stage and not is_over else None
    # Without a recording the opening words have nothing to show; the first project has its deck or video.
    if is_over and (recording is not None or seconds):
        present = _at(chapters, seconds)
    asked = next((one for one in pitches if one.id == asked_pitch), None)
    first = next((one for one in pitches if one.kind == PITCHED), pitches[0] if pitches else None)
    pitch = asked or next((one for one in pitches if one.id == present), None) or first
    deck = deck_for(viewer, pitch)
    on_stage = stage.page if stage and pitch and stage.pitch_id == pitch.id and not is_over else 1
    last = deck.page_count if deck else 1
    page = min(max(1, asked_page or on_stage), max(1, last))
    moments = queries.moments_of(roadshow.id, pitch.id) if pitch else []
    shown_at: dict[int, datetime] = {}
    for moment in moments:
        shown_at.setdefault(moment.page, moment.at)
    room = Room(
        roadshow, stage, pitches, pitch, deck, page, on_stage,
        follows=not is_over and asked_page is None and (asked is None or asked.id == present),
        shown_at=shown_at, chapters=chapters, start=seconds,
    )  # fmt: skip
    if pitch is not None and pitch.project_id:
        project = current_session().get(Project, pitch.project_id)
        if project is not None and can_see_project(viewer, project):
            room.project, room.whose = project, whose(project, viewer)
    _add_video(room, viewer, hosts, recording, is_asked=asked is not None)
    if room.has_recording and pitch is not None and roadshow.opened_at is not None:
        shift = room.shifts.get(pitch.id, 0)
        for moment in moments:
            seconds_in = int((moment.at - roadshow.opened_at).total_seconds()) - shift
            room.turns.append((max(0, seconds_in), moment.page))
    return room


def _at(chapters: list[Chapter], seconds: int) -> int | None:
    """The item that is on at a moment of the recording."""
    begun = [one for one in chapters if one.seconds <= seconds]
    return begun[-1].pitch_id if begun else None


def _add_video(room: Room, viewer: Viewer, hosts: Any, recording: Video | None, *, is_asked: bool) -> None:
    """The live stream, or the recording from a chapter on, or the project's own video."""
    roadshow = room.roadshow
    if room.is_live:
        room.live_address = roadshow.live_url or ""
        room.plays_live = plays(room.live_address, hosts)
        return
    if not room.is_over:
        return
    room.video = recording
    if room.video is not None:
        room.shifts = shifts_of(roadshow)
        room.has_recording = True
        # What the recording does not hold has no place in it.
        room.chapters = [one for one in room.chapters if one.seconds < (room.video.duration_seconds or 1)]
        if is_asked and not room.start and room.pitch is not None:
            found = [one.seconds for one in room.chapters if one.pitch_id == room.pitch.id]
            room.start = found[0] if found else 0
    else:
        room.video = clip_for(viewer, room.pitch)


def plays(address: str, hosts: Any) -> bool:
    """Whether a page may play a live stream itself: HLS over https from a host that the setting allows."""
    parts = urlsplit(address)
    is_host = any(parts.hostname == one or (parts.hostname or "").endswith("." + one) for one in hosts)
    return parts.scheme == "https" and parts.path.endswith(HLS) and is_host
