"""The public list of experts: its filters, its orders, and how the database answers without an index."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import literal, select

from matchmaking.core.db import current_session
from matchmaking.experts.documents import AVAILABLE
from matchmaking.experts.models import Expert
from matchmaking.experts.side import EXPERTS
from matchmaking.listings.audiences import public
from matchmaking.listings.catalogue import names, values_in, words
from matchmaking.organisations.labels import KINDS
from matchmaking.organisations.models import Organisation
from matchmaking.search.database import answer_from_database
from matchmaking.search.engine import Query, Results
from matchmaking.search.listing import Facet, Listing, Sort

TAKES = {AVAILABLE: _l("现在接受请教")}


def from_database(query: Query) -> Results:
    """The list while there is no index."""
    identity = Expert.id
    return answer_from_database(
        current_session(),
        query,
        ids=select(identity).where(public(Expert)),
        identity=identity,
        texts=[Expert.title, Expert.summary],
        facets={
            "industry": values_in(identity, Expert.industry_codes),
            "field": select(identity, Expert.technical_field),
            "county": select(identity, Expert.county_code),
            "holder": select(identity, Organisation.kind).join(Expert.organisation),
            "available": select(identity, literal(AVAILABLE)).where(Expert.takes_requests),
        },
        sorts={"published": Expert.published_at},
    )


CATALOGUE = Listing(
    kind=EXPERTS.kind,
    facets=[
        Facet("industry", _l("产业"), lambda: names("industry")),
        Facet("field", _l("技术领域"), lambda: names("technical_field")),
        Facet("county", _l("县（市、区）"), lambda: names("county")),
        Facet("holder", _l("单位类型"), lambda: words(KINDS)),
        Facet("available", _l("请教"), lambda: words(TAKES)),
    ],
    sorts=[Sort("relevance", _l("最相关"), None), Sort("newest", _l("最新发布"), "published")],
    fallback=from_database,
)
