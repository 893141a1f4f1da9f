"""Computes the parts of a run over everything: arrays of candidates, of weighed pairs, and what rows should say.

Nothing here writes. A part can be computed in any process and as often as one likes; the same part is always the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from matchmaking.core.db import current_session
from matchmaking.matching import queries
from matchmaking.matching.evidence import AchievementSide, DemandSide, Pair
from matchmaking.matching.models import Match
from matchmaking.matching.ranking import DEMAND, achievement_scores
from matchmaking.matching.rematch_models import STORING, WEIGHING, WORDS, RematchPart
from matchmaking.matching.scoring import LEAST_TEXT_SCORE
from matchmaking.matching.storing import Before, before_of, finding_values, is_same, match_values, same_findings
from matchmaking.matching.weighing import Sides, reasons_of, text_score, vocabulary_words, worthy
from matchmaking.search.registry import engine

# Scores have six digits; as whole numbers they survive any array.
MICRO = 1_000_000
# A pair of the arrays: demand, achievement, score of its words, score of the pair.
PAIRS = np.dtype([("demand", "<i4"), ("achievement", "<i4"), ("words", "<i4"), ("score", "<i4")])
Pairs = npt.NDArray[np.void]
Values = dict[str, Any]


@dataclass
class Writes:
    """What has to be written so that the rows of some achievements are right; `same` counts those that are already.

    `new`: columns and findings. `changed`: columns with the id, what the row said, and findings unless they are the
    same. `gone`: ids with the moment at which the row was computed.
    """

    new: list[tuple[Values, list[Values]]] = field(default_factory=list)
    changed: list[tuple[Values, Before, list[Values] | None]] = field(default_factory=list)
    gone: list[tuple[int, datetime]] = field(default_factory=list)
    same: int = 0


class ByAchievement:
    """Pairs that are ordered by achievement."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs
        # A column of its own: looked up inside of the rows, all of it would be copied for every achievement.
        self._owners = np.ascontiguousarray(pairs["achievement"])

    def of(self, achievement_id: int) -> Pairs:
        """The pairs of one achievement."""
        ends = np.array([achievement_id, achievement_id + 1], self._owners.dtype)
        return self.pairs[slice(*np.searchsorted(self._owners, ends).tolist())]


class Bulk:
    """One process's part in one run: every demand is read once, and each achievement once in each phase."""

    def __init__(self, run_id: int, started_at: datetime) -> None:
        self.run_id, self.started_at = run_id, started_at
        self.sides = Sides()
        self._demands: dict[int, DemandSide] | None = None
        self._by_achievement: dict[str, ByAchievement] = {}

    def compute(self, phase: str, ids: Sequence[int]) -> Any:
        """The part of a phase for these records: an array of pairs, or what to write. Inside of a reading unit."""
        return {WORDS: self.words, WEIGHING: self.weighing, STORING: self.storing}[phase](ids)

    def words(self, demand_ids: Sequence[int]) -> Pairs:
        """Every pair of some demands whose words have enough in common; `score` 1 for candidates of the demand.

        One pass over the index for each demand says what all achievements have in common with it. So nothing has to
        be asked from the other side, where there are many more records.
        """
        known, limit = vocabulary_words(), current_app.config["MATCH_CANDIDATES"]
        found = [np.empty(0, PAIRS)]
        for one in self.sides.demands(demand_ids).values():
            postings, scores = achievement_scores(engine(), one.text, common=known.common, others=known.others_of(one))
            numbers = np.flatnonzero((scores >= LEAST_TEXT_SCORE) & postings.live)
            part = np.zeros(len(numbers), PAIRS)
            part["demand"], part["achievement"] = one.id, postings.ids[numbers]
            part["words"] = np.rint(scores[numbers] * MICRO)
            order = np.lexsort((part["achievement"], -part["words"]))
            groups = postings.groups[numbers][order]
            part["score"][order[_first_of_groups(groups, limit)]] = 1
            found.append(part)
        return np.concatenate(found)

    def weighing(self, achievement_ids: Sequence[int]) -> Pairs:
        """Every pair of some achievements that is worth keeping: of their own candidates and of those of demands."""
        demands, pairs = self.demands(), self._phase(WORDS)
        found = []
        for achievement in self._achievements(achievement_ids):
            for demand_id, words in self._candidates(pairs.of(achievement.id))[["demand", "words"]].tolist():
                demand = demands.get(demand_id)
                if demand is None or demand.organisation_id == achievement.organisation_id:
                    continue
                pair = worthy(demand, achievement, words / MICRO, self.sides)
                if pair is not None:
                    found.append((demand.id, achievement.id, words, _micro(pair.score.score)))
        return np.array(found, PAIRS)

    def _candidates(self, pairs: Pairs) -> Pairs:
        """Of all pairs of an achievement those that one of its sides takes from the index to be weighed."""
        order = np.lexsort((pairs["demand"], -pairs["words"]))
        limit = current_app.config["MATCH_CANDIDATES"]
        groups = np.fromiter(
            (self._groups.get(one, 0) for one in pairs["demand"][order].tolist()), np.int64, len(order)
        )
        mask = pairs["score"] == 1
        mask[order[_first_of_groups(groups, limit)]] = True
        return pairs[mask]

    @cached_property
    def _groups(self) -> dict[int, int]:
        """The group of copies of every demand in the index."""
        postings = engine().postings(DEMAND)
        return dict(zip(postings.ids[postings.live].tolist(), postings.groups[postings.live].tolist(), strict=True))

    def storing(self, achievement_ids: Sequence[int]) -> Writes:
        """What to write so that the rows of some achievements are those that were chosen."""
        writes, demands, chosen = Writes(), self.demands(), self._chosen()
        stored = _stored(achievement_ids)
        sides = {one.id: one for one in self._achievements(achievement_ids)}
        for one in achievement_ids:
            rows = stored.get(one, {})
            words = {demand_id: score / MICRO for demand_id, score in chosen.of(one)[["demand", "words"]].tolist()}
            for demand_id, row in rows.items():
                if demand_id not in words and row.is_kept and demand_id in demands and one in sides:
                    words[demand_id] = text_score(demands[demand_id], sides[one])
            for demand_id, score in words.items():
                pair = self._stored_pair(demands.get(demand_id), sides.get(one), score, rows.get(demand_id))
                if pair is not None:
                    self._compare(writes, demands[demand_id], sides[one], pair, rows.get(demand_id))
            # What was written since the run began came of a change, and knows better than the run.
            writes.gone += [
                (row.id, row.computed_at)
                for demand_id, row in rows.items()
                if demand_id not in words and not row.is_kept and row.computed_at < self.started_at
            ]
        return writes

    def _stored_pair(
        self, demand: DemandSide | None, achievement: AchievementSide | None, score: float, row: Match | None
    ) -> Pair | None:
        """The pair in full; None when a record is gone or the row was written since the run began."""
        if demand is None or achievement is None or (row is not None and row.computed_at >= self.started_at):
            return None
        return worthy(demand, achievement, score, self.sides, is_kept=row is not None and row.is_kept)

    def _compare(
        self, writes: Writes, demand: DemandSide, achievement: AchievementSide, pair: Pair, row: Match | None
    ) -> None:
        reasons = reasons_of(demand, achievement, pair, row.reasons if row else None, self.sides)
        if row is not None and is_same(row, pair, reasons):
            writes.same += 1
            return
        values = match_values(pair, row.reasons if row is not None and reasons is None else reasons or {})
        findings = finding_values(pair)
        if row is None:
            writes.new.append(({"demand_id": demand.id, "achievement_id": achievement.id, **values}, findings))
        else:
            writes.changed.append(
                ({"id": row.id, **values}, before_of(row), None if same_findings(row, findings) else findings)
            )

    def demands(self) -> dict[int, DemandSide]:
        """Every published demand, with what each learned from its judgments."""
        if self._demands is None:
            ids = queries.published_ids(DEMAND)
            self._demands = self.sides.demands(ids)
            self.sides.adjusters(ids)
        return self._demands

    def _achievements(self, ids: Sequence[int]) -> Iterator[AchievementSide]:
        self.sides.forget_achievements()
        return iter(self.sides.achievements(ids).values())

    def _phase(self, phase: str) -> "ByAchievement":
        """All pairs that a phase found."""
        if phase not in self._by_achievement:
            query = select(RematchPart.data).where(RematchPart.run_id == self.run_id, RematchPart.phase == phase)
            parts = [unpacked(data) for data in current_session().scalars(query.order_by(RematchPart.last_id))]
            pairs = np.concatenate([np.empty(0, PAIRS), *parts])
            self._by_achievement[phase] = ByAchievement(pairs[np.argsort(pairs["achievement"], kind="stable")])
        return self._by_achievement[phase]

    def _chosen(self) -> "ByAchievement":
        """The pairs that are among the best of either of their records."""
        if STORING not in self._by_achievement:
            self._by_achievement.pop(WORDS, None)
            pairs = self._phase(WEIGHING).pairs
            self._by_achievement = {STORING: ByAchievement(chosen(pairs, current_app.config["MATCHES_KEPT"]))}
        return self._by_achievement[STORING]


def chosen(pairs: Pairs, kept: int) -> Pairs:
    """Those of some pairs that are among the `kept` best of their demand or of their achievement, in their order.

    Equal scores are ordered by the id of the other record.
    """
    mask = np.zeros(len(pairs), np.bool_)
    for side, other in (("demand", "achievement"), ("achievement", "demand")):
        order = np.lexsort((pairs[other], -pairs["score"], pairs[side]))
        owners = pairs[side][order]
        begins = np.searchsorted(owners, owners, "left")
        places = np.arange(len(owners)) - begins
        mask[order[places < kept]] = True
    return pairs[mask]


def _first_of_groups(groups: npt.NDArray[np.int64], limit: int) -> npt.NDArray[np.int64]:
    """The places of the first `limit` records when of each group of copies only the first counts; 0 is no group."""
    _, first = np.unique(groups, return_index=True)
    return np.sort(np.union1d(first, np.flatnonzero(groups == 0)))[:limit]


def packed(pairs: Pairs) -> bytes:
    """An array as it is kept between phases."""
    return pairs.tobytes()


def unpacked(data: bytes) -> Pairs:
    """The array again."""
    return np.frombuffer(data, PAIRS)


def _micro(score: float) -> int:
    return round(score * MICRO)


def _stored(achievement_ids: Sequence[int]) -> dict[int, dict[int, Match]]:
    """Stored matches with their findings: achievement id → demand id → row."""
    query = select(Match).where(Match.achievement_id.in_(achievement_ids)).options(selectinload(Match.findings))
    found: dict[int, dict[int, Match]] = {}
    for row in current_session().scalars(query):
        found.setdefault(row.achievement_id, {})[row.demand_id] = row
    return found
