"""What service bases hang into pages: deadlines and history into their own, themselves into the organisation's."""

from matchmaking.facilities.pages import in_list
from matchmaking.facilities.side import FACILITIES
from matchmaking.listings.deadlines import Deadlines
from matchmaking.listings.holdings import Holdings
from matchmaking.listings.timeline import Timeline

HOLDINGS = Holdings(FACILITIES, lambda facility, viewer: in_list(facility, "", viewer))
DEADLINES = Deadlines(FACILITIES)
TIMELINE = Timeline(FACILITIES)


def register_panels() -> None:
    """Tell the rooms below."""
    HOLDINGS.register()
    DEADLINES.register()
    TIMELINE.register()
