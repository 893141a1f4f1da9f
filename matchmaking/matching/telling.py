"""Tells the people of both sides of matches that are new, and of those that became clearly better."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import select

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session, now
from matchmaking.core.letters import path_to
from matchmaking.demands.deadlines import is_over
from matchmaking.demands.models import Demand
from matchmaking.demands.queries import may_be_shown_to
from matchmaking.matching.intervals import MET
from matchmaking.matching.judgment_queries import dismissals, organisation_key
from matchmaking.matching.models import Match
from matchmaking.matching.scoring import FAIR, LOOK, STRONG
from matchmaking.matching.storing import BLANK, Before, Stored
from matchmaking.notifications.services import notify
from matchmaking.organisations.queries import writer_ids

BANDS = (LOOK, FAIR, STRONG)
# A match in the same band is clearly better from so much more of the score.
CLEARLY = 0.1
# Databases take only so many values in one statement.
AT_ONCE = 500


def tell_both_sides(stored: Stored) -> int:
    """Tell the people of both organisations of what is good enough and new or clearly better; return of how many.

    What is new or better because the rules changed, not the records, is told to nobody.
    """
    asked: list[tuple[Match, Before | None]] = [] if stored.is_quiet else [(row, None) for row in stored.new]
    asked += [
        (row, before)
        for row, before in stored.changed
        if before.model_version in (row.model_version, BLANK) and is_clearly_better(row)
    ]
    asked = [(row, before) for row, before in asked if _is_good_enough(row) and (before or not row.notified_at)]
    return sum(
        _tell(row, before, known)
        for part in (asked[start : start + AT_ONCE] for start in range(0, len(asked), AT_ONCE))
        for known in [_Known([row for row, _ in part])]
        for row, before in part
    )


class _Known:
    """What telling of some matches asks for, read at once: a run tells of thousands."""

    def __init__(self, matches: Sequence[Match]) -> None:
        self.demands = _records(Demand, {one.demand_id for one in matches})
        self.achievements = _records(Achievement, {one.achievement_id for one in matches})
        self.dismissals = dismissals([(one.demand_id, one.achievement_id) for one in matches])
        self.writers = cache(writer_ids)


def _records(model: type[Any], ids: Collection[int]) -> dict[int, Any]:
    return {one.id: one for one in current_session().scalars(select(model).where(model.id.in_(ids)))}


def is_clearly_better(match: Match) -> bool:
    """Whether a match rose a band or clearly in its score since people were told of it; nobody was: it is better."""
    if match.told_band is None or match.told_score is None:
        return True
    return BANDS.index(match.band) > BANDS.index(match.told_band) or match.score >= match.told_score + CLEARLY


def notice_key(demand_id: int, achievement_id: int) -> str:
    """Under which key people are told of a new match, once."""
    return f"match:{demand_id}:{achievement_id}"


def better_key(demand: Demand, achievement: Achievement) -> str:
    """The same for one that became better: once for each version of the two records, however often they are saved."""
    return f"{notice_key(demand.id, achievement.id)}:{demand.version}:{achievement.version}"


def _is_good_enough(match: Match) -> bool:
    return match.band != LOOK and match.score >= current_app.config["MATCH_NOTICE_SCORE"]


def _tell(match: Match, before: Before | None, known: _Known) -> bool:
    """Tell of one match; `before` is what was stored of it, None for a new one. Whether anybody was to be told."""
    demand: Demand = known.demands[match.demand_id]
    achievement: Achievement = known.achievements[match.achievement_id]
    if is_over(demand.deadline_on):
        return False
    match.notified_at, match.told_band, match.told_score = now(), match.band, match.score
    path = path_to("matching.show_match", demand_id=demand.id, achievement_id=achievement.id)
    words = {
        "demand": demand.title, "achievement": achievement.title, "criteria": len(match.findings), "band": match.band,
        "met": sum(one.verdict == MET for one in match.findings),
    }  # fmt: skip
    once, prefix = notice_key(demand.id, achievement.id), "matching.for"
    if before is not None:
        once, prefix = better_key(demand, achievement), "matching.better_for"
        words |= {"band_before": before.band, "met_before": before.met}
    for side, organisation_id in (("demand", demand.organisation_id), ("achievement", achievement.organisation_id)):
        if side == "achievement" and not may_be_shown_to(demand, organisation_id):
            continue
        if (demand.id, achievement.id, organisation_key(organisation_id)) not in known.dismissals:
            notify(known.writers(organisation_id), f"{prefix}_{side}", once, path, **words)
    return True
