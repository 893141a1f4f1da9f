"""The permanent hall as a list: its filters, its orders, and how the database answers without an index."""

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, case, func, literal, select, union_all

from matchmaking.core.db import current_session
from matchmaking.listings.audiences import public
from matchmaking.listings.catalogue import names, values_in, words
from matchmaking.listings.disclosure import group_is_public, public_part
from matchmaking.media.models import DECK as A_DECK
from matchmaking.media.models import PITCH, Deck, Video
from matchmaking.media.states import READY
from matchmaking.projects.documents import DECK, FUNDING_BANDS, FUNDING_ENDS, LAST_BAND, MEDIA, VIDEO
from matchmaking.projects.models import SUBJECT, Project
from matchmaking.projects.side import PROJECTS
from matchmaking.search.database import answer_from_database
from matchmaking.search.engine import Query, Results
from matchmaking.search.listing import Facet, Listing, Sort


def _band() -> ColumnElement[str]:
    """`documents.funding_band` in SQL."""
    return case(*((Project.funding_need < end, band) for band, end in FUNDING_ENDS), else_=LAST_BAND)


def from_database(query: Query) -> Results:
    """The list while there is no index."""
    identity = Project.id
    media = union_all(
        *(
            select(model.subject_id, literal(code))
            .join(Project, Project.id == model.subject_id)
            .where(model.subject_type == SUBJECT, model.purpose == purpose, model.state == READY)
            .where(Project.hides_name.is_(False))
            for model, purpose, code in ((Video, PITCH, VIDEO), (Deck, A_DECK, DECK))
        )
    ).subquery()
    return answer_from_database(
        current_session(),
        query,
        ids=select(identity).where(public(Project)),
        identity=identity,
        texts=[
            Project.title, Project.sentence, Project.summary, Project.market,
            public_part(Project, "technology", Project.technology, ""),
            public_part(Project, "business", Project.plan, ""),
        ],
        facets={
            "industry": values_in(identity, Project.industry_codes),
            "stage": select(identity, Project.stage),
            "landing": values_in(identity, Project.landing_county_codes),
            "funding": select(identity, _band()).where(
                Project.funding_need.is_not(None), group_is_public(Project, "funding")
            ),
            "media": select(*media.c),
        },
        sorts={
            "published": Project.published_at,
            "until": func.coalesce(Project.shown_until, date.max),
            "funding": public_part(Project, "funding", Project.funding_need),
        },
    )  # fmt: skip


CATALOGUE = Listing(
    kind=PROJECTS.kind,
    facets=[
        Facet("industry", _l("产业"), lambda: names("industry")),
        Facet("stage", _l("阶段"), lambda: names("stage")),
        Facet("landing", _l("落地意向"), lambda: names("county")),
        Facet("funding", _l("资金需求"), lambda: words(FUNDING_BANDS)),
        Facet("media", _l("可以看"), lambda: words(MEDIA)),
    ],
    sorts=[
        Sort("relevance", _l("最相关"), None),
        Sort("newest", _l("最新展出"), "published"),
        Sort("lasting", _l("快撤展的在最后"), "until"),
        Sort("funding", _l("资金需求从低到高"), "funding", descending=False),
    ],
    fallback=from_database,
)
