"""The public list of demands: its filters, its orders, and how the database answers without an index."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import case, func, literal, select, union_all

from matchmaking.core.db import current_session
from matchmaking.core.filters import today
from matchmaking.demands.deadlines import not_over
from matchmaking.demands.documents import CLOSING
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.audiences import public
from matchmaking.listings.catalogue import amount_band_of, names, values_in, words
from matchmaking.listings.disclosure import group_is_public, public_part
from matchmaking.listings.documents import AMOUNT_BANDS
from matchmaking.search.database import answer_from_database
from matchmaking.search.engine import Query, Results
from matchmaking.search.listing import Facet, Listing, Sort

DEADLINES = {"open": _l("正在征集"), "closing": _l("14 天内截止"), "closed": _l("已截止")}


def from_database(query: Query) -> Results:
    """The list while there is no index."""
    identity, deadline = Demand.id, Demand.deadline_on
    states = union_all(
        select(identity, case((not_over(deadline), "open"), else_="closed")),
        select(identity, literal("closing")).where(deadline.between(today(), today() + CLOSING)),
    ).subquery()
    return answer_from_database(
        current_session(),
        query,
        ids=select(identity).where(public(Demand)),
        identity=identity,
        texts=[
            Demand.title,
            Demand.summary,
            *(public_part(Demand, "problem", one, "") for one in (Demand.problem, Demand.context, Demand.tried)),
        ],
        facets={
            "industry": values_in(identity, Demand.industry_codes),
            "kind": select(identity, Demand.kind),
            "budget": select(identity, amount_band_of(Demand.budget_high, Demand.budget_low)).where(
                group_is_public(Demand, "money")
            ),
            "cooperation": values_in(identity, Demand.cooperation_modes),
            "deadline": select(*states.c),
            "county": select(identity, Demand.county_code),
        },
        sorts={
            "published": Demand.published_at,
            "deadline": case((deadline >= today(), deadline)),
            "budget": public_part(Demand, "money", func.coalesce(Demand.budget_high, Demand.budget_low)),
        },
    )


CATALOGUE = Listing(
    kind=DEMANDS.kind,
    facets=[
        Facet("industry", _l("产业"), lambda: names("industry")),
        Facet("deadline", _l("征集状态"), lambda: words(DEADLINES)),
        Facet("kind", _l("需求类型"), lambda: names("demand_kind")),
        Facet("budget", _l("预算"), lambda: words(AMOUNT_BANDS)),
        Facet("cooperation", _l("合作方式"), lambda: names("cooperation_mode")),
        Facet("county", _l("县（市、区）"), lambda: names("county")),
    ],
    sorts=[
        Sort("relevance", _l("最相关"), None),
        Sort("newest", _l("最新发布"), "published"),
        Sort("deadline", _l("最早截止"), "deadline", descending=False),
        Sort("budget", _l("预算从高到低"), "budget"),
    ],
    fallback=from_database,
)
