"""The way of a challenge as a page shows it: what is done, what is under way, what comes."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import pgettext

from matchmaking.challenges.models import Challenge
from matchmaking.challenges.states import (
    ARGUING,
    AWARDED,
    CHECKING,
    CLEARED,
    CLOSED,
    FAILED,
    LIST_NOTICE,
    OPEN,
    PASSED,
    PREPARING,
    RESULT_NOTICE,
    STOPPED,
)
from matchmaking.core.filters import day
from matchmaking.core.history import history_of
from matchmaking.demands.deadlines import is_over
from matchmaking.public_notices.queries import notices_of

# Step → the place of each state; "taking" and "judging" are both the state OPEN, before and after the deadline.
STEPS = ("applying", "checking", "arguing", "listing", "announcing", "taking", "judging", "showing", "signing")
PLACES = {
    PREPARING: 0, CHECKING: 1, ARGUING: 2, FAILED: 2, PASSED: 3, LIST_NOTICE: 3, STOPPED: 3, CLEARED: 4,
    RESULT_NOTICE: 7, AWARDED: 8,
}  # fmt: skip
# When a step was done: the state that the challenge came to then.
DONE_BY = {
    "applying": CHECKING, "checking": ARGUING, "arguing": PASSED, "listing": CLEARED, "announcing": OPEN,
    "judging": RESULT_NOTICE, "showing": AWARDED,
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step: its words, a note, and done, now or next."""

    label: str
    state: str
    note: str
    at: datetime | None


def timeline(challenge: Challenge) -> list[Step]:
    """Every step in order; nothing in it names the enterprise or an expert."""
    place = place_of(challenge)
    moments = {entry.to_state: entry.at for entry in history_of(challenge)}
    words = _words()
    found = []
    for number, code in enumerate(STEPS):
        state = "done" if number < place else "now" if number == place else "next"
        if challenge.state == CLOSED and number >= place:
            state = "next"
        at = moments.get(DONE_BY.get(code, "")) if state == "done" else None
        found.append(Step(words[code], state, _note(challenge, code, state), at))
    return found


def place_of(challenge: Challenge) -> int:
    """The number of the step that is under way."""
    if challenge.state in PLACES:
        return PLACES[challenge.state]
    return STEPS.index("judging" if is_over(challenge.demand.deadline_on) else "taking")


def _words() -> dict[str, str]:
    return {
        "applying": _("需求征集"),
        "checking": _("形式审查"),
        "arguing": _("专家论证"),
        "listing": _("榜单公示"),
        "announcing": pgettext("step", "发榜"),
        "taking": _("揭榜"),
        "judging": _("评榜"),
        "showing": _("结果公示"),
        "signing": _("签约"),
    }


def _note(challenge: Challenge, code: str, state: str) -> str:
    rules = challenge.rules
    if code == "arguing" and state == "now" and challenge.state == FAILED:
        return _("未通过")
    if code == "listing" and challenge.state == STOPPED and state == "now":
        return _("已停止")
    if code in ("listing", "showing") and state == "now":
        return waits_until(challenge)
    if code == "judging":
        parts = [_("至少 %(count)s 位评审人", count=rules.panel_size)]
        parts += [_("盲评")] if rules.is_blind else []
        parts += [_("安排答辩")] if rules.has_defence else []
        return _("，").join(parts)
    if code == "taking":
        return _("，").join(filter(None, (waits_until(challenge) if state == "now" else "", _("截止前方案不拆封"))))
    return ""


def waits_until(challenge: Challenge) -> str:
    """Until when it is nobody's turn but time's: the end of the public notice, or of taking answers; or ""."""
    if challenge.state in (LIST_NOTICE, RESULT_NOTICE):
        running = next((one for one in notices_of(challenge) if one.is_running), None)
        return _("公示到 %(day)s", day=day(running.ends_on)) if running else ""
    if challenge.state == OPEN and not is_over(challenge.demand.deadline_on):
        return _("%(day)s截止", day=day(challenge.demand.deadline_on))
    return ""
