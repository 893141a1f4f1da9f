"""The steps in which a demand is written."""

from flask_babel import lazy_gettext as _l

from matchmaking.demands.forms import DemandForm
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.steps import Step, Writing

WRITING = Writing(
    side=DEMANDS,
    form=DemandForm,
    steps=(
        Step(
            "problem",
            _l("说清难题"),
            (
                "title", "summary", "kind", "problem", "context", "tried", "industry_codes", "technical_field",
                "county_code", "keywords",
            ),
            "demands/_step_problem.html",
            _l("写清在哪里、什么条件下、差多少。先写标题就能存草稿。"),
        ),
        Step(
            "criteria",
            _l("技术指标"),
            ("criteria", "needs_readiness"),
            "demands/_step_criteria.html",
            _l("写 3–8 项，能测出来的才算指标。系统用它们逐项比对成果的实测值。"),
        ),
        Step(
            "terms",
            _l("预算与节点"),
            (
                "budget_low", "budget_high", "deadline_on", "wanted_by_on", "cooperation_modes", "rights_wish",
                "offers",
            ),
            "demands/_step_terms.html",
            _l("写了预算和期限的需求更容易收到应答。"),
        ),
        Step(
            "audience",
            _l("公开范围"),
            ("mode", "hides_name", "audiences"),
            "demands/_step_audience.html",
            _l("核验通过后才公开。谁能看到什么，在这里定。"),
        ),
    ),
    help="demands/_form_help.html",
    answers="demands/_answers.html",
    new_title=_l("发布订单式需求"),
    edit_title=_l("修改需求"),
    list_title=_l("看需求"),
)  # fmt: skip
