"""Judgments to take away: for training and for reports, without the names of people and without hidden names."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.audiences import PUBLIC
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.permissions import organisation_shown
from matchmaking.listings.disclosure import audience_of
from matchmaking.matching.judgment_models import BROKER, Judgment

HEADER = (
    "id", "judged_at", "demand_id", "demand_number", "demand_title", "demand_organisation", "achievement_id",
    "achievement_number", "achievement_title", "achievement_organisation", "side", "judge", "verdict", "grade",
    "reason_code", "criterion", "sentence", "shown_list", "position", "score", "band", "model_version", "shown",
    "state", "ended_at", "replaces_id",
)  # fmt: skip


def rows_of(judgments: Iterable[Judgment], viewer: Viewer) -> Iterator[dict[str, Any]]:
    """One row for each judgment, the columns of `HEADER`.

    A broker is a number, so that judges can be told apart; who spoke for an organisation is not said at all. What the
    people of a side wrote is left out where its organisation's name is hidden from the viewer: it may stand there.
    """
    for one in judgments:
        demand, achievement = one.demand, one.achievement
        may_read = one.side == BROKER or organisation_shown(viewer, demand)
        yield {
            "id": one.id,
            "judged_at": one.created_at.isoformat(timespec="seconds"),
            "demand_id": demand.id,
            "demand_number": demand.number,
            "demand_title": demand.title,
            "demand_organisation": organisation_words(demand, viewer),
            "achievement_id": achievement.id,
            "achievement_number": achievement.number,
            "achievement_title": achievement.title,
            "achievement_organisation": achievement.organisation.display_name,
            "side": one.side,
            "judge": f"broker-{one.user_id}" if one.side == BROKER else "",
            "verdict": one.verdict,
            "grade": one.grade,
            "reason_code": one.reason_code or "",
            "criterion": (one.criterion or "") if audience_of(demand, "criteria") == PUBLIC else "",
            "sentence": one.sentence if may_read else "",
            "shown_list": one.shown_list,
            "position": one.position,
            "score": one.score,
            "band": one.band or "",
            "model_version": one.model_version or "",
            "shown": " ".join(f"{shown[0]}:{shown[1]}" for shown in one.shown),
            "state": one.state,
            "ended_at": one.ended_at.isoformat(timespec="seconds") if one.ended_at else "",
            "replaces_id": one.replaces_id,
        }


def as_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """JSON lines."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"
