"""What the search index knows of an achievement."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from matchmaking.achievements.models import Achievement
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.achievements.verified import ACCEPTANCE
from matchmaking.listings.disclosure import as_public
from matchmaking.listings.documents import Documents, amount_band, joined, readiness_band, rows_text

# Evidence that somebody outside could look at.
EVIDENCE = {
    "acceptance": _l("有企业验收实测值"),
    "third_party_report": _l("有第三方检测报告"),
    "bench_record": _l("有台架或实验记录"),
    "customer_record": _l("有用户使用记录"),
    "paper": _l("有论文或专利文本"),
    "rights": _l("有知识产权"),
}


def facets(achievement: Achievement) -> Mapping[str, tuple[str, ...]]:
    """The values that the list filters by."""
    known = as_public(achievement)
    evidence = {str(row.evidence_kind) for row in known.measurements} & (EVIDENCE.keys() - {ACCEPTANCE})
    if achievement.verified:
        evidence.add(ACCEPTANCE)
    if any(right.kind != "none" for right in known.rights):
        evidence.add("rights")
    return {
        "industry": tuple(achievement.industry_codes),
        "readiness": (readiness_band(achievement.readiness_level),),
        "mode": (*achievement.transfer_modes, *(("try_before_pay",) if achievement.try_before_pay else ())),
        "price": () if "price" in known.locked else (amount_band(achievement.price_low, achievement.price_high),),
        "evidence": tuple(sorted(evidence)),
        "county": (achievement.county_code,) if achievement.county_code else (),
        "holder": (achievement.organisation.kind,),
    }


def sorts(achievement: Achievement) -> Mapping[str, float]:
    """The numbers that the list orders by."""
    found = {"published": achievement.published_at.timestamp()} if achievement.published_at else {}
    if achievement.readiness_level is not None:
        found["readiness"] = float(achievement.readiness_level)
    known = as_public(achievement)
    price = known.price_low if known.price_low is not None else known.price_high
    if price is not None:
        found["price"] = float(price)
    return found


def body(achievement: Achievement) -> str:
    """Everything but the title that the achievement should be found by: only what is public."""
    known = as_public(achievement)
    return joined(
        [
            achievement.summary,
            achievement.problem_solved,
            known.description,
            known.comparison,
            " ".join(achievement.keywords),
            rows_text(known.measurements, "condition", "evidence_note"),
            rows_text(achievement.verified, "condition"),
            *(right.title for right in known.rights),
            achievement.organisation.name,
            known.team,
        ]
    )


DOCUMENTS = Documents(ACHIEVEMENTS, body, facets, sorts)
describe, load, register_documents = DOCUMENTS.describe, DOCUMENTS.load, DOCUMENTS.register
