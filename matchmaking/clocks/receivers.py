"""Clocks of organisations: checking one that was submitted, improving one that was refused; their panels."""

from collections.abc import Sequence
from typing import Any

from flask import get_template_attribute
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.queries import response_days, running_for, watched
from matchmaking.clocks.rules import COUNTY, Kind, Open, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.clocks.wording import days_word, line_of, lines_for
from matchmaking.core.db import current_session
from matchmaking.core.panels import FIRST, SIDE, Panel, register_notes, register_panel
from matchmaking.organisations import signals
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.permissions import can_view_contact
from matchmaking.organisations.states import SUBMITTED

CHECK, REVISION = "organisation_check", "organisation_revision"


def register_organisations() -> None:
    """Tell the mechanism of the clocks of organisations, and hang them into their pages."""
    register_kind(Kind(CHECK, _l("机构核验"), lambda title: _("核验机构“%(title)s”", title=title), COUNTY, _unwatched))
    register_kind(
        Kind(REVISION, _l("补充机构资料"), lambda title: _("按退回理由补充“%(title)s”的资料", title=title), None)
    )
    page = "organisations.show_organisation"
    register_subject("organisations", Organisation.id, Organisation.name, page, "organisation_id")
    register_panel("organisation", _panels)
    register_notes("organisation_queue", _notes)


def _unwatched(limit: int) -> list[Open]:
    query = select(Organisation).where(Organisation.state == SUBMITTED, Organisation.id.not_in(watched(CHECK)))
    found = current_session().scalars(query.order_by(Organisation.id).limit(limit))
    return [Open(one, one.county_code) for one in found]


@signals.organisation_submitted.connect
def start_check(_sender: Any, *, organisation: Organisation) -> None:
    """An organisation waits for its officers."""
    close_clock(REVISION, organisation)
    open_clock(CHECK, organisation, county_code=organisation.county_code)


@signals.organisation_verified.connect
def end_check(_sender: Any, *, organisation: Organisation) -> None:
    """It was verified."""
    close_clock(CHECK, organisation)


@signals.organisation_refused.connect
def start_revision(_sender: Any, *, organisation: Organisation, reason: str) -> None:
    """It was sent back: now its own people must act."""
    close_clock(CHECK, organisation)
    open_clock(REVISION, organisation, organisation_id=organisation.id, county_code=organisation.county_code)


def _notes(_viewer: Viewer, ids: Sequence[int]) -> dict[int, str]:
    """The marks in the queue of the officers."""
    mark = get_template_attribute("_macros/clocks.html", "mark")
    return {one: mark(line) for one, line in lines_for("organisations", ids).items()}


def _panels(viewer: Viewer, organisation: Organisation) -> Sequence[Panel]:
    """For those concerned what waits, for everybody how fast it usually answers."""
    found = []
    if can_view_contact(viewer, organisation):
        clock = running_for("organisations", [organisation.id]).get(organisation.id)
        if clock is not None:
            found.append(Panel("clocks/_pending.html", {"line": line_of(clock)}, FIRST))
    days = response_days(organisation)
    if days is not None:
        found.append(Panel("clocks/_response.html", {"days": days_word(days)}, SIDE))
    return found
