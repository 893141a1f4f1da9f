"""What demands hang into pages: their files, and themselves into the page of their organisation."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.queries import running
from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.wording import ClockLine, line_of
from matchmaking.core.panels import FIRST, SIDE, Panel, register_panel
from matchmaking.demands.inviting import DIRECT_ANSWER, SUPPLIERS
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import in_list
from matchmaking.demands.permissions import (
    can_answer_invitation,
    can_change_mode,
    can_choose_invitees,
    can_see_invitees,
    named_for,
)
from matchmaking.demands.queries import invitee_of, invitees_of
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.attachments import Attachments
from matchmaking.listings.consenting import register_consenting
from matchmaking.listings.deadlines import Deadlines
from matchmaking.listings.holdings import Holdings
from matchmaking.listings.permissions import can_list_for
from matchmaking.listings.timeline import Timeline
from matchmaking.organisations.models import Organisation

ATTACHMENTS = Attachments(DEMANDS, "audience")
HOLDINGS = Holdings(DEMANDS, lambda demand, viewer: in_list(demand, "", viewer), named_for)
DEADLINES = Deadlines(DEMANDS)
TIMELINE = Timeline(DEMANDS)


def register_panels() -> None:
    """Tell the rooms below."""
    ATTACHMENTS.register()
    HOLDINGS.register()
    DEADLINES.register()
    TIMELINE.register()
    register_consenting(DEMANDS)
    register_kind(Kind(DIRECT_ANSWER, _l("答复直接洽谈"), _direct_words, None, whose=_l("被邀请洽谈的单位")))
    register_panel(DEMANDS.kind, invitation_panels)
    register_panel(f"{DEMANDS.kind}_draft", invitation_panels)
    register_panel("organisation", direct_panels)


def _direct_words(title: str) -> str:
    return _("答复“%(title)s”愿不愿意洽谈", title=title)


def invitation_panels(viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """For its own people and the desk who was asked and what they said; for the invited their own invitation."""
    found = []
    if can_see_invitees(viewer, demand):
        context = {
            "demand": demand,
            "invitees": invitees_of(demand.id),
            "may_choose": can_choose_invitees(viewer, demand),
            "may_change": can_change_mode(viewer, demand),
            "clock": _clock(demand),
        }
        found.append(Panel("demands/_invitees.html", context, FIRST))
    invitee = None if demand.is_for_everybody else invitee_of(demand.id, viewer.organisation_id)
    if invitee is not None and demand.is_published:
        may_answer = can_answer_invitation(viewer, demand)
        context = {"demand": demand, "invitee": invitee, "may_answer": may_answer, "clock": _clock(demand)}
        found.append(Panel("demands/_invitation.html", context, FIRST))
    return found


def _clock(demand: Demand) -> ClockLine | None:
    clock = running(DIRECT_ANSWER, demand)
    return line_of(clock) if clock else None


def direct_panels(viewer: Viewer, organisation: Organisation) -> Sequence[Panel]:
    """On the page of an institution that can be asked: a button to write to it alone."""
    may_write = can_list_for(viewer, viewer.organisation_id) and not viewer.belongs_to(organisation.id)
    if not may_write or not organisation.is_verified or organisation.kind not in SUPPLIERS:
        return []
    return [Panel("demands/_direct.html", {"organisation": organisation}, SIDE)]
