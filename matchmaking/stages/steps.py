"""What the host did and what was before, so that it can be taken back."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.roadshows.models import Roadshow
from matchmaking.stages.models import StageQuestion, StageStep

STEP_WORDS = {
    "opened": _l("开场"),
    "pitch": _l("换了项目"),
    "timer": _l("改了时间"),
    "messages": _l("开关了弹幕"),
    "answered": _l("标为现场已答"),
    "pinned": _l("置顶了提问"),
    "hidden": _l("隐藏了提问"),
    "message_hidden": _l("隐藏了弹幕"),
    "blocked": _l("禁止了一位观众发言"),
    "unblocked": _l("恢复了一位观众发言"),
    "poll_opened": _l("发起了投票"),
    "poll_closed": _l("结束了投票"),
    "closed": _l("结束了直播"),
}
QUESTION_FIELDS = ("state", "live_seconds", "pinned_at", "hidden_reason", "answered_at", "answered_by_id")


def of_question(question: StageQuestion) -> dict[str, Any]:
    """What `note` remembers of a question."""
    return {"before": snapshot(question, *QUESTION_FIELDS)}


def snapshot(record: Any, *names: str) -> dict[str, Any]:
    """Some values of a record as JSON."""
    found = {name: getattr(record, name) for name in names}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in found.items()}


def restore(record: Any, values: dict[str, Any]) -> None:
    """Give a record these values again."""
    for name, value in values.items():
        is_moment = name.endswith("_at") and value is not None
        setattr(record, name, datetime.fromisoformat(value) if is_moment else value)


def note(
    roadshow: Roadshow, kind: str, actor: Viewer, subject: Any = None, *,
    before: dict[str, Any] | None = None, subject_id: int | None = None,
) -> None:  # fmt: skip
    """Remember a step and what was before."""
    current_session().add(
        StageStep(
            roadshow_id=roadshow.id,
            kind=kind,
            subject_id=subject.id if subject is not None else subject_id,
            before=before or {},
            actor_id=actor.user_id,
            at=now(),
        )
    )
