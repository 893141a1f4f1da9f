"""The figures of a session in words: each with what it is a part of, what it means, and where its records are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from matchmaking.core.db import now
from matchmaking.core.filters import SHANGHAI, plain_number
from matchmaking.interests.states import KINDS
from matchmaking.roadshows.models import Roadshow
from matchmaking.roadshows.states import LEFT, PRESENT, WAITING
from matchmaking.stages.figures import Tally

UNKNOWN = "—"
# (what, part) → the address of the list behind a figure.
Address = Callable[[str, str], str]


@dataclass(frozen=True)
class Line:
    """One figure. `value` None: not known, which is not the same as none. `of` is the whole that it is a part of."""

    label: str
    value: float | None
    shown: str
    of: int | None
    of_words: str
    means: str
    path: str = ""
    is_main: bool = False
    # What a workbook counts it in, and how many of `value` make one of it.
    unit: str = ""
    scale: float = 1

    @property
    def share(self) -> str:
        """In percent of the whole; empty where there is none."""
        return f"{round(100 * self.value / self.of)}%" if self.of and self.value is not None else ""


def duration_words(seconds: float | None) -> str:
    """A time of watching: 2 小时 5 分, 12 分, 40 秒."""
    if seconds is None:
        return UNKNOWN
    if 0 < seconds < 60:
        return _("%(count)d 秒", count=max(1, round(seconds)))
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return _("%(count)d 分", count=minutes)
    return _("%(hours)d 小时 %(minutes)d 分", hours=hours, minutes=minutes)


def hours_words(hours: float | None) -> str:
    """How long an answer took: 12 分, 3.5 小时."""
    if hours is None:
        return UNKNOWN
    return _("%(count)s 小时", count=plain_number(round(hours, 1))) if hours >= 1 else duration_words(hours * 3600)


def knows_present(roadshow: Roadshow, tally: Tally) -> bool:
    """Whether anybody noted who came: without a single tick it is not known that nobody did."""
    return roadshow.opened_at is not None and (tally.registrations[PRESENT] > 0 or not tally.registered)


def knows_watching(roadshow: Roadshow, tally: Tally, since: date | None) -> bool:
    """Whether watching was counted while the session could be watched."""
    if tally.watched:
        return True
    last = (roadshow.closed_at or now()).astimezone(SHANGHAI).date()
    return roadshow.opened_at is not None and since is not None and since <= last


def lines_of(sessions: Sequence[tuple[Roadshow, Tally]], since: date | None, address: Address) -> list[Line]:
    """The figures of one session, or of several together."""
    whole = Tally()
    for _roadshow, tally in sessions:
        whole.add(tally)
    return [
        *_guests(sessions, whole, address),
        *_watching(sessions, whole, since, address),
        *_questions(sessions, whole, address),
        *_follow_up(whole, address),
    ]


def _line(
    label: str, value: int | None, of: int | None, of_words: str, means: str, path: str, main: bool = False
) -> Line:
    shown = UNKNOWN if value is None else str(value)
    return Line(label, value, shown, of, of_words if value is not None else "", means, path, main)


def _guests(sessions: Sequence[tuple[Roadshow, Tally]], whole: Tally, address: Address) -> list[Line]:
    limited = [roadshow.capacity for roadshow, _tally in sessions if roadshow.capacity is not None]
    seats = sum(limited) if limited and len(limited) == len(sessions) else None
    known = [tally for roadshow, tally in sessions if knows_present(roadshow, tally)]
    came = sum(one.registrations[PRESENT] for one in known) if known else None
    expected = sum(one.registered for one in known) if known else None
    unknown = len(sessions) - len(known)
    means = _("接待的人逐个登记到场的人数，占这些场次的预约人数。一个也没有登记的场次不知道来了多少人，不算进来。")
    if unknown and len(sessions) > 1:
        means += _("现在有 %(count)d 场没有登记。", count=unknown)
    return [
        _line(
            _("已预约"), whole.registered, seats, _("名额") if seats else "" if limited else _("不限名额"),
            _(
                "占着名额的预约人数。候补 %(waiting)d 人、已取消 %(left)d 人不算。",
                waiting=whole.registrations[WAITING],
                left=whole.registrations[LEFT],
            ),
            address("registered", ""), True,
        ),
        _line(_("已到场"), came, expected, _("预约"), means, address("present", ""), True),
    ]  # fmt: skip


def _watching(
    sessions: Sequence[tuple[Roadshow, Tally]], whole: Tally, since: date | None, address: Address
) -> list[Line]:
    is_known = any(knows_watching(roadshow, tally, since) for roadshow, tally in sessions)
    path = address("watching", "")

    def line(label: str, seconds: float, means: str, main: bool = False) -> Line:
        value = seconds if is_known else None
        return Line(label, value, duration_words(value), None, "", means, path, main, _("分"), 60)

    total = sum(whole.watched.values())
    films = total - whole.page_seconds
    return [
        line(
            _("观看时长"), total,
            _("直播间和回放里，视频播放和讲稿停留的时间之和。只记时长，不记是谁看的；平台开始计时之前的不知道。"), True,
        ),
        line(_("其中视频"), films, _("直播画面、录像和项目视频播放的时间。")),
        line(_("其中讲稿"), whole.page_seconds, _("讲稿各页在屏幕上的时间。")),
    ]  # fmt: skip


def _questions(sessions: Sequence[tuple[Roadshow, Tally]], whole: Tally, address: Address) -> list[Line]:
    asked = whole.questions["asked"]
    # Nobody can ask before the opening.
    is_known = any(roadshow.opened_at is not None for roadshow, _tally in sessions)
    timed, median = whole.timed_count, whole.median_hours
    return [
        _line(
            _("提问"), asked if is_known else None, None, "",
            _("大家看得到的提问。已撤回的不算，主持人隐藏的 %(count)d 个也不算。", count=whole.questions["hidden"]),
            address("questions", ""), True,
        ),
        _line(
            _("已回答"), whole.questions["answered"] if is_known else None, asked if is_known else None, _("提问"),
            _("当场讲过的和写了文字回答的。"), address("questions", "answered"),
        ),
        _line(
            _("时限内回答"), whole.questions["in_time"] if timed else None, timed or None, _("已回答和已逾期"),
            _("当场回答的，或散场后在办理时限内回答的。还没回答、也还没到时限的不算在内。"),
            address("questions", "in_time"),
        ),
        Line(
            _("回答用时"), median, hours_words(median), None, "",
            _("从提问到回答的时间，取中位数：一半的回答比它快。"), address("questions", "answered"), unit=_("小时"),
        ),
    ]  # fmt: skip


def _follow_up(whole: Tally, address: Address) -> list[Line]:
    raised, asked, promised = whole.interest_count, whole.meetings["asked"], whole.step_count
    kinds = [
        _line(str(words), whole.interests[code], raised, _("意向"), _("其中的一种。"), address("interests", code))
        for code, words in KINDS.items()
    ]
    return [
        _line(
            _("意向"), raised, None, "", _("在这一场的页面和直播间里提出的关注、索取资料和约谈。已撤回的不算。"),
            address("interests", ""), True,
        ),
        *kinds,
        _line(
            _("提出的会谈"), asked, None, "", _("由这一场的意向或约谈时段而来的会谈，不论后来怎样。"),
            address("meetings", ""),
        ),
        _line(
            _("谈过了"), whole.meetings["held"] if asked else None, asked or None, _("提出的会谈"),
            _("会后至少一方填写“谈过了”。还没有结果的 %(count)d 个。", count=whole.meetings["open"]),
            address("meetings", "held"), True,
        ),
        _line(
            _("有人没有到"), whole.meetings["absent"] if asked else None, asked or None, _("提出的会谈"),
            _("一方填写对方没有来，对方没有否认；或自己填写没能参加。"), address("meetings", "absent"),
        ),
        _line(
            _("下一步已办好"), whole.steps["done"] if promised else None, promised or None, _("答应的下一步"),
            _("答应做的事里标为办好的。不再需要的不算在内。"), address("steps", "done"), True,
        ),
        _line(
            _("下一步在办"), whole.steps["open"] if promised else None, promised or None, _("答应的下一步"),
            _("还没到期的。"), address("steps", "open"),
        ),
        _line(
            _("下一步已逾期"), whole.steps["late"] if promised else None, promised or None, _("答应的下一步"),
            _("过了答应的日子还没有办好。"), address("steps", "late"),
        ),
        _line(
            _("促成的匹配"), len(whole.matches), None, "", _("意向带进需求候选名单的供需对，每对算一次。"),
            address("matches", ""), True,
        ),
    ]  # fmt: skip
