"""The public list of achievements: its filters, its orders, and how the database answers without an index."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, literal, select, union_all

from matchmaking.achievements.documents import EVIDENCE
from matchmaking.achievements.models import Achievement, Measurement, Right
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.achievements.verified import ACCEPTANCE
from matchmaking.core.db import current_session
from matchmaking.core.records import PUBLISHED
from matchmaking.listings.catalogue import amount_band_of, names, readiness_band_of, values_in, words
from matchmaking.listings.disclosure import group_is_public, public_part
from matchmaking.listings.documents import AMOUNT_BANDS, READINESS_BANDS
from matchmaking.organisations.models import Organisation
from matchmaking.search.database import answer_from_database
from matchmaking.search.engine import Query, Results
from matchmaking.search.listing import Facet, Listing, Sort

TRY_BEFORE_PAY = _l("可先用后付")
HOLDERS = {
    "university": _l("高校"),
    "institute": _l("科研院所"),
    "rnd_institution": _l("新型研发机构"),
    "enterprise": _l("企业"),
    "transfer_centre": _l("技术转移转化中心"),
    "concept_centre": _l("概念验证中心"),
    "pilot_base": _l("中试基地"),
    "incubator": _l("孵化器"),
    "service_provider": _l("科技服务机构"),
}


def from_database(query: Query) -> Results:
    """The list while there is no index."""
    identity = Achievement.id
    modes = union_all(
        values_in(identity, Achievement.transfer_modes),
        select(identity, literal("try_before_pay")).where(Achievement.try_before_pay),
    ).subquery()
    evidence = union_all(
        select(Measurement.achievement_id, Measurement.evidence_kind)
        .join(Measurement.achievement)
        .where(Measurement.evidence_kind.in_(EVIDENCE), group_is_public(Achievement, "measurements")),
        select(Right.achievement_id, literal("rights"))
        .join(Right.achievement)
        .where(Right.kind != "none", group_is_public(Achievement, "rights")),
        select(identity, literal(ACCEPTANCE)).where(Achievement.verified_on.is_not(None)),
    ).subquery()
    return answer_from_database(
        current_session(),
        query,
        ids=select(identity).where(Achievement.state == PUBLISHED),
        identity=identity,
        texts=[
            Achievement.title, Achievement.summary, Achievement.problem_solved,
            public_part(Achievement, "method", Achievement.description, ""),
            public_part(Achievement, "method", Achievement.comparison, ""),
        ],
        facets={
            "industry": values_in(identity, Achievement.industry_codes),
            "readiness": select(identity, readiness_band_of(Achievement.readiness_level)),
            "mode": select(*modes.c),
            "price": select(identity, amount_band_of(Achievement.price_low, Achievement.price_high)).where(
                group_is_public(Achievement, "price")
            ),
            "evidence": select(*evidence.c),
            "county": select(identity, Achievement.county_code),
            "holder": select(identity, Organisation.kind).join(Achievement.organisation),
        },
        sorts={
            "published": Achievement.published_at,
            "readiness": Achievement.readiness_level,
            "price": public_part(Achievement, "price", func.coalesce(Achievement.price_low, Achievement.price_high)),
        },
    )  # fmt: skip


CATALOGUE = Listing(
    kind=ACHIEVEMENTS.kind,
    facets=[
        Facet("industry", _l("产业"), lambda: names("industry")),
        Facet("readiness", _l("成熟度"), lambda: words(READINESS_BANDS)),
        Facet("mode", _l("转化方式"), lambda: {**names("transfer_mode"), "try_before_pay": str(TRY_BEFORE_PAY)}),
        Facet("price", _l("参考价格"), lambda: words(AMOUNT_BANDS)),
        Facet("evidence", _l("依据"), lambda: words(EVIDENCE)),
        Facet("county", _l("县（市、区）"), lambda: names("county")),
        Facet("holder", _l("单位类型"), lambda: words(HOLDERS)),
    ],
    sorts=[
        Sort("relevance", _l("最相关"), None),
        Sort("newest", _l("最新发布"), "published"),
        Sort("readiness", _l("成熟度从高到低"), "readiness"),
        Sort("price", _l("价格从低到高"), "price", descending=False),
    ],
    fallback=from_database,
)
