"""An expert in the words of a list and of its page."""

from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.experts.models import Expert
from matchmaking.experts.permissions import name_is_shown
from matchmaking.experts.side import unnamed
from matchmaking.listings.disclosure import Disclosed
from matchmaking.listings.highlights import best_snippet, title_with_marks
from matchmaking.vocabulary.queries import label


def who(expert: Expert, viewer: Viewer) -> str:
    """Who it is, as far as this viewer may know: 林某 教授, or 某高校 教授."""
    real = expert.record if isinstance(expert, Disclosed) else expert
    if not name_is_shown(viewer, real) or not real.name:
        return unnamed(real)
    return _("%(name)s %(rank)s", name=real.name, rank=real.rank).strip()


def place(expert: Expert, viewer: Viewer) -> str:
    """Where the person works, when this viewer may know; else nothing."""
    return expert.organisation.display_name if name_is_shown(viewer, expert) else ""


def in_list(expert: Expert, query: str, viewer: Viewer) -> dict[str, Any]:
    """What the row of a list shows beside the record itself."""
    done = "；".join(" ".join(part for part in (row.title, row.result) if part) for row in expert.projects)
    return {
        "who": who(expert, viewer),
        "organisation": place(expert, viewer),
        "county": label("county", expert.county_code),
        "tags": [label("industry", code) for code in expert.industry_codes[:3]],
        "title": title_with_marks(expert.title, query, "supply"),
        "summary": best_snippet([expert.summary, done, _("、").join(expert.keywords)], query, "supply"),
    }
