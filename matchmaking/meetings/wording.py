"""Meetings in words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.core.filters import SHANGHAI, moment
from matchmaking.meetings.models import Meeting, MeetingSlot
from matchmaking.meetings.states import (
    ACCEPTED,
    ASKED,
    CANCELLED,
    CLOSED,
    DECLINED,
    EXPIRED,
    FORMS,
    OUTCOMES,
    OVER,
    PROPOSED,
    REASONS,
    WITHDRAWN,
)

STATES = {
    ASKED: _l("等待答复"),
    PROPOSED: _l("另提了时间，等待确认"),
    ACCEPTED: _l("已约定"),
    DECLINED: _l("谢绝"),
    WITHDRAWN: _l("已撤回"),
    EXPIRED: _l("没有答复，已失效"),
    CANCELLED: _l("已取消"),
    OVER: _l("等待填写结果"),
    CLOSED: _l("已结束"),
}


def state_words(code: str) -> str:
    """How far a meeting is."""
    return str(STATES.get(code, code))


def form_words(code: str) -> str:
    """Online or in person."""
    return str(FORMS.get(code, code))


def reason_words(code: str | None) -> str:
    """Why it was declined."""
    return str(REASONS.get(code or "", code or ""))


def outcome_words(code: str) -> str:
    """What a side said afterwards."""
    return str(OUTCOMES.get(code, code))


def when_words(one: Meeting | MeetingSlot) -> str:
    """Day and both times in the city."""
    end = one.ends_at.astimezone(SHANGHAI).strftime("%H:%M")
    return _("%(begin)s 到 %(end)s", begin=moment(one.starts_at), end=end)
