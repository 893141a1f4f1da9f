"""The form of a project."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, SelectField

from matchmaking.achievements.forms import RIGHT_STATES
from matchmaking.core.audiences import AUDIENCE_NAMES, PUBLIC, SIGNED_IN
from matchmaking.core.forms import Day, LongText, Row, Rows, Text, WanYuan
from matchmaking.listings.forms import Code, Codes, Level, ListingForm, RenewForm, offered
from matchmaking.projects.rules import (
    LONGEST_SENTENCE,
    LONGEST_SUMMARY,
    LONGEST_TEXT,
    MOST_MEMBERS,
    MOST_RIGHTS,
)
from matchmaking.projects.side import PROJECTS
from matchmaking.projects.states import RIGHT_BASES, ROUNDS


def _chosen(value: str) -> str | None:
    return value or None


class RightRow(Row):
    """A right that the project stands on."""

    kind = Code(_l("类别"), "rights_kind", default="invention")
    basis = SelectField(_l("自有还是许可"), choices=offered(RIGHT_BASES, empty=_l("请选择")), coerce=_chosen)
    title = Text(_l("名称"), limit=200)
    number = Text(_l("专利号或登记号"), limit=60)
    status = SelectField(_l("状态"), choices=offered(RIGHT_STATES, empty=_l("请选择")), coerce=_chosen)


class MemberRow(Row):
    """Somebody of the team."""

    name = Text(_l("姓名"), limit=40)
    role = Text(_l("在项目里做什么"), limit=60)
    background = LongText(_l("做过什么"), limit=300, rows=2)


def _audience(group: str) -> SelectField:
    """Who may read a group; round and business plan are for those whom the team agrees to, the contact not for all."""
    left_out = {"round": (PUBLIC, SIGNED_IN), "plan": (PUBLIC, SIGNED_IN), "contact": (PUBLIC,)}.get(group, ())
    words = {code: name for code, name in AUDIENCE_NAMES.items() if code not in left_out}
    one = PROJECTS.groups[group]
    first = PROJECTS.kept_back.get(group, PUBLIC)
    return SelectField(one.label, description=one.about, choices=offered(words), default=first)


class ProjectForm(ListingForm):
    """Everything that a team says of its project."""

    title = Text(_l("项目名称"), limit=80, needed=_l("请填写项目名称。"))
    sentence = Text(_l("一句话"), limit=LONGEST_SENTENCE)
    summary = LongText(_l("解决谁的什么问题"), limit=LONGEST_SUMMARY)
    stage = Code(_l("现在到了哪个阶段"), "stage")
    readiness_level = Level(_l("成熟度"))
    technology = LongText(_l("核心技术"), limit=LONGEST_TEXT)
    rights = Rows(FormField(RightRow), _l("知识产权"), most=MOST_RIGHTS)
    market = LongText(_l("市场"), limit=LONGEST_TEXT)
    business_model = LongText(_l("怎样挣钱"), limit=LONGEST_TEXT)
    plan = LongText(_l("接下来做什么"), limit=LONGEST_TEXT)
    members = Rows(FormField(MemberRow), _l("核心成员"), most=MOST_MEMBERS)
    funding_need = WanYuan(_l("要多少钱"))
    funding_use = LongText(_l("用在哪里"), limit=600)
    funding_round = SelectField(_l("融资轮次"), choices=offered(ROUNDS, empty=_l("不写")), coerce=_chosen)
    valuation = WanYuan(_l("投前估值"))
    landing_county_codes = Codes(_l("愿意落在哪里"), "county")
    landing_needs = LongText(_l("落地需要什么"), limit=600)
    contact_name = Text(_l("联系人"), limit=40)
    contact_phone = Text(_l("电话"), limit=40)
    hides_name = BooleanField(_l("不公开单位名称"))
    shown_until = Day(_l("展出到哪一天"))
    audiences = FormField(
        type("AudienceFields", (Row,), {name: _audience(name) for name in PROJECTS.groups}), _l("各部分谁能看")
    )


class ProjectRenewForm(RenewForm):
    """With a new last day."""

    shown_until = Day(_l("展出到哪一天"), description=_l("到期自动撤展；长期展出就留空，平台会定期请您确认。"))
