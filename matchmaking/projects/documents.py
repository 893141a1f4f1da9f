"""What the search index knows of a project: only what is public."""

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import lazy_gettext as _l

from matchmaking.listings.disclosure import as_public
from matchmaking.listings.documents import Documents, joined
from matchmaking.media.queries import deck_of, deck_text, video_of
from matchmaking.projects.models import SUBJECT, Project
from matchmaking.projects.side import PROJECTS

FUNDING_BANDS = {
    "to_300": _l("300 万元以下"),
    "300_1000": _l("300–1000 万元"),
    "1000_3000": _l("1000–3000 万元"),
    "over_3000": _l("3000 万元以上"),
}
VIDEO, DECK = "video", "deck"
MEDIA = {VIDEO: _l("有视频"), DECK: _l("有讲稿")}
# The upper ends of the bands, in yuan; a band holds its lower end.
FUNDING_ENDS = (("to_300", Decimal(3_000_000)), ("300_1000", Decimal(10_000_000)), ("1000_3000", Decimal(30_000_000)))
LAST_BAND = "over_3000"
# Later than any last day: what is shown without end comes first when the list is ordered by it.
ENDLESS = 4_000_000.0


def funding_band(need: Decimal | None) -> str | None:
    """The band of a funding need; None where none is stated."""
    if need is None:
        return None
    return next((band for band, end in FUNDING_ENDS if need < end), LAST_BAND)


def facets(project: Project) -> Mapping[str, tuple[str, ...]]:
    """The values that the hall filters by."""
    band = funding_band(as_public(project).funding_need)
    return {
        "industry": tuple(project.industry_codes),
        "stage": (project.stage,) if project.stage else (),
        "landing": tuple(project.landing_county_codes),
        "funding": (band,) if band else (),
        "media": tuple(media_of(project)),
    }


def media_of(project: Project) -> list[str]:
    """What everybody can look at. A deck says whose it is, so that with a hidden name there is nothing."""
    if project.hides_name:
        return []
    found = [(VIDEO, video_of(SUBJECT, project.id)), (DECK, deck_of(SUBJECT, project.id))]
    return [kind for kind, one in found if one is not None]


def sorts(project: Project) -> Mapping[str, float]:
    """The numbers that the hall orders by."""
    found = {"until": float(project.shown_until.toordinal()) if project.shown_until else ENDLESS}
    if project.published_at:
        found["published"] = project.published_at.timestamp()
    need = as_public(project).funding_need
    if need is not None:
        found["funding"] = float(need)
    return found


def body(project: Project) -> str:
    """Everything but the title that the project should be found by."""
    known = as_public(project)
    return joined(
        [
            project.sentence,
            project.summary,
            " ".join(project.keywords),
            known.technology,
            *(right.title for right in known.rights),
            project.market,
            known.business_model,
            known.plan,
            known.funding_use,
            project.landing_needs,
            *(() if project.hides_name else (project.organisation.name, deck_text(SUBJECT, project.id))),
        ]
    )


DOCUMENTS = Documents(PROJECTS, body, facets, sorts)
describe, load, register_documents = DOCUMENTS.describe, DOCUMENTS.load, DOCUMENTS.register
