"""What the search index knows of an expert: what is public, and the name only where the person agreed."""

from collections.abc import Mapping

from matchmaking.experts.models import Expert
from matchmaking.experts.side import EXPERTS
from matchmaking.listings.documents import Documents, joined

AVAILABLE = "yes"


def facets(expert: Expert) -> Mapping[str, tuple[str, ...]]:
    """The values that the list filters by."""
    return {
        "industry": tuple(expert.industry_codes),
        "field": (expert.technical_field,) if expert.technical_field else (),
        "county": (expert.county_code,) if expert.county_code else (),
        "holder": (expert.organisation.kind,),
        "available": (AVAILABLE,) if expert.takes_requests else (),
    }


def sorts(expert: Expert) -> Mapping[str, float]:
    """The numbers that the list orders by."""
    return {"published": expert.published_at.timestamp()} if expert.published_at else {}


def body(expert: Expert) -> str:
    """Everything but the title that the expert should be found by."""
    own = [] if expert.hides_name else [expert.name, expert.organisation.name]
    return joined(
        [
            expert.summary,
            " ".join(expert.keywords),
            *(joined([row.title, row.client, row.result]) for row in expert.projects),
            *(joined([row.role, row.place]) for row in expert.posts),
            expert.rank,
            *own,
        ]
    )


DOCUMENTS = Documents(EXPERTS, body, facets, sorts)
describe, load, register_documents = DOCUMENTS.describe, DOCUMENTS.load, DOCUMENTS.register
