"""Forms about the own account."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Regexp, ValidationError

from matchmaking.accounts import passwords
from matchmaking.accounts.labels import LANGUAGES, ROLES
from matchmaking.accounts.models import Role
from matchmaking.accounts.services import ROLES_AT_SIGN_UP
from matchmaking.core.forms import BaseForm, LongText, Text


class Email(Text):
    """An e-mail address; only its form is checked, the letter shows whether it exists."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        render = {"type": "email", "inputmode": "email", "autocomplete": "email", **options.pop("render_kw", {})}
        super().__init__(label or _l("邮箱"), needed=_l("请填写邮箱。"), render_kw=render, **options)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if validation_stopped or not self.data:
            return
        try:
            self.data = validate_email(self.data, check_deliverability=False, test_environment=True).normalized.lower()
        except EmailNotValidError:
            raise ValidationError(_("请填写完整的邮箱，例如 name@example.com。")) from None


class Password(PasswordField):
    """A password as typed; blanks belong to it."""

    def __init__(self, label: Any, needed: Any, *, new: bool = False, **options: Any) -> None:
        render = {"autocomplete": "new-password" if new else "current-password", "maxlength": passwords.LONGEST}
        checks = [InputRequired(needed)]
        super().__init__(label, checks, render_kw=render, **options)


PASSWORD_HINT = _l("至少 10 个字符。几个不相干的词连起来，又长又好记。")


class SignInForm(BaseForm):
    """E-mail and password. How well the address is formed is nobody's business here: wrong is wrong."""

    email = Text(
        _l("邮箱"),
        needed=_l("请填写邮箱。"),
        render_kw={"type": "email", "inputmode": "email", "autocomplete": "username"},
    )
    password = Password(_l("密码"), _l("请填写密码。"))


class SignUpForm(BaseForm):
    """A new account."""

    name = Text(_l("姓名"), limit=40, needed=_l("请填写姓名。"), render_kw={"autocomplete": "name"})
    email = Email()
    password = Password(_l("密码"), _l("请设置密码。"), new=True, description=PASSWORD_HINT)
    role = RadioField(
        _l("您的身份"),
        choices=[SelectChoice(role.value, ROLES[role]) for role in ROLES_AT_SIGN_UP],
        validators=[InputRequired(_l("请选择您的身份。"))],
        description=_l("技术经理人能看到委托企业的名称，要由平台管理员核准；核准前可以先用科研人员的身份。"),
    )
    consent = BooleanField(
        _l("我已阅读隐私说明，同意平台按说明处理我填写的个人信息"),
        validators=[InputRequired(_l("请先阅读隐私说明；同意后才能注册。"))],
    )

    def validate_password(self, field: Any) -> None:
        weak = passwords.weakness(field.data, email=self.email.data or "", name=self.name.data or "")
        if weak:
            raise ValidationError(weak)


class ResetRequestForm(BaseForm):
    """Where to send the link."""

    email = Email()


class NewPasswordForm(BaseForm):
    """A new password, after following the link. `owner` is the account that it is for."""

    password = Password(_l("新密码"), _l("请设置新密码。"), new=True, description=PASSWORD_HINT)

    def __init__(self, *args: Any, email: str = "", name: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.own_email, self.own_name = email, name

    def validate_password(self, field: Any) -> None:
        weak = passwords.weakness(field.data, email=self.own_email, name=self.own_name)
        if weak:
            raise ValidationError(weak)


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one."""

    present = Password(_l("现在的密码"), _l("请填写现在的密码。"))


class ConfirmForm(BaseForm):
    """The password chosen at sign-up."""

    password = Password(_l("注册时设置的密码"), _l("请填写注册时设置的密码。"))


class SettingsForm(BaseForm):
    """What people may change about themselves."""

    name = Text(_l("姓名"), limit=40, needed=_l("请填写姓名。"), render_kw={"autocomplete": "name"})
    phone = Text(
        _l("联系电话"),
        limit=20,
        validators=[Regexp(r"^$|^[0-9+() -]{7,20}$", message=_l("请填写电话号码，例如 0577-88880000。"))],
        description=_l("只有您所在机构的成员和主管部门能看到。"),
        render_kw={"type": "tel", "autocomplete": "tel"},
    )
    language = RadioField(_l("邮件语言"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()])


class RoleForm(BaseForm):
    """A role that an administrator grants; the view fills in the counties."""

    role = SelectField(_l("身份"), choices=[SelectChoice(role.value, label) for role, label in ROLES.items()])
    county_code = SelectField(_l("所属县（市、区）"))

    def validate_county_code(self, field: Any) -> None:
        if self.role.data == Role.COUNTY_OFFICER and not field.data:
            raise ValidationError(_("请选择这位人员所属的县（市、区）。"))


class RefuseRoleForm(BaseForm):
    """Why a role is not granted."""

    reason = LongText(_l("原因"), limit=500, needed=_l("请写明原因，对方会收到。"), rows=3)
