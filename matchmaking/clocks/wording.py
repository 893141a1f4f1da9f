"""How a clock reads on a page: a sign, a word and a colour, who must act, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from matchmaking.clocks.models import Clock
from matchmaking.clocks.queries import running_for
from matchmaking.clocks.rules import CENTRE, CITY, COUNTY, KINDS
from matchmaking.clocks.working_days import local_day, working_days_between
from matchmaking.core.db import now
from matchmaking.vocabulary.queries import label

ON_TIME, DUE_TODAY, OVERDUE = "on_time", "due_today", "overdue"
# State → (sign, colour of the tag).
LOOKS = {ON_TIME: ("clock", "outline"), DUE_TODAY: ("warning", "warn"), OVERDUE: ("stop", "bad")}


@dataclass(frozen=True)
class ClockLine:
    """What a page shows of a running clock."""

    state: str
    word: str
    owner: str
    due_at: datetime
    name: Any
    days: int
    is_escalated: bool

    @property
    def sign(self) -> str:
        return LOOKS[self.state][0]

    @property
    def colour(self) -> str:
        return LOOKS[self.state][1]


def state_of(clock: Clock, moment: datetime) -> str:
    """On time, due today, or overdue."""
    if moment > clock.due_at:
        return OVERDUE
    return DUE_TODAY if local_day(moment) == local_day(clock.due_at) else ON_TIME


def line_of(clock: Clock) -> ClockLine:
    """A clock as a page shows it now."""
    moment = now()
    state = state_of(clock, moment)
    return ClockLine(
        state=state,
        word=_word(state, clock, moment),
        owner=owner_of(clock),
        due_at=clock.due_at,
        name=KINDS[clock.kind].name,
        days=working_days_between(clock.opened_at, clock.due_at),
        is_escalated=clock.is_escalated,
    )


def _word(state: str, clock: Clock, moment: datetime) -> str:
    if state == DUE_TODAY:
        return _("今天到期")
    if state == ON_TIME:
        left = working_days_between(moment, clock.due_at)
        return ngettext("还剩 %(num)s 个工作日", "还剩 %(num)s 个工作日", left)
    late = working_days_between(clock.due_at, moment)
    return ngettext("逾期 %(num)s 个工作日", "逾期 %(num)s 个工作日", late) if late else _("刚刚逾期")


def owner_of(clock: Clock) -> str:
    """Who must act now, without the name of an organisation, which may be hidden."""
    if clock.first_level is None:
        # Also when it went up: those above press, they cannot act in its place.
        whose = KINDS[clock.kind].whose
        return str(whose) if whose else _("本人") if clock.user_id is not None else _("提交单位")
    if clock.level == CENTRE:
        return _("技术经理人")
    if clock.level == COUNTY and clock.county_code:
        return _("%(county)s主管部门", county=label("county", clock.county_code))
    if clock.level in (COUNTY, CITY):
        return _("市级主管部门")
    return _("提交单位")


def lines_for(subject_type: str, ids: Iterable[int]) -> dict[int, ClockLine]:
    """id → the running clock of each of these records, for a list, with one question."""
    return {one: line_of(clock) for one, clock in running_for(subject_type, ids).items()}


def days_word(days: float) -> str:
    """A median of working days; a half stays a half."""
    if days == 0:
        return _("当天")
    if days % 1:
        return _("%(days)s 个工作日", days=f"{days:.1f}")
    return ngettext("%(num)s 个工作日", "%(num)s 个工作日", int(days))


def kind_word(code: str) -> str:
    """The name of a kind, for the words of notices."""
    return str(KINDS[code].name) if code in KINDS else code


def clock_moment(text: str) -> datetime:
    """A moment as notices keep it."""
    return datetime.fromisoformat(text)
