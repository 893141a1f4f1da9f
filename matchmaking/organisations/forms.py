"""Forms about organisations and their members."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.accounts.forms import Email
from matchmaking.core.forms import BaseForm, LongText, Text
from matchmaking.organisations import credit_code
from matchmaking.organisations.labels import KINDS, KINDS_WITH_CODE, MEMBER_ROLE_NOTES
from matchmaking.organisations.models import OrganisationKind
from matchmaking.vocabulary.queries import choices

MOST_INDUSTRIES = 5


def _with_scheme(value: str | None) -> str | None:
    """Add what people leave out: "www.example.com" is an address to them."""
    return f"http://{value}" if value and value.lower().startswith("www.") else value


class OrganisationForm(BaseForm):
    """The facts of an organisation."""

    name = Text(_l("机构全称"), limit=100, needed=_l("请填写机构全称。"), description=_l("与登记证照上的名称一致。"))
    short_name = Text(_l("简称"), limit=30)
    name_en = Text(_l("英文名称"), limit=200)
    kind = SelectField(
        _l("机构类别"),
        choices=[SelectChoice("", _l("请选择")), *(SelectChoice(kind.value, label) for kind, label in KINDS.items())],
        validators=[InputRequired(_l("请选择机构类别。"))],
    )
    credit_code = Text(
        _l("统一社会信用代码"),
        limit=40,
        description=_l("18 位，在营业执照或法人证书上。高校、院所的内设机构没有独立代码，可以不填。"),
    )
    county_code = SelectField(_l("所在县（市、区）"), validators=[Optional()])
    zone_code = SelectField(_l("所在功能区"), validators=[Optional()])
    industry_codes = SelectMultipleField(
        _l("主要产业"), validators=[Optional()], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    introduction = LongText(
        _l("机构简介"), limit=1000, rows=5, description=_l("做什么、有什么设备和团队、服务过谁。所有人可见。")
    )
    website = Text(
        _l("网址"),
        limit=200,
        validators=[Regexp(r"^$|^https?://[^\s<>\"]+$", message=_l("请填写以 https:// 或 http:// 开头的网址。"))],
        filters=[_with_scheme],
        render_kw={"inputmode": "url", "autocomplete": "url"},
    )
    address = Text(_l("地址"), limit=200)
    contact_name = Text(_l("联系人"), limit=40, description=_l("只有本机构成员和主管部门能看到。"))
    contact_phone = Text(
        _l("联系电话"),
        limit=20,
        validators=[Regexp(r"^$|^[0-9+() -]{7,20}$", message=_l("请填写电话号码，例如 0577-88880000。"))],
        description=_l("只有本机构成员和主管部门能看到。"),
        render_kw={"type": "tel"},
    )

    def __init__(self, *args: Any, obj: Any = None, **options: Any) -> None:
        super().__init__(*args, obj=obj, **options)
        kept = {name: getattr(obj, name, None) for name in ("county_code", "zone_code")}
        self.county_code.choices = _with_none("county", kept["county_code"], _("温州市以外"))
        self.zone_code.choices = _with_none("zone", kept["zone_code"], _("不在功能区"))
        codes = list(getattr(obj, "industry_codes", None) or [])
        self.industry_codes.choices = choices("industry", keep=codes)

    def validate_credit_code(self, field: Any) -> None:
        """Refuse what cannot be a code; keep what only fails the check sign (an officer looks at it)."""
        if not field.data:
            if self.kind.data in KINDS_WITH_CODE:
                raise ValidationError(_("请填写统一社会信用代码，共 18 位。"))
            return
        reading = credit_code.read(field.data)
        if reading.problem == credit_code.WRONG_LENGTH:
            raise ValidationError(
                _("统一社会信用代码是 18 位，现在是 %(count)d 位。请核对后补全。", count=len(reading.code))
            )
        if reading.problem == credit_code.WRONG_SIGN:
            raise ValidationError(_("代码里只有数字和大写字母，而且没有 I、O、S、V、Z。请对照证照核对。"))
        if reading.problem == credit_code.WRONG_REGION:
            raise ValidationError(_("代码的第 3 到 8 位是行政区划，应当都是数字。请对照证照核对。"))

    def validate_industry_codes(self, field: Any) -> None:
        if len(field.data or []) > MOST_INDUSTRIES:
            raise ValidationError(_("最多选 %(most)d 个产业。", most=MOST_INDUSTRIES))

    def values(self) -> dict[str, Any]:
        """The facts as they are stored; what was left empty is None, lists and the introduction stay as they are."""
        found = {field.name: field.data for field in self if field.name not in {"csrf_token", "version"}}
        stored = {name: value or None for name, value in found.items()}
        stored["industry_codes"] = list(found["industry_codes"] or [])
        stored["introduction"] = found["introduction"] or ""
        stored["kind"] = OrganisationKind(found["kind"])
        if found["credit_code"]:
            stored["credit_code"] = credit_code.read(found["credit_code"]).code
        return stored


class RefuseForm(BaseForm):
    """Why an organisation is not verified."""

    reason = LongText(
        _l("退回的原因"), limit=500, needed=_l("请写明原因，机构成员会收到。"), rows=3,
        description=_l("写清楚哪一项不对、怎么改，例如“名称与营业执照不一致，请按执照填写”。"),
    )  # fmt: skip


class InviteForm(BaseForm):
    """Whom to invite, as what."""

    email = Email(render_kw={"autocomplete": "off"})
    role = RadioField(
        _l("权限"), choices=[SelectChoice(role, note) for role, note in MEMBER_ROLE_NOTES.items()], default="editor"
    )


def _with_none(kind: str, kept: str | None, none: str) -> list[SelectChoice]:
    return [SelectChoice("", none), *choices(kind, keep=[kept] if kept else [])]
