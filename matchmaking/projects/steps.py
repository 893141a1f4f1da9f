"""The steps in which a project is written."""

from flask_babel import lazy_gettext as _l

from matchmaking.listings.steps import Step, Writing
from matchmaking.projects.forms import ProjectForm
from matchmaking.projects.side import PROJECTS

WRITING = Writing(
    side=PROJECTS,
    form=ProjectForm,
    steps=(
        Step(
            "project",
            _l("说清项目"),
            (
                "title", "sentence", "summary", "industry_codes", "stage", "readiness_level", "technical_field",
                "county_code", "keywords",
            ),
            "projects/_step_project.html",
            _l("先写一句投资人听得懂的话。写了名称就能存草稿。"),
        ),
        Step(
            "technology",
            _l("技术与权利"),
            ("technology", "rights"),
            "projects/_step_technology.html",
            _l("核心技术是什么，权利是自己的还是得到许可的。"),
        ),
        Step(
            "market",
            _l("市场与团队"),
            ("market", "business_model", "plan", "members"),
            "projects/_step_market.html",
            _l("卖给谁、怎样挣钱、谁来做。"),
        ),
        Step(
            "funding",
            _l("资金与落地"),
            (
                "funding_need", "funding_use", "funding_round", "valuation", "landing_county_codes",
                "landing_needs",
            ),
            "projects/_step_funding.html",
            _l("要多少钱、用在哪里，愿意落在哪个县（市、区）。不融资的可以不写金额。"),
        ),
        Step(
            "audience",
            _l("展出与公开范围"),
            ("contact_name", "contact_phone", "shown_until", "hides_name", "audiences"),
            "projects/_step_audience.html",
            _l("核验通过后进常设展厅。谁能看什么、展出到哪一天，在这里定。"),
        ),
    ),
    help="projects/_form_help.html",
    answers="projects/_answers.html",
    new_title=_l("登记项目"),
    edit_title=_l("修改项目"),
    list_title=_l("常设展厅"),
)  # fmt: skip
