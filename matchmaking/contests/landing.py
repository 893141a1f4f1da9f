"""Where the winners land: steps with their proof, giving up, and asking again."""

from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock
from matchmaking.contests.clocks import LANDING, follow_landing
from matchmaking.contests.models import LandingStep, Winner
from matchmaking.contests.states import GIVEN_UP, LANDED, LANDING_STEPS, TRACKED, WINNER_STATES
from matchmaking.core import history
from matchmaking.core.db import current_session
from matchmaking.core.errors import RuleBroken


def report_step(
    winner: Winner, kind: str, *, on: date, amount: Decimal | None, proof: str, county_code: str | None, actor: Viewer
) -> LandingStep:
    """Keep that a step was taken, or correct it. With all four the landing is complete. Raises RuleBroken."""
    if winner.state == GIVEN_UP:
        raise RuleBroken(_("这个项目已标为不再落地。要继续，请先恢复跟踪。"))
    if kind not in LANDING_STEPS:
        raise RuleBroken(_("请从四个步骤里选一个。"))
    step = next((one for one in winner.steps if one.kind == kind), None)
    if step is None:
        step = LandingStep(kind=kind)
        winner.steps.append(step)
    step.on, step.amount, step.proof, step.actor_id = on, amount, proof, actor.user_id
    winner.county_code = county_code or winner.county_code
    current_session().flush()
    history.record("landing_steps.reported", step, actor=actor, data={"kind": kind, "on": on.isoformat()})
    if winner.state == TRACKED and {one.kind for one in winner.steps} == set(LANDING_STEPS):
        WINNER_STATES.move(winner, LANDED, actor=actor)
    follow_landing(winner)
    return step


def report_nothing_new(winner: Winner, *, actor: Viewer) -> None:
    """Nothing has happened since; the next question comes in a quarter."""
    history.record("contest_winners.asked", winner, actor=actor)
    follow_landing(winner)


def give_up(winner: Winner, *, reason: str, actor: Viewer) -> None:
    """It will not land: the reason is kept, nobody is asked any more."""
    WINNER_STATES.move(winner, GIVEN_UP, actor=actor, reason=reason)
    winner.state_reason = reason
    close_clock(LANDING, winner)


def take_up(winner: Winner, *, actor: Viewer) -> None:
    """It lands after all."""
    WINNER_STATES.move(winner, TRACKED, actor=actor)
    winner.state_reason = None
    follow_landing(winner)
