"""A whole report: the tables that the page shows and the workbook holds."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.deals.states import ENDED, ORIGINS, STAGES
from matchmaking.deals.wording import origin_words, reason_words, stage_words
from matchmaking.outcomes import figures, queries
from matchmaking.outcomes.figures import Line, Period
from matchmaking.outcomes.scopes import Scope
from matchmaking.vocabulary.queries import label

# What stands in a column: a count, an amount in yuan, days, per cent.
COUNT, MONEY, DAYS, PERCENT = "count", "money", "days", "percent"


@dataclass(frozen=True)
class Report:
    """One table: rows of (words of the row, its line); `columns` are (attribute of a line, its words, what it is)."""

    code: str
    title: str
    first: str
    columns: list[tuple[str, str, str]]
    rows: list[tuple[str, Line]]
    total: Line | None = None
    note: str = ""


def period_of(year: int | None) -> Period:
    """A calendar year, or all the time."""
    return Period(date(year, 1, 1), date(year, 12, 31)) if year else Period()


def reports_for(viewer: Viewer, scope: Scope, year: int | None) -> list[Report]:
    """Every table of a scope. For readers outside of the deals small numbers are covered."""
    facts, period, hides = queries.facts_of(viewer, scope), period_of(year), scope.is_masked
    cover = figures.masked if hides else list
    days = queries.days_in_stages(scope)
    if hides:
        days = {stage: found for stage, found in days.items() if len(found) >= figures.FEWEST}
    stages = figures.pipeline(facts, days, [*STAGES, ENDED])
    stage_total = None if hides else figures.total_of([one for one in stages if one.key != ENDED])
    # The order of the stages is their own.
    if hides:
        figures.masked(stages)
    lost = figures.reasons(facts, period)
    if hides:
        figures.masked([line for _stage, line in lost])
        lost.sort(key=lambda one: (one[1].is_masked, -(one[1].count or 0), one[0]))
    came = cover(figures.ways(facts, period, list(ORIGINS)))
    found = [
        Report(
            "pipeline", _("各阶段现在的对接"), _("阶段"),
            [("count", _("单数"), COUNT), ("amount", _("预计金额"), MONEY), ("days", _("停留天数中位数"), DAYS)],
            [(stage_words(one.key), one) for one in stages], stage_total,
            _("合计不含已终止的。停留天数按已离开这个阶段的对接算，撤销的移动不算。"),
        ),
        Report(
            "reasons", _("终止的原因"), _("在哪个阶段、为什么"), [("count", _("单数"), COUNT)],
            [(_("%(stage)s：%(reason)s", stage=stage_words(stage), reason=reason_words(one.key)), one)
             for stage, one in lost],
            None if hides else figures.total_of([one for _stage, one in lost]),
        ),
        Report(
            "ways", _("从哪里来，走到哪里"), _("来源"),
            [("count", _("开出"), COUNT), ("signed", _("签了合同"), COUNT), ("registered", _("登记了"), COUNT),
             ("done", _("完成"), COUNT), ("ended", _("终止"), COUNT), ("rate", _("签约率"), PERCENT)],
            [(origin_words(one.key), one) for one in came], None if hides else figures.total_of(came),
            _("按期内开出的对接算；一单有几个来源时算最早的一个。"),
        ),
    ]  # fmt: skip
    return [*found, *_contracts(facts, period, hides=hides)]


def _contracts(facts: list[Any], period: Period, *, hides: bool) -> list[Report]:
    columns = [
        ("signed", _("签订份数"), COUNT), ("signed_amount", _("合同成交额"), MONEY),
        ("technology", _("技术交易额"), MONEY), ("registered", _("登记份数"), COUNT),
        ("registered_amount", _("登记的成交额"), MONEY), ("registered_technology", _("登记的技术交易额"), MONEY),
        ("received", _("已到账"), MONEY),
    ]  # fmt: skip
    groups = [
        ("kinds", _("合同，按类别"), _("类别"), lambda one: one.kind, lambda key: label("contract_kind", key)),
        ("counties", _("合同，按需求方县市区"), _("县市区"), lambda one: one.county, lambda key: label("county", key)),
    ]
    found = []
    for code, title, first, key, words in groups:
        lines = figures.contracts(facts, period, key)
        rows = figures.masked(lines, keeps_register=True) if hides else lines
        found.append(
            _report(code, title, first, columns, [(words(one.key) or _("未说明"), one) for one in rows], hides)
        )
    lines = figures.contracts(facts, period, lambda one: one.seller)
    lines = figures.only_registered(lines) if hides else lines
    found.append(
        _report(
            "institutions",
            _("合同，按成果方机构"),
            _("机构"),
            columns[3:6] if hides else columns,
            [(one.key, one) for one in lines],
            hides,
        )  # fmt: skip
    )
    months = figures.by_month(facts, period)
    months = figures.masked(months, keeps_register=True) if hides else months
    found.append(_report("months", _("合同，按月"), _("月份"), columns, [(one.key, one) for one in months], hides))
    return found


def _report(
    code: str, title: str, first: str, columns: list[tuple[str, str, str]], rows: list[tuple[str, Line]], hides: bool
) -> Report:
    total = figures.total_of([one for _words, one in rows]) if rows else None
    if total is not None and hides:
        # What is covered in a line must not come back as the rest of a sum; the register's columns are all there.
        total.signed = total.signed_amount = total.technology = total.received = None
    return Report(code, title, first, columns, rows, total)
