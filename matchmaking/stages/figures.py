"""Counts what came of sessions: for each session, and for each item of its agenda, out of the same rows.

Everything is asked for all wanted sessions at once, so that a year costs as many questions as a day.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median

from sqlalchemy import and_, func, or_, select

from matchmaking.clocks.models import Clock
from matchmaking.core.db import current_session, now
from matchmaking.core.filters import today
from matchmaking.interests.models import Interest, InterestMatch, InterestStep
from matchmaking.interests.states import STEP_DONE, STEP_OPEN
from matchmaking.interests.states import WITHDRAWN as INTEREST_WITHDRAWN
from matchmaking.meetings.models import Meeting, MeetingReport
from matchmaking.meetings.queries import absent_sides
from matchmaking.meetings.states import HELD
from matchmaking.projects.side import PROJECTS
from matchmaking.roadshows.models import Pitch, Registration, Roadshow
from matchmaking.roadshows.states import LEFT, PRESENT, REGISTERED, SEATED, WAITING
from matchmaking.stages.models import StageQuestion
from matchmaking.stages.states import ANSWERED, HIDDEN, SHOWN
from matchmaking.watching.models import WatchTotal

PAGE = "page-"


@dataclass
class Tally:
    """What was counted for one session, one item, or many sessions together. Times of watching in seconds."""

    registrations: Counter[str] = field(default_factory=Counter)
    # "asked" is what everybody reads; of it "answered", "in_time" and "late"; "hidden" was taken out by the host.
    questions: Counter[str] = field(default_factory=Counter)
    # How many hours each answer took.
    hours: list[float] = field(default_factory=list)
    # By kind; who withdrew is not in it.
    interests: Counter[str] = field(default_factory=Counter)
    # "asked"; of it "held", "absent", and "open" for those of which nobody knows yet.
    meetings: Counter[str] = field(default_factory=Counter)
    # "done", "open" (in time), "late".
    steps: Counter[str] = field(default_factory=Counter)
    matches: set[int] = field(default_factory=set)
    # Part → seconds.
    watched: Counter[str] = field(default_factory=Counter)
    view_count: int = 0

    def add(self, other: "Tally") -> None:
        """Put another one to it."""
        for name in ("registrations", "questions", "interests", "meetings", "steps", "watched"):
            getattr(self, name).update(getattr(other, name))
        self.hours += other.hours
        self.matches |= other.matches
        self.view_count += other.view_count

    @property
    def registered(self) -> int:
        """Who has or had a seat."""
        return sum(self.registrations[state] for state in SEATED)

    @property
    def median_hours(self) -> float | None:
        """In the middle of all answers; None without any."""
        return median(self.hours) if self.hours else None

    @property
    def timed_count(self) -> int:
        """Questions of which it is known whether the answer came in time."""
        return self.questions["in_time"] + self.questions["late"]

    @property
    def interest_count(self) -> int:
        return self.interests.total()

    @property
    def step_count(self) -> int:
        return self.steps.total()

    @property
    def page_seconds(self) -> float:
        """All pages of the deck together."""
        return sum(seconds for part, seconds in self.watched.items() if part.startswith(PAGE))

    @property
    def pages(self) -> dict[int, float]:
        """Page of the deck → seconds, in order."""
        found = {int(part.removeprefix(PAGE)): one for part, one in self.watched.items() if part.startswith(PAGE)}
        return dict(sorted(found.items()))


@dataclass(frozen=True)
class _Fact:
    """One row that counts: in which session, for which item, about which project, and how it is counted."""

    roadshow_id: int
    pitch_id: int | None
    project_id: int | None
    count: Callable[[Tally], None]


def tallies(ids: Collection[int]) -> dict[int, Tally]:
    """Session id → what came of it."""
    found = {one: Tally() for one in ids}
    for fact in _facts(ids) if ids else ():
        fact.count(found[fact.roadshow_id])
    return found


def tallies_with_items(roadshow: Roadshow, pitches: Iterable[Pitch]) -> tuple[Tally, dict[int, Tally]]:
    """What came of a session, and item id → what came of the item.

    What names no item belongs to that of its project.
    """
    whole = Tally()
    items = {one.id: Tally() for one in pitches}
    by_project = {one.project_id: one.id for one in pitches if one.project_id is not None}
    for fact in _facts([roadshow.id]):
        fact.count(whole)
        place = fact.pitch_id if fact.pitch_id in items else by_project.get(fact.project_id)
        if place is not None:
            fact.count(items[place])
    return whole, items


def counted_since() -> date | None:
    """The first day on which watching was counted at all; None before."""
    return current_session().scalar(select(func.min(WatchTotal.on)))


def _facts(ids: Collection[int]) -> Iterator[_Fact]:
    for source in (_registrations, _questions, _interests, _meetings, _steps, _matches, _watching):
        yield from source(list(ids))


def _into(name: str, key: str, count: float = 1) -> Callable[[Tally], None]:
    """Count so many more under a key of a counter."""
    return lambda tally: getattr(tally, name).update({key: count})


def _registrations(ids: list[int]) -> Iterator[_Fact]:
    query = select(Registration.roadshow_id, Registration.state, func.count(Registration.id))
    query = query.where(Registration.roadshow_id.in_(ids)).group_by(Registration.roadshow_id, Registration.state)
    for roadshow_id, state, count in current_session().execute(query):
        yield _Fact(roadshow_id, None, None, _into("registrations", state, count))


def _questions(ids: list[int]) -> Iterator[_Fact]:
    """An answer before the clock began was in time; one that is still to come in time counts on neither side."""
    one = StageQuestion
    latest = (
        select(func.max(Clock.id))
        .where(Clock.subject_type == one.__tablename__, Clock.subject_id == one.id)
        .correlate(one)
        .scalar_subquery()
    )
    query = select(
        one.roadshow_id, one.pitch_id, one.project_id, one.state, one.created_at, one.answered_at, Clock.due_at
    ).outerjoin(Clock, Clock.id == latest)
    moment = now()
    for roadshow_id, pitch_id, project_id, state, asked, answered, due in current_session().execute(
        query.where(one.roadshow_id.in_(ids), one.state.in_([*SHOWN, HIDDEN]))
    ):
        yield _Fact(
            roadshow_id,
            pitch_id,
            project_id,
            lambda tally, row=(state, asked, answered, due): _ask(tally, moment, *row),
        )


def _ask(
    tally: Tally, moment: datetime, state: str, asked: datetime, answered: datetime | None, due: datetime | None
) -> None:
    if state == HIDDEN:
        tally.questions["hidden"] += 1
        return
    tally.questions["asked"] += 1
    if state == ANSWERED:
        tally.questions["answered"] += 1
        tally.hours.append(((answered or asked) - asked).total_seconds() / 3600)
    if due is not None and (answered or moment) > due:
        tally.questions["late"] += 1
    elif state == ANSWERED:
        tally.questions["in_time"] += 1


def _interests(ids: list[int]) -> Iterator[_Fact]:
    query = select(Interest.roadshow_id, Interest.pitch_id, Interest.project_id, Interest.kind).where(
        Interest.roadshow_id.in_(ids), Interest.state != INTEREST_WITHDRAWN
    )
    for roadshow_id, pitch_id, project_id, kind in current_session().execute(query):
        yield _Fact(roadshow_id, pitch_id, project_id, _into("interests", kind))


def meeting_session() -> object:
    """The session that a meeting came out of: that of its interest, or of its slot. For queries that join both."""
    return func.coalesce(Interest.roadshow_id, Meeting.roadshow_id)


def _meetings(ids: list[int]) -> Iterator[_Fact]:
    session = meeting_session()
    query = (
        select(Meeting.id, session, Interest.pitch_id, Meeting.subject_id, MeetingReport.side, MeetingReport.outcome)
        .outerjoin(Interest, Interest.meeting_id == Meeting.id)
        .outerjoin(MeetingReport, MeetingReport.meeting_id == Meeting.id)
        .where(Meeting.subject_type == PROJECTS.room, or_(Interest.roadshow_id.in_(ids), Meeting.roadshow_id.in_(ids)))
        .order_by(Meeting.id)
    )
    places: dict[int, tuple[int, int | None, int]] = {}
    reports: dict[int, list[MeetingReport]] = {}
    for meeting_id, roadshow_id, pitch_id, project_id, side, outcome in current_session().execute(query):
        if roadshow_id in ids:
            places[meeting_id] = (roadshow_id, pitch_id, project_id)
            said = reports.setdefault(meeting_id, [])
            said += [MeetingReport(side=side, outcome=outcome)] if side else []
    for meeting_id, place in places.items():
        yield _Fact(*place, _into("meetings", "asked"))
        yield _Fact(*place, _into("meetings", how_it_went(reports[meeting_id])))


def how_it_went(reports: list[MeetingReport]) -> str:
    """ "held", "absent" (a side did not appear, and nobody contradicts), or "open" while nobody knows."""
    if absent_sides(reports):
        return "absent"
    return "held" if any(one.outcome == HELD for one in reports) else "open"


def _steps(ids: list[int]) -> Iterator[_Fact]:
    query = (
        select(Interest.roadshow_id, Interest.pitch_id, Interest.project_id, InterestStep.state, InterestStep.due_on)
        .join(Interest, Interest.id == InterestStep.interest_id)
        .where(Interest.roadshow_id.in_(ids), InterestStep.state.in_([STEP_OPEN, STEP_DONE]))
    )
    for roadshow_id, pitch_id, project_id, state, due_on in current_session().execute(query):
        late = state == STEP_OPEN and due_on < today()
        yield _Fact(roadshow_id, pitch_id, project_id, _into("steps", "late" if late else state))


def _matches(ids: list[int]) -> Iterator[_Fact]:
    query = (
        select(Interest.roadshow_id, Interest.pitch_id, Interest.project_id, InterestMatch.match_id)
        .join(Interest, Interest.id == InterestMatch.interest_id)
        .where(Interest.roadshow_id.in_(ids))
    )
    for roadshow_id, pitch_id, project_id, match_id in current_session().execute(query):
        yield _Fact(roadshow_id, pitch_id, project_id, lambda tally, one=match_id: tally.matches.add(one))


def _watching(ids: list[int]) -> Iterator[_Fact]:
    """Sums without a person, in the room of the session: of its items, and of the session while none is on."""
    session = func.coalesce(Pitch.roadshow_id, WatchTotal.subject_id)
    query = (
        select(session, Pitch.id, WatchTotal.part, func.sum(WatchTotal.seconds), func.sum(WatchTotal.view_count))
        .outerjoin(Pitch, and_(WatchTotal.subject_type == "pitch", Pitch.id == WatchTotal.subject_id))
        .where(
            or_(
                Pitch.roadshow_id.in_(ids),
                and_(WatchTotal.subject_type == "roadshow", WatchTotal.subject_id.in_(ids)),
            )
        )
        .group_by(session, Pitch.id, WatchTotal.part)
    )
    for roadshow_id, pitch_id, part, seconds, views in current_session().execute(query):
        yield _Fact(roadshow_id, pitch_id, None, _into("watched", part, seconds))
        yield _Fact(roadshow_id, pitch_id, None, lambda tally, count=views: _view(tally, count))


def _view(tally: Tally, count: int) -> None:
    tally.view_count += count


__all__ = [
    "LEFT", "PRESENT", "REGISTERED", "WAITING", "Tally", "counted_since", "how_it_went", "meeting_session", "tallies",
    "tallies_with_items",
]  # fmt: skip
