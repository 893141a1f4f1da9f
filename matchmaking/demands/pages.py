"""A demand in the words of a list and of its page."""

from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.demands.models import Criterion, Demand
from matchmaking.demands.permissions import organisation_shown
from matchmaking.listings.disclosure import as_shown
from matchmaking.listings.highlights import best_snippet, title_with_marks
from matchmaking.listings.values import row_text, value_text
from matchmaking.vocabulary.queries import label


def organisation_words(demand: Demand, viewer: Viewer) -> str:
    """Whose demand it is, as far as this viewer may know."""
    return demand.organisation.display_name if organisation_shown(viewer, demand) else _("已脱敏企业")


def present_text(row: Criterion) -> str:
    """The present value; a bare number gets the unit of the target."""
    try:
        value = float(row.present_value or "")
    except ValueError:
        return row.present_value or ""
    return value_text("=", value, None, None, row.unit)


def in_list(demand: Demand, query: str, viewer: Viewer) -> dict[str, Any]:
    """What the row of a list shows beside the record itself."""
    known = as_shown(viewer, demand)
    criteria = "；".join(f"{row.name} {row_text(row)}" for row in known.criteria)
    return {
        "organisation": organisation_words(demand, viewer),
        "county": label("county", demand.county_code),
        "tags": [label("industry", code) for code in demand.industry_codes[:2]],
        "criteria": len(known.criteria),
        "title": title_with_marks(demand.title, query),
        "summary": best_snippet([demand.summary, known.problem, known.context, known.tried, criteria], query),
    }
