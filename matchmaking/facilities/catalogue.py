"""The public list of service bases: its filters, its orders, and how the database answers without an index."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import literal, select

from matchmaking.core.db import current_session
from matchmaking.facilities.documents import AVAILABLE
from matchmaking.facilities.models import Facility
from matchmaking.facilities.side import FACILITIES
from matchmaking.facilities.states import BASE_KINDS
from matchmaking.listings.audiences import public
from matchmaking.listings.catalogue import names, values_in, words
from matchmaking.search.database import answer_from_database
from matchmaking.search.engine import Query, Results
from matchmaking.search.listing import Facet, Listing, Sort

TAKES = {AVAILABLE: _l("现在接受预约")}


def from_database(query: Query) -> Results:
    """The list while there is no index."""
    identity = Facility.id
    return answer_from_database(
        current_session(),
        query,
        ids=select(identity).where(public(Facility)),
        identity=identity,
        texts=[Facility.title, Facility.summary],
        facets={
            "kind": select(identity, Facility.base_kind),
            "industry": values_in(identity, Facility.industry_codes),
            "field": select(identity, Facility.technical_field),
            "county": select(identity, Facility.county_code),
            "available": select(identity, literal(AVAILABLE)).where(Facility.takes_requests),
        },
        sorts={"published": Facility.published_at},
    )


CATALOGUE = Listing(
    kind=FACILITIES.kind,
    facets=[
        Facet("kind", _l("类型"), lambda: words(BASE_KINDS)),
        Facet("industry", _l("产业"), lambda: names("industry")),
        Facet("field", _l("技术领域"), lambda: names("technical_field")),
        Facet("county", _l("县（市、区）"), lambda: names("county")),
        Facet("available", _l("预约"), lambda: words(TAKES)),
    ],
    sorts=[Sort("relevance", _l("最相关"), None), Sort("newest", _l("最新发布"), "published")],
    fallback=from_database,
)
