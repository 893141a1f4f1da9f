"""Reports on deals: a page of tables, and the same as a workbook."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.downloads import send_sheets
from matchmaking.core.filters import today
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.outcomes import queries
from matchmaking.outcomes.reports import reports_for
from matchmaking.outcomes.scopes import Scope, scopes_of
from matchmaking.outcomes.sheets import sheets_of

outcomes = Blueprint("outcomes", __name__)
FIRST_YEAR = 2020


def _chosen(person: Viewer) -> tuple[list[Scope], Scope, int | None]:
    """The scopes that the viewer may choose from, the one that is meant, and the year; 403 without any."""
    scopes = scopes_of(person)
    require(bool(scopes))
    scope = next((one for one in scopes if one.code == request.args.get("scope")), scopes[0])
    text = request.args.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    if FIRST_YEAR <= year <= today().year:
        return scopes, scope, year
    # A sum over all years, less those of the years, would uncover what is covered in one of them.
    return scopes, scope, today().year if scope.is_masked else None


@outcomes.get("/deals/reports")
@guard(SIGNED_IN)
def show_reports() -> str:
    """Pipeline, reasons, ways and amounts of the deals that the viewer may have figures of."""
    person = viewer()
    scopes, scope, year = _chosen(person)
    return render_template(
        "outcomes/show_reports.html",
        scopes=scopes, scope=scope, year=year, years=sorted({*queries.years_of(scope), today().year}, reverse=True),
        reports=reports_for(person, scope, year),
        export=url_for("outcomes.export_reports", scope=scope.code, year=year),
    )  # fmt: skip


@outcomes.get("/deals/reports.xlsx")
@guard(SIGNED_IN)
def export_reports() -> Response:
    """The same tables as a workbook, amounts in yuan."""
    person = viewer()
    _scopes, scope, year = _chosen(person)
    name = f"deals-{scope.code}-{year or 'all'}.xlsx"
    return send_sheets(name, sheets_of(reports_for(person, scope, year), is_masked=scope.is_masked))
