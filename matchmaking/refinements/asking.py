"""Questions of the desk to the enterprise: one at a time, with a clock that runs for the enterprise."""

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.deadlines import pause_check, resume_check
from matchmaking.refinements.charge import claim_if_free, move
from matchmaking.refinements.models import Refinement, RefinementQuestion
from matchmaking.refinements.notices import tell_desk, tell_enterprise
from matchmaking.refinements.states import ASKED, REFINING
from matchmaking.refinements.triage import ANSWER, set_to_work


def open_question(refinement: Refinement | None) -> RefinementQuestion | None:
    """The question that waits for an answer."""
    questions = refinement.questions if refinement is not None and refinement.state == ASKED else []
    return next((one for one in questions if one.answered_at is None), None)


def ask(demand: Demand, text: str, *, form_key: str | None, actor: Viewer) -> RefinementQuestion:
    """Ask, stop the desk's clock and start the enterprise's. The same form sent twice asks once.

    Raises RuleBroken while another question is open.
    """
    refinement = claim_if_free(demand, actor=actor)
    asked = next((one for one in refinement.questions if form_key and one.form_key == form_key), None)
    if asked is not None:
        return asked
    if open_question(refinement) is not None:
        raise RuleBroken(_("上一个问题还没有答复，请等答复以后再问。"))
    set_to_work(refinement, actor=actor)
    question = RefinementQuestion(asked_by_id=actor.user_id, text=text, form_key=form_key or None)
    refinement.questions.append(question)
    move(refinement, ASKED, actor=actor)
    # The notice is about this question, once.
    current_session().flush()
    pause_check(DEMANDS, demand)
    clock = open_clock(ANSWER, demand, organisation_id=demand.organisation_id, county_code=demand.county_code)
    tell_enterprise("question", demand, question.id, actor=actor, question=text, by=clock.due_at.isoformat())
    return question


def answer(demand: Demand, question: RefinementQuestion, text: str, *, actor: Viewer) -> None:
    """Answer for the enterprise; it is the desk's turn again."""
    if question.answered_at is not None:
        raise RuleBroken(_("这个问题已经有人答过了。请刷新页面查看。"))
    question.answer, question.answered_at, question.answered_by_id = text, now(), actor.user_id
    close_clock(ANSWER, demand)
    history.record("refinements.answered", question.refinement, actor=actor)
    move(question.refinement, REFINING, actor=actor)
    resume_check(DEMANDS, demand)
    tell_desk("answered", demand, question.id, actor=actor, question=question.text, answer=text)
