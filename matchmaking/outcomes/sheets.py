"""The tables of a report as sheets: amounts in yuan, exact to the fen."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from matchmaking.outcomes.figures import FEWEST, Line
from matchmaking.outcomes.reports import COUNT, MONEY, Report


def sheets_of(reports: Sequence[Report], *, is_masked: bool) -> list[tuple[str, list[str], list[list[Any]]]]:
    """(title, header, rows) of each table."""
    found = []
    for report in reports:
        header = [report.first, *(_head(words, what) for _name, words, what in report.columns)]
        rows = [[words, *_cells(report, line, is_masked)] for words, line in report.rows]
        if report.total is not None and report.rows:
            rows.append([_("合计"), *_cells(report, report.total, False)])
        found.append((report.title, header, rows))
    return found


def _head(words: str, what: str) -> str:
    return _("%(words)s（元）", words=words) if what == MONEY else words


def _cells(report: Report, line: Line, is_masked: bool) -> list[Any]:
    return [cell(getattr(line, name), what, is_masked) for name, _words, what in report.columns]


def cell(value: Any, what: str, is_masked: bool) -> Any:
    """A number; of a count that is covered only that it is small; nothing for any other number that is not shown."""
    if value is None:
        return f"<{FEWEST}" if is_masked and what == COUNT else None
    return value
