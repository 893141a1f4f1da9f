"""Reads a demand and an achievement into plain facts, and puts a pair together: score, findings, reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaking.achievements import documents as achievement_documents
from matchmaking.achievements.models import Achievement
from matchmaking.demands import documents as demand_documents
from matchmaking.demands.models import Demand
from matchmaking.matching.comparison import Finding, Offer, Requirement, compare, offers_in_text
from matchmaking.matching.names import Synonyms
from matchmaking.matching.ranking import Text
from matchmaking.matching.scoring import AchievementFacts, DemandFacts, Score, band, score_pair
from matchmaking.vocabulary.thesaurus import Thesaurus

MOST_SYNONYMS = 6


@dataclass(frozen=True)
class DemandSide:
    """A demand as matching sees it."""

    id: int
    organisation_id: int
    text: Text
    requirements: tuple[Requirement, ...]
    facts: DemandFacts


@dataclass(frozen=True)
class AchievementSide:
    """An achievement as matching sees it; `prose` is what figures are looked for in when no measurement answers."""

    id: int
    organisation_id: int
    text: Text
    offers: tuple[Offer, ...]
    prose: str
    facts: AchievementFacts


@dataclass(frozen=True)
class Pair:
    """A demand and an achievement, weighed."""

    demand_id: int
    achievement_id: int
    text_score: float
    score: Score
    band: str
    findings: tuple[Finding, ...]

    @property
    def must_missed_count(self) -> int:
        return sum(one.importance == "must" and one.verdict == "NOT_MET" for one in self.findings)


def demand_side(demand: Demand) -> DemandSide:
    """The facts of a demand, published or not."""
    return DemandSide(
        demand.id,
        demand.organisation_id,
        Text(demand.title, demand_documents.body(demand)),
        tuple(
            Requirement(
                row.position, row.name, row.importance, row.operator, row.target_low, row.target_high, row.text or "",
                row.unit or "", row.test_method or "",
            )
            for row in demand.criteria
        ),
        DemandFacts(
            tuple(demand.industry_codes), demand.technical_field, demand.needs_readiness, demand.budget_low,
            demand.budget_high, demand.county_code,
        ),
    )  # fmt: skip


def achievement_side(achievement: Achievement) -> AchievementSide:
    """The facts of an achievement, published or not."""
    return AchievementSide(
        achievement.id,
        achievement.organisation_id,
        Text(achievement.title, achievement_documents.body(achievement)),
        tuple(
            Offer(
                row.position, row.name, row.operator, row.value_low, row.value_high, row.text or "", row.unit or "",
                row.condition or "", row.evidence_kind or "",
            )
            for row in achievement.measurements
        ),
        "\n".join(part for part in (achievement.summary, achievement.problem_solved, achievement.description) if part),
        AchievementFacts(
            tuple(achievement.industry_codes), achievement.technical_field, achievement.readiness_level,
            achievement.price_low, achievement.price_high, achievement.county_code,
        ),
    )  # fmt: skip


def weigh(
    demand: DemandSide,
    achievement: AchievementSide,
    text_score: float,
    synonyms: Synonyms | None = None,
    *,
    read_prose: bool = True,
) -> Pair:
    """Compare the two sides criterion by criterion and score the pair; the same from whichever side it is asked."""
    offers: Sequence[Offer] = achievement.offers
    findings = compare(demand.requirements, offers, synonyms)
    if read_prose and achievement.prose and any(one.verdict == "NOT_STATED" for one in findings):
        findings = compare(demand.requirements, [*offers, *offers_in_text(achievement.prose)], synonyms)
    return Pair(
        demand.id,
        achievement.id,
        text_score,
        score_pair(text_score, findings, demand.facts, achievement.facts),
        band(text_score, findings),
        tuple(findings),
    )


def name_synonyms(thesaurus: Thesaurus) -> Synonyms:
    """The vocabulary's synonyms as the comparison of names wants them, remembered pair by pair."""
    known: dict[tuple[str, str], float] = {}

    def same(one: str, other: str) -> float:
        pair = (one, other) if one <= other else (other, one)
        if pair not in known:
            known[pair] = 1.0 if thesaurus.synonyms_equal(one, other) else 0.0
        return known[pair]

    return same


def words_through_synonyms(
    thesaurus: Thesaurus, demand: DemandSide, achievement: AchievementSide, *, most: int = MOST_SYNONYMS
) -> list[dict[str, str]]:
    """Words of the demand that the achievement says differently: another name, or the research word for a problem."""
    said, answered = f"{demand.text.title}\n{demand.text.body}", f"{achievement.text.title}\n{achievement.text.body}"
    present = set(thesaurus.words_in(answered))
    found: list[dict[str, str]] = []
    industries = demand.facts.industries
    for word in thesaurus.words_in(said):
        if word in answered:
            continue
        for other in thesaurus.same(word, industries=industries, text=said):
            if other in present and other not in said:
                found.append({"said": word, "meant": other, "relation": "same"})
                break
    for problem, research in thesaurus.problems_in(said):
        meant = [word for word in research if word in answered and word not in said]
        if meant and problem not in answered:
            found.append({"said": problem, "meant": meant[0], "relation": "research"})
    return found[:most]
