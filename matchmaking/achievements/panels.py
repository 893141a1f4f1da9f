"""What achievements hang into pages: their files, and themselves into the page of their organisation."""

from matchmaking.achievements.pages import in_list
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.listings.attachments import Attachments
from matchmaking.listings.consenting import register_consenting
from matchmaking.listings.deadlines import Deadlines
from matchmaking.listings.holdings import Holdings
from matchmaking.listings.timeline import Timeline

ATTACHMENTS = Attachments(ACHIEVEMENTS, "evidence")
HOLDINGS = Holdings(ACHIEVEMENTS, lambda achievement, viewer: in_list(achievement, "", viewer))
DEADLINES = Deadlines(ACHIEVEMENTS)
TIMELINE = Timeline(ACHIEVEMENTS)


def register_panels() -> None:
    """Tell the rooms below."""
    ATTACHMENTS.register()
    HOLDINGS.register()
    DEADLINES.register()
    TIMELINE.register()
    register_consenting(ACHIEVEMENTS)
