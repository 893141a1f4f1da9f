"""A project in the words of a list and of its page."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.filters import money
from matchmaking.listings.disclosure import Disclosed, as_shown
from matchmaking.listings.highlights import best_snippet, title_with_marks
from matchmaking.media.queries import pictures_of, ready_videos
from matchmaking.projects.models import SUBJECT, Project
from matchmaking.projects.permissions import organisation_shown
from matchmaking.projects.side import unnamed
from matchmaking.vocabulary.queries import label


def whose(project: Any, viewer: Viewer) -> str:
    """Whose project it is, as far as this viewer may know. Every page, agenda and list says it with this function."""
    real = project.record if isinstance(project, Disclosed) else project
    return real.organisation.display_name if organisation_shown(viewer, real) else unnamed(real)


def funding_words(project: Any) -> str:
    """The money that a project asks for, as the reader of `project` (a record as shown) may know it."""
    if "funding" in project.locked:
        return _("资金需求未公开")
    if project.funding_need is None:
        return _("没有写资金需求")
    return _("需要 %(amount)s", amount=money(project.funding_need))


def landing_words(project: Project) -> str:
    """Where it would settle."""
    return _("、").join(label("county", code) for code in project.landing_county_codes)


def in_list(project: Project, query: str, viewer: Viewer) -> dict[str, Any]:
    """What the card or row of a list shows beside the record itself."""
    known = as_shown(viewer, project)
    texts = [project.sentence, project.summary, known.technology, project.market, known.business_model, known.plan]
    return {
        "organisation": whose(project, viewer),
        "county": landing_words(project),
        "tags": [label("industry", code) for code in project.industry_codes[:2]],
        "stage": label("stage", project.stage),
        "funding": funding_words(known),
        "title": title_with_marks(project.title, query, "supply"),
        "summary": best_snippet(texts, query, "supply"),
    }


def shown_pictures(projects: Sequence[Project], viewer: Viewer) -> dict[str, Any]:
    """What stands for these projects in a list, and the length of their videos: nothing that gives a name away."""
    named = [one.id for one in projects if organisation_shown(viewer, one)]
    videos = {one.subject_id: one for one in reversed(ready_videos(SUBJECT, named))} if named else {}
    return {"pictures": pictures_of(SUBJECT, named) if named else {}, "videos": videos}
