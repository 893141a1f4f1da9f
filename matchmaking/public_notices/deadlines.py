"""The clock of an objection, and who reads what is attached to it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.queries import watched
from matchmaking.clocks.rules import COUNTY, Kind, Open, register_kind
from matchmaking.clocks.subjects import register_subject
from matchmaking.core.db import current_session
from matchmaking.core.letters import path_to
from matchmaking.files.access import register_reader
from matchmaking.public_notices.models import Objection, PublicNotice
from matchmaking.public_notices.permissions import can_view_objection
from matchmaking.public_notices.queries import objection_with_notice
from matchmaking.public_notices.services import CLOCK, OWN_CLOCK
from matchmaking.public_notices.states import OPEN


def register_objections() -> None:
    """Tell the rooms below."""
    register_kind(
        Kind(CLOCK, _l("公示异议处理"), lambda title: _("处理异议：%(title)s", title=title), COUNTY, _unwatched)
    )
    register_kind(
        Kind(
            OWN_CLOCK, _l("本单位公示的异议处理"), lambda title: _("处理异议：%(title)s", title=title), None,
            goes_up=True, whose=_l("公示单位"),
        )
    )  # fmt: skip
    # The title is public; who objects and why is not.
    title = select(PublicNotice.title).where(PublicNotice.id == Objection.notice_id).scalar_subquery()
    register_subject("objections", Objection.id, title, "public_notices.show_objection", "objection_id")
    register_reader("objections", _can_read, page=_page)


def _unwatched(limit: int) -> list[Open]:
    query = select(Objection).join(Objection.notice).where(Objection.state == OPEN)
    query = query.where(PublicNotice.organisation_id.is_(None), Objection.id.not_in(watched(CLOCK)))
    found = current_session().scalars(query.order_by(Objection.id).limit(limit))
    return [Open(one, one.notice.county_code) for one in found]


def _can_read(viewer: Viewer, objection_id: int) -> bool:
    objection = objection_with_notice(objection_id)
    return objection is not None and can_view_objection(viewer, objection)


def _page(objection_id: int) -> str:
    return path_to("public_notices.show_objection", objection_id=objection_id)
