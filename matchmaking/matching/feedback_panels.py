"""What the other side gave as reasons, on the own record's page, with what can be done about it."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.panels import MAIN, Panel
from matchmaking.demands.models import Demand
from matchmaking.listings.permissions import can_edit_listing
from matchmaking.matching.feedback import Reason, feedback_on
from matchmaking.matching.judgment_wording import reason_and_criterion
from matchmaking.matching.permissions import sees_feedback
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND

# Reason → the step of the form where something can be done about it.
STEPS = {
    ACHIEVEMENT: {
        "temperature": "evidence", "figures": "evidence", "conditions": "evidence", "readiness": "evidence",
        "field": "result", "process": "result", "outdated": "result", "price": "rights", "rights": "rights",
    },
    DEMAND: {
        "temperature": "criteria", "figures": "criteria", "conditions": "criteria", "readiness": "criteria",
        "field": "problem", "process": "problem", "tried": "problem", "outdated": "problem", "price": "terms",
        "rights": "terms",
    },
}  # fmt: skip
ADVICE = {
    (ACHIEVEMENT, "evidence"): _l("补上实测值和测试条件"),
    (ACHIEVEMENT, "result"): _l("写清用在哪里、解决什么问题"),
    (ACHIEVEMENT, "rights"): _l("写明价格和合作方式"),
    (DEMAND, "criteria"): _l("核对指标和工况"),
    (DEMAND, "problem"): _l("把问题和背景写得更具体"),
    (DEMAND, "terms"): _l("写明预算和合作条件"),
}


def achievement_panels(viewer: Viewer, achievement: Achievement) -> Sequence[Panel]:
    """Why demands' sides put this achievement aside."""
    return _panels(ACHIEVEMENT, viewer, achievement)


def demand_panels(viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """Why teams put this demand aside."""
    return _panels(DEMAND, viewer, demand)


def _panels(kind: str, viewer: Viewer, record: Any) -> list[Panel]:
    if not sees_feedback(viewer, record):
        return []
    rows = [_row(kind, viewer, record, one) for one in feedback_on(viewer, kind, record)]
    return (
        [Panel("matching/_feedback.html", {"kind": kind, "record_id": record.id, "rows": rows}, MAIN)] if rows else []
    )


def _row(kind: str, viewer: Viewer, record: Any, reason: Reason) -> dict[str, Any]:
    step = STEPS[kind].get(reason.code, "")
    return {
        "words": reason_and_criterion(reason.code, reason.criterion),
        "count": reason.count,
        "pairs": [
            (one, one.demand.title if kind == ACHIEVEMENT else one.achievement.title) for one in reason.judgments
        ],
        "advice": str(ADVICE[kind, step]) if step and can_edit_listing(viewer, record) else "",
        "step": step,
    }
