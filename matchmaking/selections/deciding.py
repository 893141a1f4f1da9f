"""Prepares a decision, confirms it, and takes it back as long as nobody has been told."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.jobs import enqueue
from matchmaking.demands.permissions import accepts_answers_until
from matchmaking.proposals.permissions import is_sealed
from matchmaking.proposals.states import CHOSEN, DECLINED, FINALIST
from matchmaking.selections.deadlines import end_decision, restart_decision
from matchmaking.selections.delivery import deliver_when_due
from matchmaking.selections.gates import most_choices
from matchmaking.selections.models import Candidate, Selection
from matchmaking.selections.notices import tell_owner
from matchmaking.selections.queries import standing
from matchmaking.selections.services import decline, move, require_open, touch
from matchmaking.selections.signals import decision_confirmed, decision_reopened
from matchmaking.selections.states import DECIDED, OPEN, SELECTION_STATES


@dataclass(frozen=True)
class Outcome:
    """What is prepared for one candidate: chosen, declined with code and sentence, or nothing yet."""

    is_chosen: bool = False
    reason_code: str = ""
    sentence: str = ""
    reveals_name: bool = False


def prepare_decision(selection: Selection, outcomes: Mapping[int, Outcome], *, actor: Viewer) -> None:
    """Keep what is intended for each candidate (by id); nobody outside is told. Half a reason is kept as well.

    Raises RuleBroken when more are chosen than may be.
    """
    require_open(selection)
    chosen = [one for one in standing(selection) if (found := outcomes.get(one.id)) and found.is_chosen]
    if len(chosen) > (most := most_choices(selection)):
        raise RuleBroken(_("最多选定 %(most)d 个方案。", most=most))
    for one in standing(selection):
        outcome = outcomes.get(one.id)
        if outcome is None:
            continue
        if outcome.is_chosen:
            move(one, CHOSEN, actor=actor)
            one.reason_code = one.sentence = one.declined_from = None
            one.reveals_name = outcome.reveals_name and selection.demand.hides_name
            continue
        one.reveals_name = False
        if outcome.reason_code and outcome.sentence.strip():
            decline(one, outcome.reason_code, outcome.sentence, actor=actor)
            continue
        if one.proposal.state == CHOSEN:
            move(one, FINALIST, actor=actor)
        elif one.proposal.state == DECLINED:
            move(one, one.declined_from or FINALIST, actor=actor)
        one.reason_code, one.sentence = outcome.reason_code or None, outcome.sentence.strip() or None
    touch(selection)


def chosen_ones(selection: Selection) -> list[Candidate]:
    """The candidates that are chosen so far."""
    return [one for one in standing(selection) if one.proposal.state == CHOSEN]


def undecided(selection: Selection) -> list[Candidate]:
    """The candidates for which nothing is decided, or a refusal lacks its reason."""
    return [
        one
        for one in standing(selection)
        if one.proposal.state != CHOSEN
        and not (one.proposal.state == DECLINED and one.reason_code and one.sentence)
    ]  # fmt: skip


def hurdle(selection: Selection) -> str | None:
    """Why this decision cannot be confirmed now, in words; None when it can."""
    until = accepts_answers_until(selection.demand)
    if is_sealed(selection.demand) or (until is not None and now() < until and selection.demand.is_published):
        return _("应答还没有截止，截止以后才能确认决定。")
    if not standing(selection):
        return _("还没有应答，没有可以决定的。")
    if missing := undecided(selection):
        letters = _("、").join(one.letter for one in missing)
        return _("方案 %(letters)s 还没有决定，或者没有写明原因。每个应答都要有结果。", letters=letters)
    if len(chosen_ones(selection)) > (most := most_choices(selection)):
        return _("最多选定 %(most)d 个方案。", most=most)
    return None


def confirm_decision(selection: Selection, *, at_once: bool, decision_key: str, actor: Viewer) -> None:
    """Confirm what was prepared; it is delivered on its moment, or now. The same form twice is one decision.

    What a gate holds back is delivered as soon as it opens. Raises RuleBroken when something is missing.
    """
    if decision_key and selection.decision_key == decision_key:
        return
    require_open(selection)
    words = hurdle(selection)
    if words:
        raise RuleBroken(words)
    SELECTION_STATES.move(selection, DECIDED, actor=actor)
    selection.decided_at, selection.decided_by_id = now(), actor.user_id
    selection.decision_key = decision_key or None
    if at_once:
        history.record("selections.delivery_hastened", selection, actor=actor)
        selection.decides_at = min(selection.decides_at, now())
    end_decision(selection)
    decision_confirmed.send(selection, actor=actor)
    if not deliver_when_due(selection, actor=actor):
        delay = max(0.0, (selection.decides_at - now()).total_seconds())
        enqueue("selections.deliver", delay=delay, selection_id=selection.id)


def reopen_decision(selection: Selection, *, actor: Viewer | None, why: str = "") -> None:
    """Take a confirmed decision back before delivery; what was prepared stays. `why` names a notice to the owner."""
    SELECTION_STATES.move(selection, OPEN, actor=actor)
    selection.decided_at = selection.decided_by_id = selection.decision_key = None
    restart_decision(selection)
    decision_reopened.send(selection, actor=actor)
    if why:
        once = f"selections:{selection.id}:{why}:{now().isoformat()}"
        tell_owner(selection, why, once, actor)
    touch(selection)
