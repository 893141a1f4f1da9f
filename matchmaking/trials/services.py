"""What happens to trials: applied for, approved, agreed, insured, begun, extended, reported, judged, and their end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.letters import path_to
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.queries import people_of
from matchmaking.deals.services import Opening, advance, open_deal
from matchmaking.deals.states import BROKER, BUYER, FREE_TRIAL, RUNNING, SELLER, TRIAL
from matchmaking.files.contents import Content
from matchmaking.files.models import StoredFile
from matchmaking.files.services import keep
from matchmaking.notifications.services import notify
from matchmaking.organisations.models import Organisation
from matchmaking.trials import queries, states
from matchmaking.trials.agreements import write_terms
from matchmaking.trials.clocks import settle_clock
from matchmaking.trials.judging import found_verdict
from matchmaking.trials.models import PoolEntry, Trial, TrialExtension, TrialResult
from matchmaking.trials.states import TRIAL_STATES

ALL_SIDES = (BUYER, SELLER, BROKER)


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to try: rows of `criteria` are (name, target, unit, method) as they were typed."""

    purpose: str
    place: str = ""
    criteria: Sequence[Mapping[str, Any]] = ()
    months: int | None = None
    is_small: bool = False
    form_key: str | None = None


@dataclass(frozen=True)
class Terms:
    """What holds from the outset: free from and until (both days included), and how it becomes paid; yuan."""

    free_from: date
    free_until: date
    conversion_mode: str
    conversion_condition: str
    conversion_price: Decimal | None = None
    duties: str = ""


def apply_for_trial(entry: PoolEntry, buyer: Organisation, wanted: Wanted, *, actor: Viewer) -> Trial:
    """Apply for a free trial: opens a deal between the enterprise and the owner, and waits for the owner's approval.

    Raises RuleBroken when the achievement has left the pool or all its places are taken.
    """
    before = _made_before(wanted.form_key)
    if before is not None:
        return before
    if entry.left_at is not None:
        raise RuleBroken(_("这项成果已经移出先用后转成果池，不能再申请。"))
    achievement = entry.achievement
    deal = open_deal(
        Opening(
            title=achievement.title, buyer_id=buyer.id, seller_id=achievement.organisation_id, kind=FREE_TRIAL,
            subject=entry, achievement=achievement, county_code=buyer.county_code, amount=entry.conversion_price,
            is_sample=achievement.is_sample and buyer.is_sample,
        ),
        actor=actor,
    )  # fmt: skip
    going_on = queries.trial_with_open_key(_open_key(deal, states.FREE_USE))
    if going_on is not None:
        return going_on
    if entry.places is not None and queries.taken_places([entry.id]).get(entry.id, 0) >= entry.places:
        raise RuleBroken(_("这项成果的试用名额已经用完，请过一段时间再申请。"))
    trial = _new(deal, states.FREE_USE, states.APPLIED, wanted, tester=BUYER, actor=actor)
    trial.pool_entry_id = entry.id
    _keep(trial, "applied", actor)
    settle_clock(trial)
    _tell(trial, "applied", (SELLER, BROKER), actor)
    return trial


def plan_sample(
    deal: Deal, wanted: Wanted, *, tester: str, starts_on: date, ends_on: date, actor: Viewer
) -> Trial:  # fmt: skip
    """Plan a sample trial: `tester` is the side that tries it out and reports by `ends_on`.

    Raises RuleBroken for days in the wrong order or while another one goes on.
    """
    before = _made_before(wanted.form_key)
    if before is not None:
        return before
    _check_days(starts_on, ends_on)
    _check_running(deal)
    if queries.trial_with_open_key(_open_key(deal, states.SAMPLE)) is not None:
        raise RuleBroken(_("这一单已有一次样品验证在进行，请先给出结论或放弃它。"))
    trial = _new(deal, states.SAMPLE, states.PLANNED, wanted, tester=tester, actor=actor)
    trial.free_from, trial.free_until, trial.ends_on = starts_on, ends_on, ends_on
    _keep(trial, "planned", actor)
    settle_clock(trial)
    _tell(trial, "planned", ALL_SIDES, actor)
    return trial


def approve(trial: Trial, terms: Terms, *, words: str, actor: Viewer) -> None:
    """The owner allows the use free of charge on terms; with that it has confirmed them."""
    _check_days(terms.free_from, terms.free_until)
    _move(trial, states.APPROVED, actor)
    trial.decided_at, trial.decision = now(), words
    _set_terms(trial, terms, SELLER, actor)
    settle_clock(trial)
    _tell(trial, "approved", (BUYER, BROKER), actor)


def refuse(trial: Trial, *, reason_code: str, words: str, actor: Viewer) -> None:
    """The owner does not allow it, with a reason that the enterprise reads."""
    _end(trial, states.REFUSED, reason_code, words, actor)
    trial.decided_at, trial.decision = now(), words
    _tell(trial, "refused", (BUYER, BROKER), actor, reason=reason_code)


def change_terms(trial: Trial, terms: Terms, *, side: str, actor: Viewer) -> None:
    """Write other terms: this side has confirmed them, the other one must confirm anew."""
    _check_running(trial.deal)
    _check_days(terms.free_from, terms.free_until)
    if trial.state != states.APPROVED:
        raise RuleBroken(_("试用约定已经由双方确认，不能再改。"))
    _set_terms(trial, terms, side, actor)
    settle_clock(trial)
    _tell(trial, "terms", (_other(side), BROKER), actor)


def confirm_terms(trial: Trial, *, side: str, sha256: str, actor: Viewer) -> None:
    """A side agrees to the words that it has read, named by their hash. When both have, the trial may begin.

    Raises RuleBroken when the words have changed meanwhile.
    """
    if trial.terms_sha256 is None or sha256 != trial.terms_sha256:
        raise RuleBroken(_("约定的内容刚刚改过，请重新看一遍再确认。"))
    _confirm(trial, side, actor)
    if trial.buyer_confirmed_at is not None and trial.seller_confirmed_at is not None:
        _move(trial, states.AGREED, actor, sha256=sha256)
        advance(trial.deal, TRIAL, actor=actor)
        _tell(trial, "agreed", ALL_SIDES, actor)
    settle_clock(trial)


def insure(trial: Trial, *, insurer: str, policy_number: str, until: date | None, actor: Viewer) -> None:
    """Note that the trial is insured."""
    _move(trial, states.INSURED, actor)
    trial.insurer, trial.policy_number, trial.insured_until = insurer, policy_number, until
    settle_clock(trial)


def start(trial: Trial, *, on: date, actor: Viewer) -> None:
    """The trial begins. Raises RuleBroken for a day that is still to come."""
    if on > today():
        raise RuleBroken(_("开始日期不能晚于今天，到时再登记。"))
    _move(trial, states.RUNNING, actor)
    trial.started_on = on
    if trial.free_from is not None and trial.free_until is not None:
        # Who begins later has as many days as were agreed.
        trial.ends_on = max(trial.free_until, on + (trial.free_until - trial.free_from))
    advance(trial.deal, TRIAL, actor=actor)
    settle_clock(trial)
    _tell(trial, "started", ALL_SIDES, actor)


def extend(trial: Trial, *, until: date, reason: str, side: str, actor: Viewer) -> None:
    """Let it run longer. Raises RuleBroken unless the new day lies after the old one and is still to come."""
    _check_running(trial.deal)
    if trial.ends_on is None or until <= trial.ends_on or until < today():
        raise RuleBroken(_("新的截止日要晚于原来的截止日和今天。"))
    trial.extensions.append(
        TrialExtension(before_on=trial.ends_on, after_on=until, reason=reason, side=side, user_id=actor.user_id)
    )
    _keep(trial, "extended", actor, before=trial.ends_on.isoformat(), after=until.isoformat())
    trial.ends_on = until
    settle_clock(trial)
    _tell(trial, "extended", ALL_SIDES, actor, until=until.isoformat())


def save_results(
    trial: Trial, rows: Sequence[Mapping[str, Any]], *, report: str, next_step: str, actor: Viewer
) -> None:
    """Write down what was measured; each verdict is the comparison's unless people say otherwise, with words."""
    _check_running(trial.deal)
    for result, row in zip(trial.results, rows, strict=False):
        result.measured, result.measured_unit = row["measured"] or "", row["measured_unit"] or ""
        result.condition, result.words = row["condition"] or "", row["words"] or ""
        result.found = found_verdict(result)
        result.verdict = row["verdict"] or result.found or states.NOT_STATED
    trial.report, trial.next_step = report, next_step
    _keep(trial, "results", actor, verdicts=[one.verdict for one in trial.results])


def add_result_row(trial: Trial, name: str, target: str, *, actor: Viewer) -> None:
    """A further criterion that turned out to matter."""
    _check_running(trial.deal)
    place = max((one.position for one in trial.results), default=-1) + 1
    trial.results.append(TrialResult(position=place, name=name, importance="wish", operator="text", text=target))
    _keep(trial, "criterion", actor)


def check_results(rows: Sequence[TrialResult]) -> str | None:
    """What is still missing before a result may be handed in, in words; None when nothing is."""
    if not rows:
        return _("还没有任何指标，请至少写一项。")
    if all(one.verdict == states.NOT_STATED for one in rows):
        return _("还没有一项测出结果，请至少填写一项实测值和结论。")
    return None


def report_sample(trial: Trial, *, actor: Viewer) -> None:
    """Hand in the result of a sample trial; the buyer concludes. Raises RuleBroken without any result."""
    _refuse_empty(trial)
    _move(trial, states.REPORTED, actor)
    trial.reported_at = now()
    settle_clock(trial)
    _tell(trial, "reported", ALL_SIDES, actor)


def send_back(trial: Trial, *, words: str, actor: Viewer) -> None:
    """The buyer wants more: the trial goes on."""
    _move(trial, states.RUNNING, actor)
    trial.evaluation = words
    if trial.ends_on is not None and trial.ends_on < today():
        trial.ends_on = today()
    settle_clock(trial)
    _tell(trial, "sent_back", (SELLER, BROKER, BUYER), actor)


def evaluate(trial: Trial, *, words: str, actor: Viewer) -> None:
    """The buyer judges the free trial; the seller answers. Raises RuleBroken without any result."""
    _refuse_empty(trial)
    _move(trial, states.EVALUATED, actor)
    trial.reported_at = trial.evaluated_at = now()
    trial.evaluation = words
    settle_clock(trial)
    _tell(trial, "evaluated", (SELLER, BROKER), actor)


def answer(trial: Trial, *, words: str, actor: Viewer) -> None:
    """The seller says something to the result or the evaluation."""
    _check_running(trial.deal)
    trial.answer, trial.answered_at = words, now()
    _keep(trial, "answered", actor)
    settle_clock(trial)
    _tell(trial, "answered", (BUYER, BROKER), actor)


def conclude_sample(trial: Trial, *, passed: bool, words: str, next_step: str, actor: Viewer) -> None:
    """The buyer says whether the sample passed."""
    trial.evaluation, trial.evaluated_at, trial.next_step = words, now(), next_step or trial.next_step
    _end(trial, states.PASSED if passed else states.FAILED, None if passed else "results", words, actor)
    _tell(trial, "concluded", ALL_SIDES, actor, state=trial.state)


def convert(trial: Trial, *, words: str, actor: Viewer) -> None:
    """The buyer keeps it and pays: price and contract follow."""
    _end(trial, states.CONVERTED, None, words, actor)
    _tell(trial, "concluded", ALL_SIDES, actor, state=trial.state)


def give_back(trial: Trial, *, reason_code: str, words: str, actor: Viewer) -> None:
    """The buyer does not keep it."""
    _end(trial, states.RETURNED, reason_code, words, actor)
    _tell(trial, "concluded", ALL_SIDES, actor, state=trial.state)


def drop(trial: Trial, *, reason_code: str, words: str, actor: Viewer) -> None:
    """It does not take place, or is broken off."""
    _end(trial, states.DROPPED, reason_code, words, actor)
    _tell(trial, "concluded", ALL_SIDES, actor, state=trial.state)


def keep_file(trial: Trial, content: Content, purpose: str, *, actor: Viewer) -> StoredFile:
    """Keep a report, a photo, a policy. Files of a deal stay; newer ones stand beside. Raises FileRefused."""
    _check_running(trial.deal)
    stored = keep(content, trial, purpose, actor)
    _keep(trial, "file", actor, purpose=purpose, sha256=stored.sha256)
    return stored


def _refuse_empty(trial: Trial) -> None:
    lacking = check_results(trial.results)
    if lacking:
        raise RuleBroken(lacking)


def _made_before(form_key: str | None) -> Trial | None:
    return queries.trial_with_form_key(form_key) if form_key else None


def _open_key(deal: Deal, kind: str) -> str:
    return f"{deal.id}:{kind}"


def _new(deal: Deal, kind: str, state: str, wanted: Wanted, *, tester: str, actor: Viewer) -> Trial:
    trial = Trial(
        deal=deal, kind=kind, state=state, title=deal.title, purpose=wanted.purpose, place=wanted.place,
        tester_side=tester, is_small=wanted.is_small, months=wanted.months, created_by_id=actor.user_id,
        form_key=wanted.form_key, open_key=_open_key(deal, kind),
    )  # fmt: skip
    rows = [
        TrialResult(
            criterion_id=one.id, name=one.name, importance=one.importance, operator=one.operator,
            target_low=one.target_low, target_high=one.target_high, text=one.text or "", unit=one.unit or "",
            method=one.test_method or "",
        )
        for one in (deal.demand.criteria if deal.demand else ())
    ]  # fmt: skip
    rows += [
        TrialResult(name=one["name"], operator="text", text=one["target"] or "", method=one["method"] or "")
        for one in wanted.criteria
    ]
    for place, row in enumerate(rows):
        row.position = place
    trial.results = rows
    current_session().add(trial)
    current_session().flush()
    return trial


def _set_terms(trial: Trial, terms: Terms, side: str, actor: Viewer) -> None:
    for name, value in vars(terms).items():
        setattr(trial, name, value)
    write_terms(trial)
    trial.ends_on = terms.free_until
    trial.buyer_confirmed_at = trial.seller_confirmed_at = None
    trial.buyer_confirmed_by_id = trial.seller_confirmed_by_id = None
    _confirm(trial, side, actor)


def _confirm(trial: Trial, side: str, actor: Viewer) -> None:
    _check_running(trial.deal)
    if side == BUYER:
        trial.buyer_confirmed_at, trial.buyer_confirmed_by_id = now(), actor.user_id
    else:
        trial.seller_confirmed_at, trial.seller_confirmed_by_id = now(), actor.user_id
    _keep(trial, "confirmed", actor, side=side, sha256=trial.terms_sha256)


def _end(trial: Trial, state: str, reason_code: str | None, words: str, actor: Viewer | None) -> None:
    _move(trial, state, actor, reason=reason_code)
    trial.reason_code, trial.reason, trial.closed_at, trial.open_key = reason_code, words, now(), None
    settle_clock(trial)


def _move(trial: Trial, state: str, actor: Viewer | None, reason: str | None = None, **data: Any) -> None:
    _check_running(trial.deal)
    TRIAL_STATES.move(trial, state, actor=actor, reason=reason)
    _keep(trial, state, actor, **data)


def _keep(trial: Trial, step: str, actor: Viewer | None, **data: Any) -> None:
    logs.keep(trial.deal, f"trials.{step}", actor=actor, trial_id=trial.id, **data)


def _check_running(deal: Deal) -> None:
    if deal.state not in RUNNING:
        raise RuleBroken(_("这一单已经结束，试用不能再往下走。"))


def _check_days(first: date, last: date) -> None:
    if last <= first:
        raise RuleBroken(_("截止日要晚于开始日。"))


def _other(side: str) -> str:
    return SELLER if side == BUYER else BUYER


def _tell(trial: Trial, what: str, sides: Sequence[str], actor: Viewer, **data: Any) -> None:
    """Tell the people of these sides but who did it; the words hold the title and nothing of who."""
    people = {one for side in sides for one in people_of(trial.deal, side)} - {actor.user_id}
    once = f"trials:{trial.id}:{what}:{trial.version}"
    notify(sorted(people), f"trials.{what}", once, page_of(trial), title=trial.title, kind=trial.kind, **data)


def page_of(trial: Trial) -> str:
    """Its page."""
    return path_to("trials.show_trial", deal_id=trial.deal_id, trial_id=trial.id)
