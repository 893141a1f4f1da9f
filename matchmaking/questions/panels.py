"""The public questions and answers on the page of a demand."""

from collections.abc import Sequence

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.panels import MAIN, Panel
from matchmaking.demands.deadlines import is_over
from matchmaking.demands.models import Demand
from matchmaking.listings.queries import count_of
from matchmaking.questions.permissions import can_ask, reads_open_questions, shown_questions
from matchmaking.questions.queries import load, questions_of
from matchmaking.questions.states import ASKED

SHOWN = 6


def demand_panels(viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """What was asked and answered, and the way to ask; nothing while the demand is not public."""
    if not demand.is_published:
        return []
    query = questions_of(demand.id, shown_questions(viewer, demand))
    found, total = load(query, SHOWN), count_of(query)
    is_closed = is_over(demand.deadline_on)
    if not found and is_closed:
        return []
    waiting = [one.id for one in found if one.state == ASKED]
    # Who asked sees the question before it is answered, and until when it has to be.
    clocks = lines_for("questions", waiting) if waiting else {}
    context = {
        "demand": demand,
        "questions": found,
        "total": total,
        "may_ask": can_ask(viewer, demand),
        "asks_after_sign_in": not viewer.is_signed_in and not is_closed,
        "clocks": clocks,
        "answers": reads_open_questions(viewer, demand),
    }
    return [Panel("questions/_questions.html", context, MAIN)]
