"""The invented pool of 先用后转 and its trials, from the application to the paid contract."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import session
from matchmaking.core.filters import today
from matchmaking.deals.models import Deal
from matchmaking.organisations.models import Organisation
from matchmaking.trials import pooling, services
from matchmaking.trials.models import Trial
from matchmaking.trials.queries import entry_of, trial_with_form_key
from matchmaking.trials.states import APPLIED, APPROVED, CONVERTED, EVALUATED, PASSED, RETURNED

Row = Mapping[str, Any]


def load_trials(
    rows: Sequence[Row], source: str, organisations: Mapping[str, Organisation], authors: Mapping[int, Viewer]
) -> None:
    """Put achievements into the pool and try them as people would; what is there already stays."""
    for row in rows:
        if row["kind"] == "sample":
            if trial_with_form_key(_key(row)) is None:
                _sample(row, authors)
            continue
        achievement = session.scalar(
            select(Achievement).where(
                Achievement.external_source == source, Achievement.external_number == row["achievement"]
            )
        )
        if achievement is None:
            continue
        owner = authors.get(achievement.organisation_id, Viewer.nobody())
        if row["kind"] == "pool":
            _pool(row, achievement, owner)
        elif trial_with_form_key(_key(row)) is None:
            buyer = organisations[row["buyer"]]
            _trial(row, achievement, buyer, authors.get(buyer.id, Viewer.nobody()), owner)


def _key(row: Row) -> str:
    return f"sample:trial:{row['number']}"


def _pool(row: Row, achievement: Achievement, owner: Viewer) -> None:
    if entry_of(achievement.id) is None:
        conditions = pooling.Conditions(
            row["audience"], row["free_months"], row["mode"], row["places"],
            Decimal(row["price"]) if row["price"] else None, row["terms"],
        )  # fmt: skip
        pooling.put_into_pool(achievement, conditions, actor=owner)


def _trial(row: Row, achievement: Achievement, buyer: Organisation, tester: Viewer, owner: Viewer) -> None:
    entry = entry_of(achievement.id)
    assert entry is not None
    criteria = [{"name": name, "target": target, "method": method} for name, target, method in row["criteria"]]
    wanted = services.Wanted(
        row["purpose"], row["place"], criteria, months=row["months"], is_small=True, form_key=_key(row)
    )
    trial = services.apply_for_trial(entry, buyer, wanted, actor=tester)
    if row["to"] == APPLIED:
        return
    terms = services.Terms(
        _day(row["from_days"]), _day(row["until_days"]), entry.conversion_mode, entry.terms, entry.conversion_price,
        row["duties"],
    )  # fmt: skip
    services.approve(trial, terms, words="", actor=owner)
    if row["to"] == APPROVED:
        return
    services.confirm_terms(trial, side="buyer", sha256=trial.terms_sha256 or "", actor=tester)
    if "policy" in row:
        insurer, number = row["policy"]
        services.insure(trial, insurer=insurer, policy_number=number, until=None, actor=tester)
    services.start(trial, on=_day(row["start_days"]), actor=tester)
    if "extend_days" in row:
        services.extend(
            trial, until=_day(row["extend_days"]), reason="误报率还要再统计一个月", side="seller", actor=owner
        )
    _results(trial, row, tester)
    _end(trial, row, tester, owner)


def _sample(row: Row, authors: Mapping[int, Viewer]) -> None:
    deal = session.scalar(select(Deal).where(Deal.is_sample, Deal.title == row["deal"]))
    if deal is None:
        return
    tester, owner = (authors.get(one, Viewer.nobody()) for one in (deal.buyer_id, deal.seller_id))
    wanted = services.Wanted(row["purpose"], row["place"], form_key=_key(row))
    trial = services.plan_sample(
        deal, wanted, tester=row["tester"], starts_on=_day(row["from_days"]), ends_on=_day(row["until_days"]),
        actor=tester,
    )  # fmt: skip
    services.start(trial, on=_day(row["start_days"]), actor=tester)
    _results(trial, row, tester)
    if row["to"] == PASSED:
        services.report_sample(trial, actor=tester)
        services.answer(trial, words=row["answer"], actor=owner)
        services.conclude_sample(trial, passed=True, words=row["end"], next_step="", actor=tester)


def _results(trial: Trial, row: Row, tester: Viewer) -> None:
    rows = [
        {"measured": measured, "measured_unit": unit, "condition": condition, "verdict": "", "words": ""}
        for measured, unit, condition in row["results"]
    ]
    services.save_results(trial, rows, report=row["report"], next_step="", actor=tester)


def _end(trial: Trial, row: Row, tester: Viewer, owner: Viewer) -> None:
    if row["to"] in (EVALUATED, CONVERTED, RETURNED):
        services.evaluate(trial, words=row["evaluation"], actor=tester)
    if "answer" in row:
        services.answer(trial, words=row["answer"], actor=owner)
    if row["to"] == CONVERTED:
        services.convert(trial, words=row["end"], actor=tester)
    elif row["to"] == RETURNED:
        services.give_back(trial, reason_code=row["reason"], words=row["end"], actor=tester)


def _day(days: int) -> Any:
    return today() + timedelta(days=days)
