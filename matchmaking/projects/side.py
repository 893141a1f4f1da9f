"""Projects as the code that all sides share sees them."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from matchmaking.core.audiences import CONSENT
from matchmaking.listings.side import Group, Rows, Side
from matchmaking.projects.models import Project, ProjectMember, ProjectRight
from matchmaking.projects.rules import contradictions, gaps
from matchmaking.projects.signals import project_published, project_withdrawn

# The purpose of a file that is a business plan.
PLAN = "plan"


def unnamed(_project: Project) -> str:
    """Whose project it is, where the name is hidden."""
    return _("已脱敏单位")


PROJECTS = Side(
    kind="project",
    room="projects",
    name=lazy_pgettext("noun", "项目"),
    prefix="XM",
    model=Project,
    fields=(
        "title", "sentence", "summary", "industry_codes", "technical_field", "county_code", "keywords", "stage",
        "readiness_level", "technology", "market", "business_model", "plan", "funding_need", "funding_use",
        "funding_round", "valuation", "landing_county_codes", "landing_needs", "contact_name", "contact_phone",
        "hides_name", "shown_until", "audiences",
    ),
    rows={
        "rights": Rows(ProjectRight, ("kind", "basis", "title", "number", "status")),
        "members": Rows(ProjectMember, ("name", "role", "background")),
    },
    contradictions=contradictions,
    gaps=gaps,
    published=project_published,
    withdrawn=project_withdrawn,
    dates=("shown_until",),
    listed_rows=(),
    groups={
        "technology": Group(_l("核心技术"), _l("技术要点和与现有办法的差别"), columns=("technology",)),
        "rights": Group(_l("知识产权"), _l("名称、号码、自有还是得到许可"), rows=("rights",)),
        "business": Group(
            _l("经营与规划"), _l("怎样挣钱、接下来做什么"), columns=("business_model", "plan")
        ),
        "team": Group(_l("团队"), _l("成员的姓名、分工和经历"), rows=("members",)),
        "funding": Group(_l("资金需求"), _l("要多少钱、用在哪里"), columns=("funding_need", "funding_use")),
        "round": Group(_l("轮次与估值"), _l("融资轮次和投前估值"), columns=("funding_round", "valuation")),
        "contact": Group(_l("联系人"), _l("姓名和电话"), columns=("contact_name", "contact_phone")),
        "plan": Group(_l("商业计划书"), _l("上传的商业计划书，下载有记录")),
        "files": Group(_l("附件"), _l("上传的检测报告、图片和说明")),
    },
    unnamed=unnamed,
    kept_back={"round": CONSENT, "contact": CONSENT, "plan": CONSENT},
    file_groups={PLAN: "plan"},
    name_group=Group(_l("单位名称"), _l("团队选择不公开单位名称，显示为“已脱敏单位”")),
)  # fmt: skip
