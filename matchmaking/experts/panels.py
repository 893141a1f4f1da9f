"""What experts hang into pages: deadlines and history into their own, themselves into those of their organisation."""

from collections.abc import Sequence

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.panels import MAIN, Panel, register_panel
from matchmaking.experts import linking
from matchmaking.experts.models import Expert
from matchmaking.experts.pages import in_list
from matchmaking.experts.permissions import can_decide_link, can_link, name_is_shown, named_for
from matchmaking.experts.side import EXPERTS
from matchmaking.experts.states import CONFIRMED
from matchmaking.listings.deadlines import Deadlines
from matchmaking.listings.holdings import Holdings
from matchmaking.listings.timeline import Timeline

HOLDINGS = Holdings(EXPERTS, lambda expert, viewer: in_list(expert, "", viewer), named_for)
DEADLINES = Deadlines(EXPERTS)
TIMELINE = Timeline(EXPERTS)


def link_panels(viewer: Viewer, expert: Expert) -> Sequence[Panel]:
    """The achievements that the person worked on; what is not confirmed only its own people see.

    An achievement says whose it is, so a hidden person has none for others.
    """
    if not name_is_shown(viewer, expert):
        return []
    may_link = can_link(viewer, expert) and not expert.is_submitted
    may_decide = can_decide_link(viewer, expert)
    links = [one for one in linking.links_of(expert.id, viewer) if one.state == CONFIRMED or may_link or may_decide]
    if not links and not may_link:
        return []
    context = {"expert": expert, "links": links, "may_link": may_link, "may_decide": may_decide}
    return [Panel("experts/_links.html", context, MAIN)]


def register_panels() -> None:
    """Tell the rooms below."""
    HOLDINGS.register()
    DEADLINES.register()
    register_panel(EXPERTS.kind, link_panels)
    TIMELINE.register()
