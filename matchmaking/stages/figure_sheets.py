"""The figures of each item and each session in rows, for pages and for workbooks with the same numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from matchmaking.core.filters import day, moment
from matchmaking.interests.states import KINDS
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.roadshows.states import PRESENT, STATE_NAMES
from matchmaking.stages.figure_lines import UNKNOWN, Line, knows_present, knows_watching
from matchmaking.stages.figures import Tally

Sheet = tuple[str, Sequence[str], Sequence[Sequence[Any]]]


@dataclass(frozen=True)
class ItemFigures:
    """An item and what came of it. Times in seconds; None where nothing is known."""

    pitch: Pitch
    tally: Tally
    film: float | None
    deck: float | None
    # On the page of the project in the hall, over all sessions and all time.
    in_hall: float | None
    asked: int | None


@dataclass(frozen=True)
class SessionFigures:
    """A session of a period and what came of it."""

    roadshow: Roadshow
    tally: Tally
    present: int | None
    seconds: float | None
    asked: int | None


def item_figures(
    pitch: Pitch, tally: Tally, in_hall: Mapping[int, tuple[float, int]], *, knows_watching: bool, knows_questions: bool
) -> ItemFigures:
    """One row of the page of a session."""
    deck = tally.page_seconds
    film = sum(tally.watched.values()) - deck
    hall = in_hall.get(pitch.project_id or 0)
    return ItemFigures(
        pitch, tally, film if knows_watching else None, deck if knows_watching else None, hall[0] if hall else None,
        tally.questions["asked"] if knows_questions else None,
    )  # fmt: skip


def session_figures(roadshow: Roadshow, tally: Tally, since: date | None) -> SessionFigures:
    """One row of a period."""
    return SessionFigures(
        roadshow, tally, tally.registrations[PRESENT] if knows_present(roadshow, tally) else None,
        sum(tally.watched.values()) if knows_watching(roadshow, tally, since) else None,
        tally.questions["asked"] if roadshow.opened_at is not None else None,
    )  # fmt: skip


def line_sheet(lines: Sequence[Line], since: date | None) -> Sheet:
    """The figures with what they are a part of and what they mean."""
    header = [_("指标"), _("数"), _("单位"), _("分母"), _("分母是"), _("口径")]
    rows = [
        [
            one.label, _cell(one.value, one.scale), one.unit or "", one.of if one.of is not None else "", one.of_words,
            one.means,
        ]
        for one in lines
    ]  # fmt: skip
    rows.append([_("观看时长从哪天起计"), day(since) if since else UNKNOWN, "", "", "", ""])
    return _("指标"), header, rows


def item_sheet(items: Sequence[ItemFigures]) -> Sheet:
    """One row for each item of the agenda."""
    times = [_("视频（分）"), _("讲稿（分）"), _("项目页（分）")]
    header = [_("议程项"), *times, *_question_heads(), *_follow_up_heads()]
    rows = [
        [
            one.pitch.title, _minutes(one.film), _minutes(one.deck), _minutes(one.in_hall), *_questions(one),
            *_follow_up(one.tally),
        ]
        for one in items
    ]  # fmt: skip
    return _("议程各项"), header, rows


def page_sheet(items: Sequence[ItemFigures]) -> Sheet:
    """One row for each page of each deck."""
    rows = [[one.pitch.title, page, _minutes(seconds)] for one in items for page, seconds in one.tally.pages.items()]
    return _("讲稿各页"), [_("议程项"), _("讲稿页"), _("时长（分）")], rows


def session_sheet(rows: Sequence[SessionFigures]) -> Sheet:
    """One row for each session of a period."""
    guests = [_("已预约"), _("已到场"), _("观看时长（分）")]
    header = [_("场次"), _("主办"), _("开始"), _("状态"), *guests, *_question_heads(), *_follow_up_heads()]
    table = [
        [
            one.roadshow.title, one.roadshow.organisation.local_name, moment(one.roadshow.starts_at),
            str(STATE_NAMES[one.roadshow.state]), one.tally.registered, _cell(one.present), _minutes(one.seconds),
            *_questions(one), *_follow_up(one.tally),
        ]
        for one in rows
    ]  # fmt: skip
    return _("各场"), header, table


def _question_heads() -> list[str]:
    return [_("提问"), _("已回答"), _("时限内回答"), _("时限可判定的提问"), _("回答用时中位数（小时）")]


def _follow_up_heads() -> list[str]:
    kinds = [str(words) for words in KINDS.values()]
    meetings = [_("提出的会谈"), _("谈过了"), _("有人没有到")]
    return [*kinds, *meetings, _("下一步已办好"), _("下一步在办"), _("下一步已逾期"), _("促成的匹配")]


def _questions(one: ItemFigures | SessionFigures) -> list[Any]:
    tally = one.tally
    known = one.asked is not None
    median = tally.median_hours
    return [
        _cell(one.asked), tally.questions["answered"] if known else UNKNOWN,
        tally.questions["in_time"] if known else UNKNOWN, tally.timed_count if known else UNKNOWN,
        UNKNOWN if median is None else round(median, 2),
    ]  # fmt: skip


def _follow_up(tally: Tally) -> list[Any]:
    meetings, steps = tally.meetings, tally.steps
    return [
        *(tally.interests[code] for code in KINDS),
        meetings["asked"], meetings["held"], meetings["absent"], steps["done"], steps["open"], steps["late"],
        len(tally.matches),
    ]  # fmt: skip


def _cell(value: float | None, scale: float = 1) -> Any:
    return UNKNOWN if value is None else value if scale == 1 else round(value / scale, 2)


def _minutes(seconds: float | None) -> Any:
    """Minutes with one decimal."""
    return UNKNOWN if seconds is None else round(seconds / 60, 1)
