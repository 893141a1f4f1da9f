"""Delivers a decision: at its moment, to everybody at once, with a reason for each refusal."""

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.consents.queries import NAME
from matchmaking.consents.services import grant
from matchmaking.core import history
from matchmaking.core.db import now
from matchmaking.core.languages import in_chinese
from matchmaking.matching.wanting import mark_wanted
from matchmaking.proposals.states import CHOSEN, DECLINED
from matchmaking.selections import gates
from matchmaking.selections.deadlines import end_decision, end_review
from matchmaking.selections.models import Candidate, Selection
from matchmaking.selections.notices import tell_owner, tell_reviewer, tell_team
from matchmaking.selections.queries import standing
from matchmaking.selections.services import decline
from matchmaking.selections.signals import decision_delivered, proposal_chosen
from matchmaking.selections.states import DELIVERED, INVITED, SELECTION_STATES, SIGNED

CANCELLED = "demand_cancelled"


def deliver_when_due(selection: Selection, *, actor: Viewer | None = None) -> bool:
    """Deliver a confirmed decision if its moment has come and no gate holds it back; False when it still waits."""
    if not selection.is_decided or selection.decides_at > now() or gates.waiting_reason(selection):
        return False
    _deliver(selection, actor)
    return True


def end_selection(selection: Selection, *, actor: Viewer | None) -> None:
    """The demand is gone: everybody who answered hears it now, whatever had been prepared. No silent end."""
    sentence = in_chinese(_l("需求方撤回了这条需求，本次征集结束，没有选定应答。"))
    for one in standing(selection):
        # A refusal that was prepared for reasons of its own says more than that the demand is gone.
        if one.proposal.state != DECLINED or not one.reason_code or not one.sentence:
            decline(one, CANCELLED, sentence, actor=actor)
    selection.ended_code = CANCELLED
    _deliver(selection, actor)


def _deliver(selection: Selection, actor: Viewer | None) -> None:
    SELECTION_STATES.move(selection, DELIVERED, actor=actor)
    selection.delivered_at, selection.running_key = now(), None
    end_decision(selection)
    for one in standing(selection):
        one.proposal.delivered_at = selection.delivered_at
        if one.proposal.state == CHOSEN:
            _open_match(one, actor)
            tell_team(one, "chosen", f"selections:{selection.id}:result:{one.id}", revealed=one.reveals_name)
            proposal_chosen.send(selection, proposal=one.proposal, actor=actor)
        else:
            assert one.proposal.state == DECLINED
            tell_team(
                one, "declined", f"selections:{selection.id}:result:{one.id}",
                reason=one.reason_code, sentence=one.sentence,
            )  # fmt: skip
    for reviewer in selection.reviewers:
        if reviewer.state in (INVITED, SIGNED):
            end_review(reviewer, was_answered=False)
            tell_reviewer(reviewer, "finished", f"selections:{selection.id}:finished")
    # Who pressed the button knows; in any other case it was the clock that delivered it.
    tell_owner(selection, "delivered", f"selections:{selection.id}:delivered", actor)
    decision_delivered.send(selection, actor=actor)


def _open_match(candidate: Candidate, actor: Viewer | None) -> None:
    """A chosen answer makes a wanted match of each achievement it names; deals begin from there."""
    demand, proposal = candidate.selection.demand, candidate.proposal
    candidate.wanted_at = now()
    mark_wanted(demand, proposal.achievements, organisation_id=proposal.organisation_id, actor=actor)
    history.record("selections.match_wanted", candidate.selection, actor=actor, data={"proposal_id": proposal.id})
    if candidate.reveals_name:
        reveal_name(candidate, actor)


def reveal_name(candidate: Candidate, actor: Viewer | None) -> None:
    """Let the chosen organisation know whose demand it is; nobody else."""
    demand = candidate.selection.demand
    why = in_chinese(_l("选定应答时同意公开名称。"))
    grant(demand, NAME, candidate.proposal.organisation_id, actor, why)
