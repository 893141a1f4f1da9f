"""What demands hang into pages: their files, and themselves into the page of their organisation."""

from matchmaking.demands.pages import in_list
from matchmaking.demands.permissions import named_for
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.attachments import Attachments
from matchmaking.listings.consenting import register_consenting
from matchmaking.listings.deadlines import Deadlines
from matchmaking.listings.holdings import Holdings

ATTACHMENTS = Attachments(DEMANDS, "audience")
HOLDINGS = Holdings(DEMANDS, lambda demand, viewer: in_list(demand, "", viewer), named_for)
DEADLINES = Deadlines(DEMANDS)


def register_panels() -> None:
    """Tell the rooms below."""
    ATTACHMENTS.register()
    HOLDINGS.register()
    DEADLINES.register()
    register_consenting(DEMANDS)
