"""What helps the writer of a draft: criteria read out of the text, research words, a trial run, records like it.

Nothing here is stored; whatever the writer takes over goes through the service of the listings.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from flask import current_app
from sqlalchemy import func, or_, select

from matchmaking.achievements.models import Achievement
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.db import current_session
from matchmaking.core.records import PUBLISHED
from matchmaking.demands.models import Demand
from matchmaking.listings.audiences import public
from matchmaking.listings.queries import complete
from matchmaking.listings.rules import LONGEST_UNIT
from matchmaking.listings.side import Side
from matchmaking.matching import ranking
from matchmaking.matching.alike import NEARLY_SAME, text_of
from matchmaking.matching.comparison import Finding
from matchmaking.matching.evidence import Pair, demand_side
from matchmaking.matching.names import Synonyms, similarity
from matchmaking.matching.quantities import Quantity, quantities
from matchmaking.matching.scoring import LEAST_TEXT_SCORE, is_worth_keeping
from matchmaking.matching.units import parse_unit
from matchmaking.matching.weighing import Sides, vocabulary_words, weighed
from matchmaking.search.registry import engine

MOST_PROPOSED, MOST_ALIKE, MOST_OWN, BEST = 6, 5, 100, 3
# From here on two names are taken for the same quantity, as when criteria are compared.
SAME_NAME = 0.75
LONGEST_NAME, LONGEST_WORDS = 60, 200
TEXTS = ("summary", "problem", "context")
# A figure is a target only where its clause says so; otherwise it describes how things are.
_WISH = re.compile(
    r"要求|必须|须|需|应[当该小大低高不在为≥≤]|希望|期望|目标|达到|做到|控制在|降到|降至|提高到|提升到|缩短到|要在|压到|保证|"
    r"不[能得可要]|不[低高大小少多]于|不超过|至少|至多|最多|[≥≤＞＜><]"
)
_SOFT = re.compile(r"希望|期望|最好|争取|力争")
# What was reached so far is no target, whatever sign it carries.
_PRESENT = re.compile(r"目前|现在|现有|现状|只有|仅|只能|只达到|原来|原先|平均|实测|以前|试过|后来|达不到")
# What stands in front of a name or behind it and does not belong to it.
_ASKING = re.compile(
    r"^(?:客户|用户|主机厂|我司|我们|厂家|业主|新项目|现场|同时|都|要求|需要|必须|希望|期望|目标)+|"
    r"(?:不能|不得|不可|不要|不|要求|要|必须|须|需要|需|应当|应该|应|压|控制|目标|希望|期望|最好)+$"
)
# The reader of figures sees only 超过 here, which alone would be a lower limit.
_NOT_ABOVE = re.compile(r"不[能得可要]\s*[超高大多]")
_CLAUSE_MARKS = "，,；;。！？!?\n"


@dataclass(frozen=True)
class Proposal:
    """A criterion that the text already states: its values as the form has them, and the clause it stands in."""

    key: str
    values: Mapping[str, Any]
    clause: str


@dataclass(frozen=True)
class Candidate:
    """A published achievement that a draft would find."""

    id: int
    title: str
    organisation: str
    findings: tuple[Finding, ...]

    @property
    def strip(self) -> list[str]:
        """The verdicts in the order of the criteria."""
        return [one.verdict.lower() for one in self.findings]

    @property
    def met(self) -> int:
        return sum(one.verdict == "MET" for one in self.findings)


@dataclass(frozen=True)
class Trial:
    """What a draft would find: how many achievements, how many of them meet two musts or more, and the best.

    `is_locked` where the criteria are not shown to everybody, so that nothing is compared with them.
    """

    count: int
    musts: int
    two_musts: int
    best: Sequence[Candidate]
    is_locked: bool


def proposed_criteria(
    texts: Sequence[str], criteria: Sequence[Any], synonyms: Synonyms | None = None
) -> list[Proposal]:
    """Targets that the texts state and no criterion covers yet, in order. `criteria` have a name and a unit."""
    covered = [(row.name, row.unit or "") for row in criteria]
    found: list[Proposal] = []
    for text in texts:
        for one in quantities(text):
            if len(found) == MOST_PROPOSED:
                return found
            values = _as_criterion(one, text)
            if values is None or any(_is_same_quantity(values, name, unit, synonyms) for name, unit in covered):
                continue
            covered.append((values["name"], values["unit"]))
            found.append(Proposal(_key(values), values, text[slice(*_clause(one, text))].strip()))
    return found


def _as_criterion(one: Quantity, text: str) -> dict[str, Any] | None:
    """A quantity as a row of the form, or None when it is no target or has no name."""
    clause = text[_clause(one, text)[0] : one.end]
    name = _ASKING.sub("", one.name_hint).strip()
    if one.is_condition or not 2 <= len(name) <= LONGEST_NAME or len(one.unit) > LONGEST_UNIT:
        return None
    if _PRESENT.search(clause) or not _WISH.search(clause):
        return None
    values: dict[str, Any] = {
        "name": name, "importance": "should" if _SOFT.search(clause) else "must", "operator": one.operator,
        "target_low": one.low, "target_high": None, "text": "", "unit": one.unit, "present_value": "",
        "test_method": one.condition[:LONGEST_WORDS],
    }  # fmt: skip
    if one.operator in ("range", "±"):
        values |= {"operator": "range", "target_high": one.high}
    elif one.operator == ">=" and _NOT_ABOVE.search(clause):
        values["operator"] = "<="
    elif one.operator == "<=":
        # The form keeps the only figure of a limit in its first field.
        values["target_low"] = one.high
    elif one.operator == "~":
        values["operator"] = "="
    elif one.operator == "text":
        values["text"] = one.text[:LONGEST_WORDS]
    return values


def _clause(one: Quantity, text: str) -> tuple[int, int]:
    """Where the clause of a quantity begins and ends."""
    start = max(text.rfind(mark, 0, one.start) for mark in _CLAUSE_MARKS) + 1
    ends = [place for mark in _CLAUSE_MARKS if (place := text.find(mark, one.end)) >= 0]
    return start, min(ends, default=len(text))


def _is_same_quantity(values: Mapping[str, Any], name: str, unit: str, synonyms: Synonyms | None) -> bool:
    if similarity(values["name"], name, synonyms) < SAME_NAME:
        return False
    one, other = parse_unit(values["unit"]), parse_unit(unit)
    return not values["unit"] or not unit or one.dimension == other.dimension


def _key(values: Mapping[str, Any]) -> str:
    """Names a proposal in a form; it changes with whatever would be added."""
    return sha256(repr(sorted(values.items())).encode("utf-8", "replace")).hexdigest()[:16]


def proposals_for(demand: Demand) -> list[Proposal]:
    """What the texts of a demand state beside its criteria."""
    texts = [getattr(demand, name) or "" for name in TEXTS]
    return proposed_criteria(texts, demand.criteria, vocabulary_words().same_name)


def proposals_beside(demand: Demand, rows: Sequence[Mapping[str, Any]]) -> list[Proposal]:
    """The same beside rows that somebody is typing."""
    texts = [getattr(demand, name) or "" for name in TEXTS]
    present = [SimpleNamespace(name=row.get("name") or "", unit=row.get("unit")) for row in rows]
    return proposed_criteria(texts, present, vocabulary_words().same_name)


def research_words(demand: Demand) -> list[tuple[str, list[str]]]:
    """(what the enterprise says, words of research for it that the demand does not contain yet)."""
    said = "\n".join(part for part in (demand.title, *(getattr(demand, name) for name in TEXTS)) if part)
    present = "\n".join([said, *demand.keywords, *(row.name for row in demand.criteria)]).casefold()
    found, offered = [], set()
    for problem, words in vocabulary_words().thesaurus.problems_in(said):
        missing = [word for word in words if word.casefold() not in present and word not in offered]
        if missing:
            found.append((problem, missing))
            offered.update(missing)
    return found


def try_out(demand: Demand, most: int = BEST) -> Trial:
    """What a draft would find if it were published now, with the best `most`. Only reads; raises IndexUnavailable."""
    own, words, kept = demand_side(demand), vocabulary_words(), current_app.config["MATCHES_KEPT"]
    limit, sides = current_app.config["MATCH_CANDIDATES"], Sides()
    beside = words.others_of(own)
    ranked = ranking.rank_achievements(engine(), own.text, limit=limit, common=words.common, others=beside)
    scores = {one.id: one.score for one in ranked if one.score >= LEAST_TEXT_SCORE}
    others = {
        one.id: one
        for one in sides.achievements(list(scores)).values()
        if one.organisation_id != demand.organisation_id
    }
    pairs = [weighed(own, other, scores[one], sides, read_prose=False) for one, other in others.items()]
    pairs.sort(key=_order)
    full = [weighed(own, others[one.achievement_id], one.text_score, sides) for one in pairs[: 3 * kept]]
    worthy = sorted((one for one in full if is_worth_keeping(one.text_score, one.score, one.findings)), key=_order)
    best = worthy[:most]
    query = select(Achievement).where(Achievement.id.in_([one.achievement_id for one in best]))
    records = {one.id: one for one in current_session().scalars(complete(ACHIEVEMENTS, query))}
    return Trial(
        len(worthy),
        sum(one.importance == "must" for one in own.requirements),
        sum(_musts_met(one) >= 2 for one in worthy),
        [
            Candidate(one.id, one.title, one.organisation.display_name, pair.findings)
            for pair in best
            if (one := records.get(pair.achievement_id)) is not None
        ],
        bool(demand.criteria) and not own.requirements,
    )


def _order(pair: Pair) -> tuple[float, int]:
    return -pair.score.score, pair.achievement_id


def _musts_met(pair: Pair) -> int:
    return sum(one.importance == "must" and one.verdict == "MET" for one in pair.findings)


def records_alike(side: Side, record: Any) -> list[Any]:
    """Public records, and others of the own organisation, that say nearly the same; the most alike first.

    A title that differs only in blanks and case counts as the same. Drafts of others are never among them. Raises
    IndexUnavailable.
    """
    model = side.model
    may_be_known = or_(public(model), model.organisation_id == record.organisation_id)
    text = text_of(side, record)
    query = select(model).where(may_be_known, model.id != record.id)
    same_title = query.where(_folded(model.title) == "".join(record.title.split()).lower()).limit(MOST_ALIKE)
    likeness = dict.fromkeys((one.id for one in current_session().scalars(same_title)), 1.0)
    for one in ranking.rank_same_side(engine(), side.kind, text):
        if one.score >= NEARLY_SAME:
            likeness[one.id] = max(one.score, likeness.get(one.id, 0.0))
    own = query.where(model.organisation_id == record.organisation_id, model.state != PUBLISHED)
    for other in current_session().scalars(complete(side, own.order_by(model.id.desc()).limit(MOST_OWN))):
        score = ranking.score_same_side(engine(), side.kind, text, text_of(side, other))
        if score >= NEARLY_SAME:
            likeness[other.id] = max(score, likeness.get(other.id, 0.0))
    chosen = complete(side, query.where(model.id.in_(list(likeness))))
    found = sorted(current_session().scalars(chosen), key=lambda one: (-likeness[one.id], one.id))
    return found[:MOST_ALIKE]


def _folded(title: Any) -> Any:
    """A title without blanks, in one case, as the database computes it."""
    for blank in (" ", "\u3000", "\t", "\n", "\xa0"):
        title = func.replace(title, blank, "")
    return func.lower(title)
