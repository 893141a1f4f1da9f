"""Demands as the code that both sides share sees them."""

from flask_babel import lazy_pgettext

from matchmaking.demands.models import Criterion, Demand
from matchmaking.demands.rules import contradictions, gaps
from matchmaking.demands.signals import demand_published, demand_withdrawn
from matchmaking.listings.side import Rows, Side

DEMANDS = Side(
    kind="demand",
    room="demands",
    name=lazy_pgettext("noun", "需求"),
    prefix="XQ",
    model=Demand,
    fields=(
        "title", "summary", "problem", "context", "tried", "offers", "kind", "hides_name", "industry_codes",
        "technical_field", "county_code", "keywords", "budget_low", "budget_high", "deadline_on", "wanted_by_on",
        "cooperation_modes", "rights_wish", "needs_readiness", "mode",
    ),
    rows={
        "criteria": Rows(
            Criterion,
            ("name", "importance", "operator", "target_low", "target_high", "text", "unit", "present_value",
             "test_method"),
        ),
    },
    contradictions=contradictions,
    gaps=gaps,
    published=demand_published,
    withdrawn=demand_withdrawn,
)  # fmt: skip
