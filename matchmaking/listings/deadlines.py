"""The clocks of a record: checking what was handed in, improving what was sent back; the line on its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.queries import running_for, with_any_clock
from matchmaking.clocks.rules import CENTRE, Kind, Open, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.clocks.wording import line_of
from matchmaking.core.db import current_session
from matchmaking.core.panels import FIRST, Panel, register_panel
from matchmaking.core.records import DRAFT, EXPIRED, HIDDEN, PUBLISHED, SUBMITTED
from matchmaking.listings.gates import is_locked
from matchmaking.listings.notices import untell_officers
from matchmaking.listings.permissions import works_at_desk_for
from matchmaking.listings.side import Side

WAITING = "listings/_waiting.html"


def start_check(side: Side, record: Any) -> None:
    """Handed in: now the desk must act."""
    close_clock(_revision(side), record)
    open_clock(_check(side), record, county_code=record.county_code)


def pause_check(side: Side, record: Any) -> None:
    """The desk has acted, and now somebody else must."""
    close_clock(_check(side), record)


def resume_check(side: Side, record: Any) -> None:
    """It is the desk's turn again."""
    open_clock(_check(side), record, county_code=record.county_code)


def end_check(side: Side, record: Any, *, was_answered: bool = True) -> None:
    """Published, merged, or taken back by its own people: nothing of it waits for the desk, nor for its officers."""
    close_clock(_check(side), record, was_answered=was_answered)
    untell_officers(side, record)


def start_revision(side: Side, record: Any) -> None:
    """Sent back: now its own people must act."""
    close_clock(_check(side), record)
    open_clock(_revision(side), record, organisation_id=record.organisation_id, county_code=record.county_code)


def _check(side: Side) -> str:
    return f"{side.kind}_check"


def _revision(side: Side) -> str:
    return f"{side.kind}_revision"


@dataclass(frozen=True, eq=False)
class Deadlines:
    """What the mechanism must know of a side."""

    side: Side

    def register(self) -> None:
        """Bring the kinds and the words of this side, and hang the clock into the page of a record."""
        names = {
            "demand": (_l("需求分诊"), _l("修改需求")),
            "achievement": (_l("成果核验"), _l("修改成果")),
            "expert": (_l("专家资料核验"), _l("修改专家资料")),
            "facility": (_l("服务基地核验"), _l("修改服务基地")),
            "project": (_l("项目核验"), _l("修改项目")),
        }
        check, revision = names[self.side.kind]
        register_kind(Kind(_check(self.side), check, self._check_words, CENTRE, self._unwatched))
        register_kind(Kind(_revision(self.side), revision, _revision_words, None))
        model, kind = self.side.model, self.side.kind
        # Only the title: the organisation may hide its name.
        register_subject(model.__tablename__, model.id, model.title, f"{self.side.room}.show_{kind}", f"{kind}_id")
        register_panel(self.side.kind, self.panels)

    def _check_words(self, title: str) -> str:
        if self.side.kind == "demand":
            return _("分诊需求“%(title)s”", title=title)
        return _("核验%(name)s“%(title)s”", name=self.side.name, title=title)

    def _unwatched(self, limit: int) -> list[Open]:
        model = self.side.model
        # While the enterprise is asked something, the desk waits: then another clock runs.
        query = select(model).where(model.state == SUBMITTED, model.id.not_in(with_any_clock(model.__tablename__)))
        found = current_session().scalars(query.order_by(model.id).limit(limit))
        # What a room above has under way waits for that room, which has clocks of its own.
        return [Open(one, one.county_code) for one in found if not is_locked(one)]

    def panels(self, viewer: Viewer, record: Any) -> Sequence[Panel]:
        """The running clock, for the people of the record and for the desk."""
        concerned = viewer.belongs_to(record.organisation_id) or works_at_desk_for(viewer, record.county_code)
        if record.state in (PUBLISHED, HIDDEN, EXPIRED) or not concerned:
            return []
        clock = running_for(record.__tablename__, [record.id]).get(record.id)
        if clock is None:
            return []
        waits = {
            "line": line_of(clock),
            "submitted_at": record.submitted_at if record.state == SUBMITTED else None,
            "reason": record.state_reason if record.state == DRAFT else None,
        }
        return [Panel(WAITING, waits, FIRST)]


def _revision_words(title: str) -> str:
    return _("按退回理由修改“%(title)s”", title=title)
