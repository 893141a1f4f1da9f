"""Tells the people of both sides of matches that are new, and of those that became clearly better."""

from flask import current_app

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session, now
from matchmaking.core.letters import path_to
from matchmaking.demands.deadlines import is_over
from matchmaking.demands.models import Demand
from matchmaking.demands.queries import may_be_shown_to
from matchmaking.matching.intervals import MET
from matchmaking.matching.judgment_queries import is_dismissed
from matchmaking.matching.models import Match
from matchmaking.matching.scoring import FAIR, LOOK, STRONG
from matchmaking.matching.storing import BLANK, Before, Stored
from matchmaking.notifications.services import notify
from matchmaking.organisations.queries import writer_ids

BANDS = (LOOK, FAIR, STRONG)
# A match in the same band is clearly better from so much more of the score.
CLEARLY = 0.1


def tell_both_sides(stored: Stored) -> int:
    """Tell the people of both organisations of what is good enough and new or clearly better; return of how many.

    What is new or better because the rules changed, not the records, is told to nobody.
    """
    told = 0 if stored.is_quiet else sum(_tell(row, None) for row in stored.new)
    return told + sum(
        _tell(row, before)
        for row, before in stored.changed
        if before.model_version in (row.model_version, BLANK) and is_clearly_better(row)
    )


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


def _tell(match: Match, before: Before | None) -> bool:
    """Tell of one match; `before` is what was stored of it, None for a new one. Whether anybody was to be told."""
    if (before is None and match.notified_at) or match.band == LOOK:
        return False
    if match.score < current_app.config["MATCH_NOTICE_SCORE"]:
        return False
    demand = current_session().get_one(Demand, match.demand_id)
    achievement = current_session().get_one(Achievement, match.achievement_id)
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
        if not is_dismissed(demand.id, achievement.id, organisation_id):
            notify(writer_ids(organisation_id), f"{prefix}_{side}", once, path, **words)
    return True
