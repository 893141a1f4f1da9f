"""Taking charge of a demand: claim, assign to a person or a squad, hand over, let go."""

from flask_babel import gettext as _

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.demands.models import Demand
from matchmaking.refinements.models import Refinement, Squad
from matchmaking.refinements.notices import tell_desk
from matchmaking.refinements.permissions import is_free
from matchmaking.refinements.queries import find_refinement, forget_charges
from matchmaking.refinements.states import OPEN, REFINEMENT_STATES, REFINING


def refinement_of(demand: Demand) -> Refinement:
    """The demand's way across the desk, begun now when nobody has touched it."""
    found = find_refinement(demand.id)
    if found is None:
        found = Refinement(demand=demand, state=OPEN, revisions=[], questions=[])
        current_session().add(found)
        # The history rows of the next step need the id.
        current_session().flush()
    return found


def move(
    refinement: Refinement, state: str, *, actor: Viewer | None, reason: str | None = None, **data: object
) -> None:
    """Take a step and remember since when."""
    REFINEMENT_STATES.move(refinement, state, actor=actor, reason=reason, **data)
    refinement.moved_at = now()


def claim(demand: Demand, *, actor: Viewer) -> Refinement:
    """Take charge oneself. A second time changes nothing; raises RuleBroken when somebody else was faster."""
    refinement = refinement_of(demand)
    if refinement.in_charge_id == actor.user_id:
        return refinement
    if not is_free(refinement):
        raise RuleBroken(_("这条需求刚被别人接手。请刷新页面看是谁在办。"))
    _put(refinement, actor.user_id, None)
    history.record("refinements.claimed", refinement, actor=actor)
    if refinement.state == OPEN:
        move(refinement, REFINING, actor=actor)
    return refinement


def claim_if_free(demand: Demand, *, actor: Viewer) -> Refinement:
    """Who works on what is nobody's takes charge of it by that."""
    refinement = refinement_of(demand)
    return claim(demand, actor=actor) if is_free(refinement) else refinement


def assign(demand: Demand, *, person: User | None, squad: Squad | None, reason: str, actor: Viewer) -> None:
    """Give it to one person or one squad, who read the reason. Raises ValueError for both or neither."""
    if (person is None) == (squad is None):
        raise ValueError("either a person or a squad is in charge")
    refinement = refinement_of(demand)
    before = refinement.in_charge_id, refinement.squad_id
    now_in_charge = person.id if person else None, squad.id if squad else None
    if before == now_in_charge:
        return
    _put(refinement, *now_in_charge)
    history.record(
        "refinements.assigned", refinement, actor=actor, reason=reason,
        data={"person": now_in_charge[0], "squad": now_in_charge[1], "from": list(before)},
    )  # fmt: skip
    if refinement.state == OPEN:
        move(refinement, REFINING, actor=actor)
    # The query for those in charge must find them.
    current_session().flush()
    tell_desk("assigned", demand, refinement.version, actor=actor, reason=reason, squad=squad.name if squad else "")


def release(demand: Demand, *, reason: str, actor: Viewer) -> None:
    """Nobody is in charge any more; what was not begun waits for triage again."""
    refinement = refinement_of(demand)
    if is_free(refinement):
        return
    _put(refinement, None, None)
    history.record("refinements.released", refinement, actor=actor, reason=reason)
    if refinement.state == REFINING:
        move(refinement, OPEN, actor=actor)


def _put(refinement: Refinement, person_id: int | None, squad_id: int | None) -> None:
    refinement.in_charge_id, refinement.squad_id = person_id, squad_id
    refinement.taken_at = now() if person_id or squad_id else None
    forget_charges()
    current_session().flush()
    # The names behind the ids are read anew.
    current_session().expire(refinement, ["in_charge", "squad"])
