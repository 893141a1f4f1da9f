"""Achievements as the code that both sides share sees them."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from matchmaking.achievements.models import Achievement, Measurement, Right
from matchmaking.achievements.rules import contradictions, gaps
from matchmaking.achievements.signals import achievement_published, achievement_withdrawn
from matchmaking.listings.side import Group, Rows, Side

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
        "audiences",
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
    groups={
        "method": Group(
            _l("技术细节"), _l("方法或原理、与现在常用办法比"), columns=("description", "comparison")
        ),
        "measurements": Group(_l("实测值"), _l("实测数值、测试条件和依据"), rows=("measurements",)),
        "rights": Group(_l("知识产权"), _l("专利和登记的名称、号码与状态"), rows=("rights",)),
        "price": Group(
            _l("价格"), _l("参考价和定价方式"), columns=("price_low", "price_high", "pricing_mode")
        ),
        "team": Group(_l("团队"), _l("团队名称和负责人"), columns=("team", "leader_name")),
        "files": Group(_l("附件"), _l("上传的检测报告、图片和说明")),
    },
)  # fmt: skip
