"""The two steps in which a profile is written."""

from flask_babel import lazy_gettext as _l

from matchmaking.experts.forms import ExpertForm
from matchmaking.experts.side import EXPERTS
from matchmaking.listings.steps import Step, Writing

WRITING = Writing(
    side=EXPERTS,
    form=ExpertForm,
    steps=(
        Step(
            "profile",
            _l("领域和专长"),
            (
                "written_for", "name", "rank", "post", "title", "summary", "industry_codes", "technical_field",
                "county_code", "keywords",
            ),
            "experts/_step_profile.html",
            _l("让企业一看就知道什么难题可以找您。先写擅长方向就能存草稿。"),
        ),
        Step(
            "experience",
            _l("经历与公开"),
            (
                "projects", "posts", "experience_years", "takes_requests", "monthly_limit", "consent", "agreed_on",
            ),
            "experts/_step_experience.html",
            _l("写做过的事和结果，不写对方单位的名称。最后由本人选择怎样公开。"),
        ),
    ),
    help="experts/_form_help.html",
    answers="experts/_answers.html",
    new_title=_l("填写专家资料"),
    edit_title=_l("修改专家资料"),
    list_title=_l("找专家"),
)  # fmt: skip
