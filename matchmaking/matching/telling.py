"""Tells the people of both sides of their matches, once."""

from collections.abc import Sequence

from flask import current_app

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session, now
from matchmaking.core.letters import path_to
from matchmaking.demands.deadlines import is_over
from matchmaking.demands.models import Demand
from matchmaking.demands.queries import may_be_shown_to
from matchmaking.matching.judgment_queries import is_dismissed
from matchmaking.matching.models import Match
from matchmaking.matching.scoring import LOOK
from matchmaking.notifications.services import notify
from matchmaking.organisations.queries import writer_ids


def tell_both_sides(matches: Sequence[Match]) -> int:
    """Tell the people of both organisations of matches that are good enough, once; return how many were told of."""
    told = 0
    for match in matches:
        if match.notified_at or match.band == LOOK or match.score < current_app.config["MATCH_NOTICE_SCORE"]:
            continue
        demand = current_session().get_one(Demand, match.demand_id)
        achievement = current_session().get_one(Achievement, match.achievement_id)
        if is_over(demand.deadline_on):
            continue
        match.notified_at = now()
        path = path_to("matching.show_match", demand_id=demand.id, achievement_id=achievement.id)
        met = sum(one.verdict == "MET" for one in match.findings)
        words = {
            "demand": demand.title, "achievement": achievement.title, "met": met, "criteria": len(match.findings),
            "band": match.band,
        }  # fmt: skip
        once = notice_key(demand.id, achievement.id)
        for kind, organisation_id in (
            ("matching.for_demand", demand.organisation_id),
            ("matching.for_achievement", achievement.organisation_id),
        ):
            if kind == "matching.for_achievement" and not may_be_shown_to(demand, organisation_id):
                continue
            if not is_dismissed(demand.id, achievement.id, organisation_id):
                notify(writer_ids(organisation_id), kind, once, path, **words)
        told += 1
    return told


def notice_key(demand_id: int, achievement_id: int) -> str:
    """Under which key people are told of a pair, once."""
    return f"match:{demand_id}:{achievement_id}"
