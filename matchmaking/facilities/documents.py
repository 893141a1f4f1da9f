"""What the search index knows of a service base."""

from collections.abc import Mapping

from matchmaking.facilities.models import Facility
from matchmaking.facilities.side import FACILITIES
from matchmaking.listings.documents import Documents, joined, rows_text

AVAILABLE = "yes"


def facets(facility: Facility) -> Mapping[str, tuple[str, ...]]:
    """The values that the list filters by."""
    return {
        "kind": (facility.base_kind,) if facility.base_kind else (),
        "industry": tuple(facility.industry_codes),
        "field": (facility.technical_field,) if facility.technical_field else (),
        "county": (facility.county_code,) if facility.county_code else (),
        "available": (AVAILABLE,) if facility.takes_requests else (),
    }


def sorts(facility: Facility) -> Mapping[str, float]:
    """The numbers that the list orders by."""
    return {"published": facility.published_at.timestamp()} if facility.published_at else {}


def body(facility: Facility) -> str:
    """Everything but the title that the base should be found by."""
    return joined(
        [
            facility.summary,
            " ".join(facility.keywords),
            rows_text(facility.parameters, "condition"),
            facility.organisation.name,
        ]
    )


DOCUMENTS = Documents(FACILITIES, body, facets, sorts)
describe, load, register_documents = DOCUMENTS.describe, DOCUMENTS.load, DOCUMENTS.register
