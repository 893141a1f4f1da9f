"""A proposal in the words of its pages."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.queries import limits_of
from matchmaking.core.db import now
from matchmaking.core.filters import day, moment
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import accepts_answers_until
from matchmaking.listings.disclosure import as_shown
from matchmaking.matching.models import Finding
from matchmaking.matching.wording import finding_row
from matchmaking.proposals.comparison import PromiseFinding, counts, findings_of
from matchmaking.proposals.content import ANSWER_NAMES
from matchmaking.proposals.deadlines import REVIEW, reading_due
from matchmaking.proposals.lists import proposals_to
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.permissions import is_demand_side, is_sealed, takes_changes
from matchmaking.proposals.states import CHOSEN, DECLINED, DRAFT, HANDED_IN, STATE_NAMES, SUBMITTED, WITHDRAWN

DecisionDays = Callable[[Collection[int]], Mapping[int, date]]
_decision_days: list[DecisionDays] = []


def register_decision_days(ask: DecisionDays) -> None:
    """Let a room above say, for the ids of demands, on which day their answers are decided on and everybody hears."""
    if ask not in _decision_days:
        _decision_days.append(ask)


def decision_days(demand_ids: Collection[int]) -> dict[int, date]:
    """The day on which every answerer hears of the decision, for those demands for which one is set."""
    return {one: day for ask in reversed(_decision_days) for one, day in ask(demand_ids).items()}


def shown_state(proposal: Proposal, viewer: Viewer) -> str:
    """The state as this viewer may know it: its own side hears of a stage or a refusal only when it is delivered.

    Who belongs to both sides counts as its own side, unless it is the demand's organisation that reads.
    """
    if proposal.state not in HANDED_IN or proposal.is_delivered:
        return proposal.state
    if viewer.belongs_to(proposal.organisation_id) or not is_demand_side(viewer, proposal.demand):
        return SUBMITTED
    return proposal.state


def state_name(state: str) -> str:
    """A state as it is called on a page; give it what `shown_state` says."""
    return str(STATE_NAMES[state])


@dataclass(frozen=True)
class Progress:
    """Where an answer stands, as its reader may know: in a sentence, whose turn it is, and until when."""

    words: str
    whose: str = ""
    until: str = ""
    is_late: bool = False


def progress_of_all(proposals: Sequence[Proposal], viewer: Viewer) -> dict[int, Progress]:
    """id → where each answer of a list stands, at the cost of one."""
    days, reading_days = decision_days({one.demand_id for one in proposals}), limits_of(REVIEW).days
    return {one.id: _progress(one, viewer, days.get(one.demand_id), reading_days) for one in proposals}


def progress_of(proposal: Proposal, viewer: Viewer) -> Progress:
    """Where one answer stands."""
    return progress_of_all([proposal], viewer)[proposal.id]


def _progress(proposal: Proposal, viewer: Viewer, decided_on: date | None, reading_days: int) -> Progress:
    """The same whatever the reviewers have done so far: nothing of it may be read from what is late or not."""
    demand, state = proposal.demand, shown_state(proposal, viewer)
    until = accepts_answers_until(demand)
    last = "" if until is None else _("%(day)s 24:00（北京时间）", day=day(demand.deadline_on))
    if state == DRAFT:
        if not takes_changes(demand):
            return Progress(_("草稿没有在截止前提交，不能再提交。文字可以复制，或在下一次应答里沿用。"))
        return Progress(_("草稿，只有本单位的编辑人看得到。"), _("本单位"), last or _("长期征集，没有截止日"))
    if state == WITHDRAWN:
        return Progress(_("%(moment)s 撤回，需求方不再看得到内容。", moment=moment(proposal.withdrawn_at)))
    if proposal.is_delivered:
        words = {CHOSEN: _("已选定，结果于 %(moment)s 送达。"), DECLINED: _("未选定，结果于 %(moment)s 送达。")}
        # Who was chosen waits for the demand's side to get in touch; for the others it is over.
        whose = pgettext("actor", "需求方") if proposal.state == CHOSEN else ""
        return Progress(words.get(proposal.state, "%(moment)s") % {"moment": moment(proposal.delivered_at)}, whose)
    if is_sealed(demand):
        return Progress(_("已提交。截止前密封，需求方只看得到份数；您可以修改或撤回。"), _("等待截止"), last)
    words = _("已提交，需求方可以查看。")
    if takes_changes(demand):
        words = (
            _("已提交，需求方可以查看；%(last)s前您可以修改或撤回。", last=last)
            if until
            else _("已提交，需求方可以查看；您可以修改或撤回。")
        )
    if decided_on is not None:
        return Progress(words, pgettext("actor", "需求方"), _("%(day)s 公布结果", day=day(decided_on)))
    due = reading_due(proposal, reading_days)
    if due < now():
        return Progress(
            words,
            pgettext("actor", "需求方"),
            _("应在 %(moment)s 前评议，已逾期，平台在催办", moment=moment(due)),
            True,
        )
    return Progress(words, pgettext("actor", "需求方"), _("%(moment)s 前评议", moment=moment(due)))


def finding_rows(findings: Sequence[PromiseFinding]) -> list[dict[str, Any]]:
    """The promises as the table of findings shows them."""
    return [_finding_row(one) for one in findings]


def _finding_row(one: PromiseFinding) -> dict[str, Any]:
    notes = []
    if one.as_wanted:
        notes.append(_("按要求承诺"))
    elif one.answer is not None and one.answer != "yes":
        notes.append(str(ANSWER_NAMES[one.answer]))
    if one.condition:
        notes.append(_("条件：%(condition)s", condition=one.condition))
    if one.finding is not None and one.verdict != "met":
        reason = one.finding.reason
        found = Finding(
            verdict=one.finding.verdict, reason_code=reason.code, reason=reason.parameters(), source="stated",
            evidence_kind="", name=one.name, importance=one.importance, wanted=one.wanted, offered=one.promised,
        )  # fmt: skip
        notes += [words] if (words := finding_row(found)["note"]) else []
    return {
        "name": one.name,
        "importance": one.importance,
        "wanted": one.wanted,
        "measured": one.promised,
        "evidence": one.proof,
        "note": _("；").join(notes),
        "verdict": one.verdict,
    }


def answer_rows(demand: Demand, viewer: Viewer) -> list[dict[str, Any]]:
    """The answers to a demand for those who decide, each with its counts of findings."""
    rows = []
    is_locked = "criteria" in as_shown(viewer, demand).locked
    for proposal in proposals_to(demand, viewer):
        findings = [] if is_locked else findings_of(proposal)
        rows.append(
            {
                "proposal": proposal,
                "state": shown_state(proposal, viewer),
                "strip": [one.verdict for one in findings],
                "counts": counts(findings),
                "times": max(0, len(proposal.revisions) - 1),
            }
        )
    return rows
