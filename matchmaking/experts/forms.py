"""The form of a profile."""

from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, RadioField

from matchmaking.core.forms import Day, LongText, Number, Row, Rows, Text
from matchmaking.experts.rules import LONGEST_SUMMARY, MOST_POSTS, MOST_PROJECTS
from matchmaking.experts.states import COLLEAGUE, NAMED, SELF, UNNAMED
from matchmaking.listings.forms import Code, ListingForm, offered
from matchmaking.listings.rules import LONGEST_TITLE

WRITTEN_FOR = {SELF: _l("我本人"), COLLEAGUE: _l("本单位没有平台账号的同事，本人已书面同意")}
CONSENTS = {
    UNNAMED: _l("同意公开这份资料，但不公开姓名和单位，显示为“某高校 教授”"),
    NAMED: _l("同意公开这份资料，包括姓名和单位"),
}


class WholeNumber(Number):
    """A whole number."""

    def from_shown(self, value: Decimal) -> int:
        if value != value.to_integral_value():
            raise ValueError(_("请填写整数。"))
        return int(value)


class ProjectRow(Row):
    """Something the person did."""

    title = Text(_l("做过什么"), limit=80)
    client = Text(_l("为哪类单位"), limit=60)
    year = WholeNumber(_l("哪一年"))
    result = Text(_l("结果"), limit=200)


class PostRow(Row):
    """Work in industry."""

    role = Text(_l("担任什么"), limit=40)
    place = Text(_l("在哪类单位"), limit=60)
    industry_code = Code(_l("产业"), "industry")
    year_from = WholeNumber(_l("从哪一年"))
    year_to = WholeNumber(_l("到哪一年（仍在任就留空）"))


class ExpertForm(ListingForm):
    """Everything that a person says of themselves."""

    title = Text(_l("擅长方向"), limit=LONGEST_TITLE, needed=_l("请用一句话写清擅长什么。"))
    written_for = RadioField(_l("为谁填写"), choices=offered(WRITTEN_FOR), default=SELF)
    name = Text(_l("姓名"), limit=40)
    rank = Text(_l("职称"), limit=30)
    post = Text(_l("职务"), limit=40)
    summary = LongText(_l("能为企业做什么"), limit=LONGEST_SUMMARY)
    projects = Rows(FormField(ProjectRow), _l("做过的项目"), most=MOST_PROJECTS)
    posts = Rows(FormField(PostRow), _l("产业经历"), most=MOST_POSTS)
    experience_years = WholeNumber(_l("与企业合作多少年"), low=0, high=60)
    takes_requests = BooleanField(_l("现在接受请教和约谈"), default=True)
    monthly_limit = WholeNumber(_l("每月最多接几次"), low=1, high=60)
    # Nothing is chosen beforehand: the choice itself is the agreement.
    consent = RadioField(_l("本人同意怎样公开"), choices=offered(CONSENTS), validate_choice=False)
    agreed_on = Day(_l("书面同意的日期"))
