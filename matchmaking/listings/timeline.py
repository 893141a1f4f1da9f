"""What happened to a record, for its own people and the desk: who in words of roles, never by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from sqlalchemy import select

from matchmaking.accounts.models import Role, User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.history import HistoryEntry, history_of
from matchmaking.core.panels import MAIN, Panel, register_panel
from matchmaking.core.records import DRAFT, HIDDEN, SUBMITTED
from matchmaking.listings.permissions import can_read_history
from matchmaking.listings.side import Side
from matchmaking.organisations.queries import member_ids

# What is told of a record; the actions of the rooms above are told by their own panels.
_EVENTS: Mapping[str, Any] = {
    "created": _l("开始写草稿"),
    "imported": _l("从文件导入"),
    "submitted": lazy_pgettext("done", "提交核验"),
    "published": _l("公开发布"),
    "changed": _l("修改内容"),
    "agreed": _l("确认同意公开"),
    "confirmed": _l("确认仍然有效"),
    "extended": _l("改了截止日期"),
    "hidden": _l("太久没有确认，暂不展示"),
    "expired": _l("到期，不再公开"),
    "withdrawn": _l("撤回发布"),
    "draft": _l("转为草稿"),
    "files.stored": _l("上传附件"),
}
_OFFICE = {
    Role.BROKER: _l("技术经理人"),
    Role.COUNTY_OFFICER: _l("县（市、区）主管部门"),
    Role.CITY_OFFICER: _l("市级主管部门"),
    Role.ADMINISTRATOR: _l("平台管理员"),
}
MOST_SHOWN = 60


@dataclass(frozen=True)
class Event:
    """One line of the timeline."""

    at: datetime
    words: str
    who: str
    reason: str


@dataclass(frozen=True, eq=False)
class Timeline:
    """The history of a side's records on their pages."""

    side: Side

    def register(self) -> None:
        """Hang it into the page of a record, folded."""
        register_panel(self.side.kind, self.panels)

    def panels(self, viewer: Viewer, record: Any) -> list[Panel]:
        """Nothing for those whom it does not concern."""
        if not can_read_history(viewer, record):
            return []
        found = events_of(self.side, record)
        return [Panel("listings/_timeline.html", {"events": found}, MAIN)] if found else []


def events_of(side: Side, record: Any) -> list[Event]:
    """The newest events first, at most `MOST_SHOWN`."""
    entries = [one for one in history_of(record) if _words(side, one)][-MOST_SHOWN:]
    roles = _roles([one.actor_id for one in entries if one.actor_id])
    members = set(member_ids(record.organisation_id, "owner", "editor", "reader"))
    return [
        Event(one.at, _words(side, one), _who(one.actor_id, members, roles), one.reason or "")
        for one in reversed(entries)
    ]


def _words(side: Side, entry: HistoryEntry) -> str:
    room, _dot, action = entry.action.partition(".")
    if room != side.room:
        return str(_EVENTS.get(entry.action, ""))
    if action == "draft" and entry.from_state == SUBMITTED:
        return _("退回修改") if entry.reason else _("收回修改")
    if action == "published" and entry.from_state == HIDDEN:
        return _("确认仍然有效，恢复公开")
    if action == "created" and entry.to_state != DRAFT:
        return ""
    return str(_EVENTS.get(action, ""))


def _roles(ids: Sequence[int]) -> dict[int, str]:
    query = select(User.id, User.role).where(User.id.in_(set(ids)))
    return dict(current_session().execute(query).all())


def _who(actor_id: int | None, members: set[int], roles: Mapping[int, str]) -> str:
    """The office that somebody acted from; whoever wrote for the organisation and left stays a person of it."""
    if actor_id is None:
        return _("系统")
    if actor_id in members:
        return _("本单位")
    return str(_OFFICE[Role(roles[actor_id])]) if roles.get(actor_id) in _OFFICE else _("本单位")
