"""Who works on a registration: the side that applies, and the broker on its behalf; the other side reads."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.deals.permissions import acting_side, side_of
from matchmaking.deals.states import BROKER, RUNNING
from matchmaking.registrations.models import Registration


def can_see_registration(viewer: Viewer, registration: Registration) -> bool:
    """Everybody of the deal."""
    return side_of(viewer, registration.deal) is not None


def can_register(viewer: Viewer, registration: Registration) -> bool:
    """Fill in the sheet and write down the steps: who acts for the applicant, or for the broker's side."""
    return acting_side(viewer, registration.deal) in (registration.side, BROKER)


def can_take_steps(viewer: Viewer, registration: Registration) -> bool:
    """The same while the deal runs or is done: a certificate may be changed or cancelled long afterwards."""
    return can_register(viewer, registration) and registration.deal.state in (*RUNNING, "done")
