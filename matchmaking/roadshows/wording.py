"""Sessions in words: when, in which form, in which state."""

from datetime import date, datetime, timedelta

from flask_babel import format_date
from flask_babel import gettext as _

from matchmaking.core.filters import SHANGHAI, today
from matchmaking.core.languages import current_language
from matchmaking.roadshows.agenda_forms import KINDS
from matchmaking.roadshows.conflicts import hours
from matchmaking.roadshows.forms import FORMS
from matchmaking.roadshows.models import HOST, Roadshow
from matchmaking.roadshows.states import ENGAGEMENT_NAMES, REGISTRATION_NAMES, STATE_NAMES


def form_word(code: str) -> str:
    """线上, 线下, or both."""
    return str(FORMS.get(code, code))


def state_word(code: str) -> str:
    """Where a session is in its life."""
    return str(STATE_NAMES.get(code, code))


def registration_word(code: str) -> str:
    """Where a registration is in its life."""
    return str(REGISTRATION_NAMES.get(code, code))


def engagement_word(code: str) -> str:
    """Where a task is in its life."""
    return str(ENGAGEMENT_NAMES.get(code, code))


def kind_word(code: str) -> str:
    """What kind of item it is."""
    return str(KINDS.get(code, code))


def task_word(task: str) -> str:
    """What somebody is asked for."""
    return _("主持") if task == HOST else _("路演")


def hours_of(roadshow: Roadshow) -> str:
    """14:30–16:30."""
    return hours(roadshow.starts_at, roadshow.ends_at)


def local_stamp(moment: datetime) -> str:
    """2026-11-25T09:30+08:00, for machine-readable attributes."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="minutes")


def near_word(moment: datetime) -> str:
    """今天, 明天, or 周三: beside a whole date."""
    day = moment.astimezone(SHANGHAI).date()
    if day == today():
        return _("今天")
    return _("明天") if day == today() + timedelta(days=1) else format_date(day, "EEE")


def day_word(moment: datetime | date) -> str:
    """今天, 明天, or 11月25日 周三."""
    day = moment.astimezone(SHANGHAI).date() if isinstance(moment, datetime) else moment
    if day == today():
        return _("今天")
    if day == today() + timedelta(days=1):
        return _("明天")
    return full_day(day)


def full_day(moment: datetime | date) -> str:
    """11月25日 周三, with the year where it is another one."""
    day = moment.astimezone(SHANGHAI).date() if isinstance(moment, datetime) else moment
    chinese = "M月d日 EEE" if day.year == today().year else "y年M月d日 EEE"
    return format_date(day, chinese if current_language() == "zh" else "EEE d MMM y")


FILTERS = {
    "roadshow_form": form_word, "roadshow_state": state_word, "registration_state": registration_word,
    "engagement_state": engagement_word, "item_kind": kind_word, "task_word": task_word, "session_hours": hours_of,
    "local_stamp": local_stamp, "day_word": day_word, "near_word": near_word,
}  # fmt: skip
