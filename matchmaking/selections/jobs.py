"""Work in the background: deliver decisions at their moment, and invite reviewers who have no account yet."""

from matchmaking.core.db import current_session, now
from matchmaking.core.jobs import enqueue, job
from matchmaking.core.letters import letter, link_to
from matchmaking.core.mail import send
from matchmaking.selections.delivery import deliver_when_due
from matchmaking.selections.models import Reviewer, Selection
from matchmaking.selections.queries import due
from matchmaking.selections.states import INVITED

AT_ONCE = 50
EVERY = 60


@job("selections.deliver")
def deliver(selection_id: int) -> None:
    """The moment of one decision has come; one that was taken back or moved meanwhile is left alone."""
    selection = current_session().get(Selection, selection_id)
    if selection is not None:
        deliver_when_due(selection)


@job("selections.look", every=EVERY)
def look() -> None:
    """What was held back by a gate, or moved to an earlier moment."""
    found = due(now(), AT_ONCE)
    if sum(deliver_when_due(one) for one in found) >= AT_ONCE:
        enqueue("selections.look", key="selections.look:more")


@job("selections.write_invitation")
def write_invitation(reviewer_id: int) -> None:
    """A letter to an address without an account: the demand by its title, and the way in."""
    reviewer = current_session().get(Reviewer, reviewer_id)
    if reviewer is None or reviewer.state != INVITED or reviewer.user_id is not None:
        return
    subject, text = letter(
        "selections/letters/invitation.txt",
        {"title": reviewer.selection.demand.title, "email": reviewer.email},
        language="zh",
        name="",
        link=link_to("selections.list_reviews"),
    )
    send(reviewer.email, subject, text, once=f"review-{reviewer.id}-{reviewer.invited_at.timestamp():.0f}")
