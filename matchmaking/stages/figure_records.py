"""The records behind each figure, as far as the reader may know them: no name and no word that is kept back."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.models import Clock
from matchmaking.core.db import current_session, now
from matchmaking.core.filters import day, moment, today
from matchmaking.core.letters import path_to
from matchmaking.interests.models import Interest, InterestMatch, InterestStep
from matchmaking.interests.states import KINDS, STEP_DONE, STEP_OPEN
from matchmaking.interests.states import WITHDRAWN as INTEREST_WITHDRAWN
from matchmaking.interests.wording import asker_words as interest_asker
from matchmaking.interests.wording import kind_words, side_words, state_words
from matchmaking.listings.permissions import works_at_desk
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.permissions import can_view_meeting
from matchmaking.meetings.wording import state_words as meeting_words
from matchmaking.projects.side import PROJECTS
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.stages.figure_lines import duration_words, hours_words
from matchmaking.stages.figures import PAGE, how_it_went, meeting_session
from matchmaking.stages.models import StageQuestion
from matchmaking.stages.routing import page_of as question_page
from matchmaking.stages.states import ANSWERED, HIDDEN, OPEN, SHOWN
from matchmaking.stages.wording import asker_words
from matchmaking.watching.models import WatchTotal

Cell = tuple[str, str]


@dataclass(frozen=True)
class Wanted:
    """Of which sessions, and perhaps only of one item and one part of the figure.

    `home_of` is the project whose records without an item belong to this item; `items` are all items of the session.
    """

    ids: Collection[int]
    part: str = ""
    pitch_id: int | None = None
    home_of: int | None = None
    items: Collection[int] = ()

    def holds(self, pitch: Any, project: Any) -> list[ColumnElement[bool]]:
        """The condition on a record with these columns."""
        if self.pitch_id is None:
            return []
        elsewhere = or_(pitch.is_(None), pitch.not_in(list(self.items)))
        return [or_(pitch == self.pitch_id, and_(elsewhere, project == (self.home_of or 0)))]


@dataclass(frozen=True)
class Records:
    """A list: its name, the parts that it can be narrowed to, its columns, and how its rows are found and shown."""

    title: Any
    parts: dict[str, Any]
    columns: tuple[Any, ...]
    query: Callable[[Wanted], Select[Any]]
    row: Callable[[Viewer, Any], list[Cell]]


def _questions(wanted: Wanted) -> Select[Any]:
    one = StageQuestion
    latest = select(func.max(Clock.id)).where(Clock.subject_type == one.__tablename__, Clock.subject_id == one.id)
    due = select(Clock.due_at).where(Clock.id == latest.correlate(one).scalar_subquery()).scalar_subquery()
    is_late = func.coalesce(one.answered_at, now()) > due
    ways: dict[str, list[ColumnElement[bool]]] = {
        "answered": [one.state == ANSWERED],
        "open": [one.state == OPEN],
        "in_time": [one.state == ANSWERED, or_(due.is_(None), ~is_late)],
        "late": [one.state.in_(SHOWN), due.is_not(None), is_late],
        "hidden": [one.state == HIDDEN],
    }
    query = select(one).where(one.roadshow_id.in_(wanted.ids), *ways.get(wanted.part, [one.state.in_(SHOWN)]))
    query = query.where(*wanted.holds(one.pitch_id, one.project_id)).order_by(one.id.desc())
    return query.options(joinedload(one.pitch), joinedload(one.organisation), joinedload(one.roadshow))


def _question_row(_viewer: Viewer, one: StageQuestion) -> list[Cell]:
    """Who asks without a name has none here, for anybody: the page of the question says who may know."""
    took = (one.answered_at - one.created_at).total_seconds() / 3600 if one.answered_at else None
    answered = one.state == ANSWERED
    state = _("已隐藏") if one.state == HIDDEN else _("已回答") if answered else _("等待回答")
    return [
        (one.text, question_page(one)), (asker_words(one), ""), (one.pitch.title if one.pitch else "—", ""),
        (moment(one.created_at), ""), (state, ""), (hours_words(took) if answered else "—", ""), _session(one.roadshow),
    ]  # fmt: skip


def _interests(wanted: Wanted) -> Select[Any]:
    query = select(Interest, Roadshow).join(Roadshow, Roadshow.id == Interest.roadshow_id)
    query = query.where(Interest.roadshow_id.in_(wanted.ids), Interest.state != INTEREST_WITHDRAWN)
    if wanted.part:
        query = query.where(Interest.kind == wanted.part)
    query = query.where(*wanted.holds(Interest.pitch_id, Interest.project_id)).order_by(Interest.id.desc())
    return query.options(joinedload(Interest.organisation), joinedload(Interest.user))


def _interest_row(viewer: Viewer, found: Any) -> list[Cell]:
    one, roadshow = found
    return [
        (one.title, path_to("projects.show_project", project_id=one.project_id)),
        (kind_words(one.kind), _interest_page(viewer, one)), (interest_asker(one, viewer), ""),
        (moment(one.created_at), ""), (state_words(one.state), ""), _session(roadshow),
    ]  # fmt: skip


def _interest_page(viewer: Viewer, one: Interest) -> str:
    """For both sides and brokers; an officer whom an ignored one has come up to finds it among the own tasks."""
    may = viewer.belongs_to(one.owner_id) or viewer.belongs_to(one.organisation_id) or viewer.is_broker
    is_own = viewer.is_signed_in and one.user_id == viewer.user_id
    return path_to("interests.show_interest", interest_id=one.id) if may or is_own else ""


def _meetings(wanted: Wanted) -> Select[Any]:
    session = meeting_session()
    query = (
        select(Meeting, Roadshow)
        .outerjoin(Interest, Interest.meeting_id == Meeting.id)
        .join(Roadshow, Roadshow.id == session)
        .where(Meeting.subject_type == PROJECTS.room, Roadshow.id.in_(wanted.ids))
        .where(*wanted.holds(Interest.pitch_id, Meeting.subject_id))
    )
    if wanted.part:
        # What both sides said is weighed as one, which is not a question for the database.
        said = current_session().execute(query.options(selectinload(Meeting.reports))).unique()
        query = query.where(Meeting.id.in_([one.id for one, _at in said if how_it_went(one.reports) == wanted.part]))
    query = query.options(joinedload(Meeting.organisation), joinedload(Meeting.user), selectinload(Meeting.reports))
    return query.order_by(Meeting.starts_at.desc(), Meeting.id.desc())


def _meeting_row(viewer: Viewer, found: Any) -> list[Cell]:
    """With whom, where and why is for the two sides only."""
    one, roadshow = found
    may = can_view_meeting(viewer, one)
    asker = one.organisation.local_name if one.organisation else one.user.name
    went = {"held": _("谈过了"), "absent": _("有人没有到"), "open": _("还没有结果")}[how_it_went(one.reports)]
    return [
        (one.title, path_to("meetings.show_meeting", meeting_id=one.id) if may else ""),
        (asker if may else _("仅双方可见"), ""), (moment(one.starts_at), ""), (meeting_words(one.state), ""),
        (went, ""), _session(roadshow),
    ]  # fmt: skip


def _steps(wanted: Wanted) -> Select[Any]:
    one = InterestStep
    ways: dict[str, list[ColumnElement[bool]]] = {
        "done": [one.state == STEP_DONE],
        "open": [one.state == STEP_OPEN, one.due_on >= today()],
        "late": [one.state == STEP_OPEN, one.due_on < today()],
    }
    query = (
        select(one, Interest, Roadshow)
        .join(Interest, Interest.id == one.interest_id)
        .join(Roadshow, Roadshow.id == Interest.roadshow_id)
        .where(Interest.roadshow_id.in_(wanted.ids), *ways.get(wanted.part, [one.state.in_([STEP_OPEN, STEP_DONE])]))
    )
    query = query.where(*wanted.holds(Interest.pitch_id, Interest.project_id))
    return query.order_by(one.due_on, one.id)


def _step_row(viewer: Viewer, found: Any) -> list[Cell]:
    """What was promised is between the two sides and the brokers."""
    one, interest, roadshow = found
    path = _interest_page(viewer, interest)
    late = one.state == STEP_OPEN and one.due_on < today()
    state = _("已办好") if one.state == STEP_DONE else _("已逾期") if late else _("在办")
    return [
        (one.title, path_to("projects.show_project", project_id=one.project_id)),
        (one.text if path else _("仅双方和技术经理人可见"), path), (side_words(one.side), ""), (day(one.due_on), ""),
        (state, ""), _session(roadshow),
    ]  # fmt: skip


def _matches(wanted: Wanted) -> Select[Any]:
    query = (
        select(InterestMatch, Interest, Roadshow)
        .join(Interest, Interest.id == InterestMatch.interest_id)
        .join(Roadshow, Roadshow.id == Interest.roadshow_id)
        .where(Interest.roadshow_id.in_(wanted.ids))
        # The same pair that two interests brought counts once.
        .where(
            InterestMatch.id.in_(
                select(func.min(InterestMatch.id))
                .join(Interest, Interest.id == InterestMatch.interest_id)
                .where(Interest.roadshow_id.in_(wanted.ids), *wanted.holds(Interest.pitch_id, Interest.project_id))
                .group_by(InterestMatch.match_id)
            )
        )
    )
    return query.options(joinedload(InterestMatch.match)).order_by(InterestMatch.id.desc())


def _match_row(viewer: Viewer, found: Any) -> list[Cell]:
    """The pair is led to from the desk, unless its demand would say who asks without a name."""
    one, interest, roadshow = found
    match = one.match
    may = works_at_desk(viewer) and not interest.hides_asker
    pair = {"demand_id": match.demand_id, "achievement_id": match.achievement_id}
    return [
        (interest.title, path_to("projects.show_project", project_id=interest.project_id)),
        (_("第 %(number)d 对", number=one.match_id), path_to("matching.show_match", **pair) if may else ""),
        (kind_words(interest.kind), _interest_page(viewer, interest)), (moment(interest.created_at), ""),
        _session(roadshow),
    ]  # fmt: skip


def _watching(wanted: Wanted) -> Select[Any]:
    session = func.coalesce(Pitch.roadshow_id, WatchTotal.subject_id)
    of_items = and_(WatchTotal.subject_type == "pitch", Pitch.roadshow_id.in_(wanted.ids))
    of_session = and_(WatchTotal.subject_type == "roadshow", WatchTotal.subject_id.in_(wanted.ids))
    columns = (Pitch.title, WatchTotal.part, func.sum(WatchTotal.seconds), func.sum(WatchTotal.view_count),
               func.min(WatchTotal.on), func.max(WatchTotal.on))  # fmt: skip
    query = (
        select(*columns, Roadshow.id, Roadshow.title)
        .outerjoin(Pitch, and_(WatchTotal.subject_type == "pitch", Pitch.id == WatchTotal.subject_id))
        .join(Roadshow, Roadshow.id == session)
        .where(or_(of_items, of_session))
        .group_by(
            Roadshow.id, Roadshow.title, Roadshow.starts_at, Pitch.id, Pitch.title, Pitch.position, WatchTotal.part
        )
    )
    if wanted.pitch_id is not None:
        query = query.where(Pitch.id == wanted.pitch_id)
    if wanted.part:
        is_page = WatchTotal.part.startswith(PAGE)
        query = query.where(is_page if wanted.part == "deck" else ~is_page)
    # Page 10 after page 9.
    return query.order_by(
        Roadshow.starts_at.desc(), Pitch.position, Pitch.id, func.length(WatchTotal.part), WatchTotal.part
    )


def _watching_row(_viewer: Viewer, found: Any) -> list[Cell]:
    title, part, seconds, views, first, last, roadshow_id, session = found
    days = day(first) if first == last else _("%(first)s 到 %(last)s", first=day(first), last=day(last))
    path = path_to("roadshows.show_roadshow", roadshow_id=roadshow_id)
    return [
        (title or _("没有议程项的时候"), ""), (part_words(part), ""), (duration_words(seconds), ""), (str(views), ""),
        (days, ""), (session, path),
    ]  # fmt: skip


def part_words(part: str) -> str:
    """What was watched: the video, the live stream, a page."""
    if part.startswith(PAGE):
        return _("讲稿第 %(number)s 页", number=part.removeprefix(PAGE))
    return {"video": _("视频"), "live": _("直播画面")}.get(part, part)


def _session(roadshow: Roadshow) -> Cell:
    return roadshow.title, path_to("roadshows.show_roadshow", roadshow_id=roadshow.id)


RECORDS = {
    "watching": Records(
        _l("观看时长"), {"film": _l("视频"), "deck": _l("讲稿")},
        (_l("议程项"), _l("看的是什么"), _l("时长"), _l("打开次数"), _l("日期"), _l("场次")), _watching, _watching_row,
    ),
    "questions": Records(
        _l("提问"),
        {
            "answered": _l("已回答"), "in_time": _l("时限内回答"), "late": _l("超过时限"), "open": _l("等待回答"),
            "hidden": _l("已隐藏"),
        },
        (_l("提问"), _l("谁问的"), _l("议程项"), _l("提问时间"), _l("状态"), _l("回答用时"), _l("场次")),
        _questions, _question_row,
    ),
    "interests": Records(
        _l("意向"), dict(KINDS),
        (_l("项目"), _l("想要什么"), _l("谁提的"), _l("时间"), _l("进展"), _l("场次")), _interests, _interest_row,
    ),
    "meetings": Records(
        _l("会谈"), {"held": _l("谈过了"), "absent": _l("有人没有到"), "open": _l("还没有结果")},
        (_l("项目"), _l("和谁谈"), _l("时间"), _l("状态"), _l("结果"), _l("场次")), _meetings, _meeting_row,
    ),
    "steps": Records(
        _l("下一步"), {"done": _l("已办好"), "open": _l("在办"), "late": _l("已逾期")},
        (_l("项目"), _l("答应的事"), _l("由谁办"), _l("期限"), _l("状态"), _l("场次")), _steps, _step_row,
    ),
    "matches": Records(
        _l("促成的匹配"), {}, (_l("项目"), _l("供需对"), _l("由哪种意向而来"), _l("时间"), _l("场次")),
        _matches, _match_row,
    ),
}  # fmt: skip
