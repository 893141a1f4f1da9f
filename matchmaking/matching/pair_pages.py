"""What the page of a pair shows: both texts with their marks, every feature, what to ask and how to ask it."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.permissions import can_edit_achievement
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import can_edit_demand
from matchmaking.listings.disclosure import as_shown
from matchmaking.listings.values import row_text
from matchmaking.matching import highlights
from matchmaking.matching.approaching import can_approach
from matchmaking.matching.asking import owner_questions, team_questions, way_to_ask
from matchmaking.matching.features import feature_row, features
from matchmaking.matching.highlights import Highlights
from matchmaking.matching.models import Match
from matchmaking.matching.wording import missed_musts

Block = tuple[str, list[Markup]]


def explanation(match: Match, demand: Demand, achievement: Achievement, viewer: Viewer) -> dict[str, Any]:
    """The parts of the page that explain a match, as this viewer may read them."""
    found = features(match, demand, achievement, viewer)
    asked, offered = as_shown(viewer, demand), as_shown(viewer, achievement)
    said, answered = highlights.of_demand(match), highlights.of_achievement(match)
    return {
        "features": [feature_row(one) for one in found if not one.is_against],
        "against": [feature_row(one) for one in reversed(found) if one.is_against],
        "missed": missed_musts(match),
        "asking": asking(match, demand, achievement, viewer),
        "demand_text": said.excerpt([asked.summary, asked.problem, asked.context]),
        "demand_blocks": demand_blocks(asked, said),
        "achievement_text": answered.excerpt([offered.summary, offered.problem_solved, offered.description]),
        "achievement_blocks": achievement_blocks(offered, answered),
    }


def asking(match: Match, demand: Demand, achievement: Achievement, viewer: Viewer) -> dict[str, Any]:
    """What to ask of either side, and the ways in which this viewer can ask or answer."""
    team, owner = team_questions(match, demand, achievement), owner_questions(match, demand)
    return {
        "team": team,
        "owner": owner,
        "owner_url": way_to_ask(viewer, demand, "\n".join(owner)) if owner else None,
        # Whoever belongs to the demand writes to the team; the team itself completes its record.
        "may_approach": bool(team) and viewer.belongs_to(demand.organisation_id) and can_approach(viewer, achievement),
        "may_complete": bool(team) and can_edit_achievement(viewer, achievement),
        "may_complete_demand": bool(owner) and can_edit_demand(viewer, demand),
    }


def demand_blocks(demand: Any, marks: Highlights) -> list[Block]:
    """The whole text of a demand, part by part, with its marks; parts that are locked or empty are left out."""
    found = [
        (_("概述"), [demand.summary]),
        (_("难在哪里"), _lines(demand.problem)),
        (_("背景与工况"), _lines(demand.context)),
        (_("已试过的办法"), _lines(demand.tried)),
        (_("技术指标"), [f"{row.name} {row_text(row)}" for row in demand.criteria]),
        (_("关键词"), [_("、").join(demand.keywords)]),
    ]
    return _marked(found, marks)


def achievement_blocks(achievement: Any, marks: Highlights) -> list[Block]:
    """The whole text of an achievement in the same way."""
    found = [
        (_("概述"), [achievement.summary]),
        (_("解决什么问题"), _lines(achievement.problem_solved)),
        (_("怎么做到"), _lines(achievement.description)),
        (_("与现在常用办法比"), _lines(achievement.comparison)),
        (
            _("实测值"),
            [
                " ".join(part for part in (row.name, row_text(row), row.condition) if part)
                for row in achievement.measurements
            ],
        ),
        (_("关键词"), [_("、").join(achievement.keywords)]),
    ]
    return _marked(found, marks)


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _marked(blocks: Sequence[tuple[str, list[str]]], marks: Highlights) -> list[Block]:
    return [(name, [marks.mark(line) for line in lines if line]) for name, lines in blocks if any(lines)]
