"""Achievements as the code that both sides share sees them."""

from flask_babel import lazy_pgettext

from matchmaking.achievements.models import Achievement, Measurement, Right
from matchmaking.achievements.rules import contradictions, gaps
from matchmaking.achievements.signals import achievement_published, achievement_withdrawn
from matchmaking.listings.side import Rows, Side

ACHIEVEMENTS = Side(
    kind="achievement",
    room="achievements",
    name=lazy_pgettext("noun", "成果"),
    prefix="CG",
    model=Achievement,
    fields=(
        "title", "summary", "problem_solved", "description", "comparison", "team", "leader_name", "industry_codes",
        "technical_field", "field315", "county_code", "readiness_level", "readiness_basis", "stage", "keywords",
        "transfer_modes", "pricing_mode", "price_low", "price_high", "try_before_pay",
    ),
    rows={
        "measurements": Rows(
            Measurement,
            ("name", "operator", "value_low", "value_high", "text", "unit", "condition", "evidence_kind",
             "evidence_note"),
        ),
        "rights": Rows(Right, ("kind", "number", "title", "status", "granted_on")),
    },
    contradictions=contradictions,
    gaps=gaps,
    published=achievement_published,
    withdrawn=achievement_withdrawn,
)  # fmt: skip
