"""Reads a demand and an achievement into plain facts, and puts a pair together: score, findings, reasons."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from matchmaking.achievements import documents as achievement_documents
from matchmaking.achievements.documents import EVIDENCE
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.verified import ACCEPTANCE
from matchmaking.core.db import now
from matchmaking.demands import documents as demand_documents
from matchmaking.demands.models import Demand
from matchmaking.listings.disclosure import as_public
from matchmaking.matching.comparison import Finding, Offer, Requirement, compare, offers_in_text
from matchmaking.matching.names import Synonyms
from matchmaking.matching.ranking import OtherWord, Text
from matchmaking.matching.responses import response_of
from matchmaking.matching.scoring import MODEL_VERSION, AchievementFacts, DemandFacts, Score, band, score_pair
from matchmaking.matching.standing import freshness_step
from matchmaking.search.analysis import Segmenter, normalise
from matchmaking.vocabulary.thesaurus import Thesaurus

MOST_SYNONYMS = 6
# What backs a measurement beside the team's own word.
OUTSIDE_EVIDENCE = frozenset(EVIDENCE) - {"rights"}


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

    @cached_property
    def told(self) -> tuple[Offer, ...]:
        """The figures that were read out of the prose."""
        return tuple(offers_in_text(self.prose)) if self.prose else ()


@dataclass(frozen=True)
class Pair:
    """A demand and an achievement, weighed."""

    demand_id: int
    achievement_id: int
    text_score: float
    score: Score
    band: str
    findings: tuple[Finding, ...]
    # Which rules computed the score; a learned ranker adds its own name.
    model_version: str = MODEL_VERSION

    @property
    def must_missed_count(self) -> int:
        return sum(one.importance == "must" and one.verdict == "NOT_MET" for one in self.findings)


def demand_side(demand: Demand) -> DemandSide:
    """The public facts of a demand, published or not: a match holds nothing that somebody must not read."""
    known = as_public(demand)
    return DemandSide(
        demand.id,
        demand.organisation_id,
        Text(demand.title, demand_documents.body(demand)),
        tuple(
            Requirement(
                row.position, row.name, row.importance, row.operator, row.target_low, row.target_high, row.text or "",
                row.unit or "", row.test_method or "",
            )
            for row in known.criteria
        ),
        DemandFacts(
            tuple(demand.industry_codes), demand.technical_field, demand.needs_readiness, known.budget_low,
            known.budget_high, demand.county_code, _freshness(demand), response_of(demand), _is_checked(demand),
        ),
    )  # fmt: skip


def achievement_side(achievement: Achievement) -> AchievementSide:
    """The public facts of an achievement, published or not."""
    known = as_public(achievement)
    return AchievementSide(
        achievement.id,
        achievement.organisation_id,
        Text(achievement.title, achievement_documents.body(achievement)),
        (*_verified(achievement), *_measured(achievement, known)),
        "\n".join(part for part in (achievement.summary, achievement.problem_solved, known.description) if part),
        AchievementFacts(
            tuple(achievement.industry_codes), achievement.technical_field, achievement.readiness_level,
            known.price_low, known.price_high, achievement.county_code, _freshness(achievement),
            response_of(achievement), _is_checked(achievement),
            bool(achievement.verified) or any(row.evidence_kind in OUTSIDE_EVIDENCE for row in known.measurements),
        ),
    )  # fmt: skip


def _verified(achievement: Achievement) -> tuple[Offer, ...]:
    """What enterprises measured when they accepted the work."""
    return tuple(
        Offer(
            f"verified-{row.id}", row.name, row.operator, row.value_low, row.value_high, row.text or "", row.unit or "",
            row.condition or "", ACCEPTANCE,
        )
        for row in achievement.verified
    )  # fmt: skip


def _measured(achievement: Achievement, known: Any) -> tuple[Offer, ...]:
    """What the team says, but for what an enterprise measured in the same way: then that holds, better or worse."""
    measured = {_same(row) for row in achievement.verified}
    return tuple(
        Offer(
            row.position, row.name, row.operator, row.value_low, row.value_high, row.text or "", row.unit or "",
            row.condition or "", row.evidence_kind or "",
        )
        for row in known.measurements
        if _same(row) not in measured
    )  # fmt: skip


def _same(row: Any) -> tuple[str, str]:
    return "".join(row.name.split()).casefold(), "".join((row.condition or "").split()).casefold()


def _freshness(record: Demand | Achievement) -> str | None:
    return freshness_step(record.confirmed_at or record.published_at, now())


def _is_checked(record: Demand | Achievement) -> bool | None:
    """Whether officers checked the owner; an owner that nobody has looked at yet counts as not known."""
    return True if record.organisation.is_public else None


def weigh(
    demand: DemandSide,
    achievement: AchievementSide,
    text_score: float,
    synonyms: Synonyms | None = None,
    *,
    read_prose: bool = True,
    meaning: float | None = None,
) -> Pair:
    """Compare the two sides criterion by criterion and score the pair; the same from whichever side it is asked.

    `meaning`: how near the texts are in meaning, a cosine from -1 to 1; None when that is not known.
    """
    offers: Sequence[Offer] = achievement.offers
    findings = compare(demand.requirements, offers, synonyms)
    if read_prose and any(one.verdict == "NOT_STATED" for one in findings) and achievement.told:
        findings = compare(demand.requirements, [*offers, *achievement.told], synonyms)
    return Pair(
        demand.id,
        achievement.id,
        text_score,
        score_pair(text_score, findings, demand.facts, achievement.facts, meaning),
        band(text_score, findings),
        tuple(findings),
    )


# A word with its other names and its kinds; a problem with its research words.
Others = tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
Problems = tuple[tuple[str, tuple[str, ...]], ...]


class Words:
    """The vocabulary as matching uses it; what was looked up once is remembered."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self.thesaurus = thesaurus
        # What everybody writes and what therefore says little: 技术, 研究, 系统 …
        self.common = frozenset(thesaurus.boilerplate)
        self._same: dict[tuple[str, str], float] = {}
        self._words = lru_cache(maxsize=4096)(thesaurus.words_in)
        self._problems = lru_cache(maxsize=4096)(thesaurus.problems_in)
        self._others = lru_cache(maxsize=4096)(self._find_others)
        # As many as a city has demands: a run of everything asks for each of them again and again.
        self._otherwise = lru_cache(maxsize=16384)(self._find_otherwise)

    @cached_property
    def _segmenter(self) -> Segmenter:
        return Segmenter(self.thesaurus.user_words())

    def cut(self, run: str) -> list[str]:
        """The words of a run of Han characters, as people read them; those of the vocabulary stay whole.

        `run` is of a normalised text, as `search.analysis.pieces` gives them.
        """
        return self._segmenter.words_of_run(run)

    def same_name(self, one: str, other: str) -> float:
        """1 when the vocabulary takes two names for the same thing, else 0."""
        pair = (one, other) if one <= other else (other, one)
        if pair not in self._same:
            self._same[pair] = 1.0 if self.thesaurus.synonyms_equal(one, other) else 0.0
        return self._same[pair]

    def others_of(self, demand: DemandSide) -> tuple[OtherWord, ...]:
        """What the vocabulary knows beside the words of a demand: other names, kinds, research words for problems."""
        return self._others(demand.text, demand.facts.industries)

    def _find_others(self, text: Text, industries: tuple[str, ...]) -> tuple[OtherWord, ...]:
        return tuple(
            OtherWord(one.word, one.weight, part is text.title)
            for part in (text.title, text.body)
            for one in self.thesaurus.expand(normalise(part), industries=industries)
        )

    def _find_otherwise(self, text: Text, industries: tuple[str, ...]) -> tuple[Others, Problems]:
        """What else could be said for the words and problems of a demand, without what it says itself."""
        said = f"{text.title}\n{text.body}"
        words = tuple(
            (
                word,
                tuple(one for one in self.thesaurus.same(word, industries=industries, text=said) if one not in said),
                tuple(one for one in self.thesaurus.narrower(word) if one not in said),
            )
            for word in self._words(said)
        )
        problems = tuple(
            (problem, tuple(word for word in research if word not in said))
            for problem, research in self._problems(said)
        )
        return words, problems

    def said_differently(self, demand: DemandSide, achievement: AchievementSide) -> list[dict[str, str]]:
        """Words of the demand for which the achievement has another name, a kind, or a research word for a problem."""
        words, problems = self._otherwise(demand.text, demand.facts.industries)
        answered = f"{achievement.text.title}\n{achievement.text.body}"
        present = frozenset(self._words(answered))
        found: list[dict[str, str]] = []
        for word, same, kinds in words:
            if word in answered:
                continue
            if (other := next((one for one in same if one in present), None)) is not None:
                found.append({"said": word, "meant": other, "relation": "same"})
            elif (kind := next((one for one in kinds if one in present), None)) is not None:
                found.append({"said": word, "meant": kind, "relation": "narrower"})
        for problem, research in problems:
            meant = next((word for word in research if word in answered), None)
            if meant is not None and problem not in answered:
                found.append({"said": problem, "meant": meant, "relation": "research"})
        return found[:MOST_SYNONYMS]


def digest(demand: DemandSide, achievement: AchievementSide) -> int:
    """A number that changes with the words of either side, so that unchanged reasons need not be found again."""
    texts = (demand.text.title, demand.text.body, achievement.text.title, achievement.text.body)
    return zlib.crc32("\x00".join(texts).encode("utf-8", "replace"))
