"""Moves the deadline of a published demand: with a reason that everybody reads, so often and so late as is allowed."""

from datetime import date, timedelta

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.demands.answers import answer_count
from matchmaking.demands.deadlines import is_over
from matchmaking.demands.models import Demand, Extension
from matchmaking.demands.modes import CHALLENGE
from matchmaking.demands.queries import extensions_of
from matchmaking.demands.side import DEMANDS
from matchmaking.demands.signals import demand_extended
from matchmaking.listings.confirming import note_confirmed

REASONS = {
    "few_answers": _l("收到的应答太少"),
    "more_time": _l("应答方需要更多时间准备"),
    "more_detail": _l("补充了指标或条件"),
    "holiday": _l("遇节假日顺延"),
    "plan_changed": _l("企业的计划有调整"),
    "other": _l("其他"),
}


def is_longer(before: date | None, after: date | None) -> bool:
    """Whether a new deadline gives more time than the old one."""
    return after is None or (before is not None and after > before)


def refusal(demand: Demand, after: date | None) -> str | None:
    """Why the deadline cannot be moved to this day, in words for the owner; None when it can."""
    before = demand.deadline_on
    if after == before:
        return _("新的日期和原来一样，请填写另一个日期。")
    if after is not None and after < today():
        return _("这一天已经过去，请填写今天或以后的日期；长期有效就留空。")
    if demand.mode == CHALLENGE and (after is None or not is_longer(before, after)):
        return _("揭榜的截止日期已经公示过，只能延后，不能提前或取消。")
    if not is_longer(before, after):
        if count := answer_count(demand):
            return ngettext(
                "已经收到 %(num)s 份应答，截止日期不能提前。", "已经收到 %(num)s 份应答，截止日期不能提前。", count
            )
        return None
    late = current_app.config["EXTENSION_DAYS"]
    if before is not None and is_over(before + timedelta(days=late)):
        return ngettext("截止已超过 %(num)s 天，不能再延期。", "截止已超过 %(num)s 天，不能再延期。", late)
    if not extensions_left(demand):
        most = current_app.config["EXTENSIONS"]
        return ngettext("最多延期 %(num)s 次，已经用完。", "最多延期 %(num)s 次，已经用完。", most)
    return None


def extensions_left(demand: Demand) -> int:
    """How often more time can still be given."""
    used = sum(one.is_longer for one in extensions_of(demand.id))
    return max(0, current_app.config["EXTENSIONS"] - used)


def extend_deadline(demand: Demand, after: date | None, *, reason_code: str, reason: str, actor: Viewer) -> Extension:
    """Move the deadline of a published demand, write it down for everybody and tell the rooms above.

    Raises RuleBroken when it cannot be moved there. `reason_code` is one of `REASONS`.
    """
    if words := refusal(demand, after):
        raise RuleBroken(words)
    before = demand.deadline_on
    extension = Extension(
        demand_id=demand.id, created_by_id=actor.user_id, before_on=before, after_on=after,
        reason_code=reason_code, reason=reason,
    )  # fmt: skip
    current_session().add(extension)
    demand.deadline_on = after
    days = {"before": before.isoformat() if before else None, "after": after.isoformat() if after else None}
    history.record("demands.extended", demand, actor=actor, data={**days, "reason": reason_code})
    note_confirmed(DEMANDS, [demand])
    demand_extended.send(demand, before=before, after=after, extension=extension, actor=actor)
    return extension
