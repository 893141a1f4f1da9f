"""A service base in the words of a list."""

from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.facilities.models import Facility
from matchmaking.facilities.states import BASE_KINDS
from matchmaking.listings.highlights import best_snippet, title_with_marks
from matchmaking.listings.values import row_text
from matchmaking.vocabulary.queries import label


def in_list(facility: Facility, query: str, _viewer: Viewer) -> dict[str, Any]:
    """What the row of a list shows beside the record itself."""
    parameters = "；".join(f"{row.name} {row_text(row)}" for row in facility.parameters)
    return {
        "kind": str(BASE_KINDS.get(facility.base_kind or "", "")),
        "organisation": facility.organisation.display_name,
        "county": label("county", facility.county_code),
        "tags": [label("industry", code) for code in facility.industry_codes[:3]],
        "title": title_with_marks(facility.title, query, "supply"),
        "summary": best_snippet([facility.summary, parameters, _("、").join(facility.keywords)], query, "supply"),
    }
