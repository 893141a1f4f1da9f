"""Demands as the code that both sides share sees them."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from matchmaking.demands.invitation_rules import invitation_gaps
from matchmaking.demands.models import Criterion, Demand
from matchmaking.demands.rules import contradictions, gaps
from matchmaking.demands.signals import demand_published, demand_withdrawn
from matchmaking.listings.side import Group, Rows, Side

DEMANDS = Side(
    kind="demand",
    room="demands",
    name=lazy_pgettext("noun", "需求"),
    prefix="XQ",
    model=Demand,
    fields=(
        "title", "summary", "problem", "context", "tried", "offers", "kind", "hides_name", "industry_codes",
        "technical_field", "county_code", "keywords", "budget_low", "budget_high", "deadline_on", "wanted_by_on",
        "cooperation_modes", "rights_wish", "needs_readiness", "mode", "audiences",
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
    groups={
        "problem": Group(
            _l("问题细节"), _l("具体问题、背景与工况、已试过的办法"), columns=("problem", "context", "tried")
        ),
        "criteria": Group(_l("技术指标"), _l("目标值、现有水平和验收办法"), rows=("criteria",)),
        "money": Group(_l("预算"), _l("预算上下限"), columns=("budget_low", "budget_high")),
        "offers": Group(
            _l("合作条件"), _l("企业能配合的和知识产权归属意愿"), columns=("offers", "rights_wish")
        ),
        "files": Group(_l("附件"), _l("上传的检测报告、图片和说明")),
    },
    dates=("deadline_on",),
    further_gaps=invitation_gaps,
)  # fmt: skip
