"""Begins a selection, gives every answer its place in it, and screens."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.queries import limits_of
from matchmaking.clocks.working_days import add_working_days
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.languages import in_chinese
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import accepts_answers_until
from matchmaking.organisations.queries import member_ids
from matchmaking.proposals.deadlines import end_review
from matchmaking.proposals.states import ASSESSED, CHOSEN, DECLINED, FINALIST, PROPOSAL_STATES, SUBMITTED
from matchmaking.selections.deadlines import DECISION, restart_decision, start_decision
from matchmaking.selections.models import Candidate, Selection, SelectionCriterion
from matchmaking.selections.notices import tell_date_changed
from matchmaking.selections.queries import handed_in_proposals, names_of_people, people_of, running_of
from matchmaking.selections.scoring import USUAL_WEIGHTS, WHOLE, letter
from matchmaking.selections.states import INVITED, SIGNED
from matchmaking.selections.veil import names_in

# Where an answer may be moved by hand, and from where: the way forward and back, short of a decision.
STAGES = (SUBMITTED, ASSESSED, FINALIST)


def usual_decision_moment(demand: Demand) -> datetime:
    """The promise that holds until the owner makes another: so many working days after the deadline, or from now."""
    begins = accepts_answers_until(demand)
    begins = max(begins, now()) if begins else now()
    return add_working_days(begins, limits_of(DECISION).days)


def ensure_selection(demand: Demand, *, actor: Viewer | None) -> Selection:
    """The running selection of a demand; without one it begins with the usual criteria and the usual moment."""
    found = running_of(demand.id)
    if found is not None:
        return found
    selection = Selection(demand=demand, running_key=str(demand.id), decides_at=usual_decision_moment(demand))
    selection.criteria = [
        SelectionCriterion(position=place, name=name, weight=weight)
        for place, (name, weight) in enumerate(USUAL_WEIGHTS)
    ]
    current_session().add(selection)
    history.record("selections.begun", selection, actor=actor)
    place_candidates(selection)
    return selection


def place_candidates(selection: Selection) -> list[Candidate]:
    """Give every answer that is handed in its letter; return the new ones. The first one starts the clock."""
    new = []
    for proposal in handed_in_proposals(selection.demand_id):
        one = Candidate(proposal=proposal, letter=letter(len(selection.candidates)))
        selection.candidates.append(one)
        new.append(one)
    if new:
        touch(selection)
    if selection.candidates and selection.is_open:
        start_decision(selection)
    return new


def touch(selection: Selection) -> None:
    """Raise the version: who decides on an older page is told so."""
    selection.updated_at = now()
    # The next step compares versions.
    current_session().flush()


def require_open(selection: Selection) -> None:
    """Raises RuleBroken when the decision is confirmed or delivered."""
    if not selection.is_open:
        raise RuleBroken(_("决定已经确认，不能再改。送达之前可以先撤回确认，再修改。"))


def has_scores(selection: Selection) -> bool:
    """Whether somebody has scored; from then on criteria, weights and blindness stay."""
    return any(review.scores for one in selection.reviewers for review in one.reviews)


def set_up(
    selection: Selection,
    *,
    decides_at: datetime,
    criteria: Sequence[Mapping[str, Any]] | None,
    is_blind: bool,
    is_blind_for_owner: bool,
    reason: str,
    actor: Viewer,
) -> None:
    """Change when and how is chosen. `criteria` None leaves them as they are.

    Another moment needs a reason as soon as somebody has answered; everybody who waits for it is told. Raises
    RuleBroken when it lies before the end of the answering time or in the past, and for weights that do not make 100.
    """
    require_open(selection)
    if decides_at != selection.decides_at:
        _move_date(selection, decides_at, reason, actor)
    if has_scores(selection):
        return
    if criteria is not None:
        if sum(int(row["weight"]) for row in criteria) != WHOLE:
            raise RuleBroken(_("各项权重加起来要等于 100。"))
        wanted = [(row["name"], int(row["weight"])) for row in criteria]
        if wanted != [(one.name, one.weight) for one in selection.criteria]:
            selection.criteria = [
                SelectionCriterion(position=place, name=name, weight=weight)
                for place, (name, weight) in enumerate(wanted)
            ]
            touch(selection)
    before = (selection.is_blind, selection.is_blind_for_owner)
    if is_blind and not is_blind_for_owner and _own_reviewers(selection):
        raise RuleBroken(_("评审人里有本单位成员。要匿名评审，请先把他们移出，或者选上“我单位也不看名称”。"))
    selection.is_blind, selection.is_blind_for_owner = is_blind, is_blind and is_blind_for_owner
    if selection.is_blind_for_owner:
        for one in selection.candidates:
            # Their clocks lead to pages with names; that of the decision runs on.
            end_review(one.proposal, was_answered=False)
    if before != (selection.is_blind, selection.is_blind_for_owner):
        data = {"blind": selection.is_blind, "owner": selection.is_blind_for_owner}
        history.record("selections.blindness_changed", selection, actor=actor, data=data)


def follow_deadline(selection: Selection, *, actor: Viewer | None) -> None:
    """Promise a moment after the deadline, when the one promised now lies before it; who waits is told why."""
    until = accepts_answers_until(selection.demand)
    if until is None or selection.decides_at >= until:
        return
    before, selection.decides_at = selection.decides_at, usual_decision_moment(selection.demand)
    data = {"from": before.isoformat(), "to": selection.decides_at.isoformat()}
    history.record("selections.date_changed", selection, actor=actor, data=data)
    if selection.candidates:
        restart_decision(selection)
        tell_date_changed(selection, in_chinese(_l("应答截止日期延后了。")), actor)


def _own_reviewers(selection: Selection) -> bool:
    """Whether people of the demand's organisation review."""
    people = set(member_ids(selection.demand.organisation_id))
    return any(one.user_id in people and one.state in (INVITED, SIGNED) for one in selection.reviewers)


def _move_date(selection: Selection, decides_at: datetime, reason: str, actor: Viewer) -> None:
    until = accepts_answers_until(selection.demand)
    if decides_at <= now() or (until is not None and decides_at < until):
        raise RuleBroken(_("决定时间要晚于现在，也要晚于应答截止时间。"))
    waits = bool(selection.candidates)
    if waits and not reason:
        raise RuleBroken(_("已经有单位在等结果，改时间请写明原因，应答单位会看到。"))
    before, selection.decides_at = selection.decides_at, decides_at
    data = {"from": before.isoformat(), "to": decides_at.isoformat()}
    history.record("selections.date_changed", selection, actor=actor, reason=reason or None, data=data)
    if waits:
        restart_decision(selection)
        tell_date_changed(selection, reason, actor)


def decline_several(
    selection: Selection, candidates: Sequence[Candidate], *, reason_code: str, sentence: str, actor: Viewer
) -> None:
    """Decline answers with one reason; nobody outside hears of it before delivery."""
    require_open(selection)
    require_nameless(selection, sentence)
    for one in candidates:
        decline(one, reason_code, sentence, actor=actor)
    touch(selection)


def take_to(selection: Selection, candidates: Sequence[Candidate], stage: str, *, actor: Viewer) -> None:
    """Take answers to a stage, forward or back."""
    require_open(selection)
    for one in candidates:
        move(one, stage, actor=actor)
    touch(selection)


def require_nameless(selection: Selection, sentence: str) -> None:
    """Raises RuleBroken when a sentence for answerers holds the name that the demand hides."""
    if selection.demand.hides_name and any(name in sentence for name in hidden_names(selection.demand)):
        raise RuleBroken(_("这句话里有贵单位的名称或人员姓名。需求不公开名称，请换一种写法。"))


def hidden_names(demand: Demand) -> tuple[str, ...]:
    """The names that nothing for answerers may hold; none where the demand hides none."""
    if not demand.hides_name:
        return ()
    organisation = demand.organisation
    names = names_in((organisation.name, organisation.short_name, organisation.name_en, organisation.contact_name))
    people = names_of_people(people_of([organisation.id])[organisation.id])
    return (*names, *(one for one in people if len(one) > 1))


def move(candidate: Candidate, stage: str, *, actor: Viewer) -> None:
    """Take an answer to a stage, forward or back; the same stage changes nothing."""
    proposal = candidate.proposal
    if proposal.state == stage:
        return
    if proposal.state == DECLINED:
        _step(candidate, candidate.declined_from or SUBMITTED, actor)
        candidate.reason_code = candidate.sentence = candidate.declined_from = None
    if proposal.state == stage:
        return
    way = (*STAGES, CHOSEN)
    here, there = way.index(proposal.state), way.index(stage)
    # Step by step, so that the history tells each stage.
    for place in range(here + 1, there + 1) if there > here else range(here - 1, there - 1, -1):
        _step(candidate, way[place], actor)


def decline(candidate: Candidate, reason_code: str, sentence: str, *, actor: Viewer | None) -> None:
    """Prepare a refusal; the reason may be changed until it is delivered. Raises RuleBroken without one."""
    if not reason_code or not sentence.strip():
        raise RuleBroken(_("每个没有选定的应答，都要有原因和一句说明。"))
    if candidate.proposal.state != DECLINED:
        candidate.declined_from = FINALIST if candidate.proposal.state == CHOSEN else candidate.proposal.state
        if candidate.proposal.state == CHOSEN:
            _step(candidate, FINALIST, actor)
        _step(candidate, DECLINED, actor)
    candidate.reason_code, candidate.sentence = reason_code, sentence.strip()
    candidate.reveals_name = False


def _step(candidate: Candidate, state: str, actor: Viewer | None) -> None:
    PROPOSAL_STATES.move(candidate.proposal, state, actor=actor)
    if state != SUBMITTED:
        end_review(candidate.proposal)
