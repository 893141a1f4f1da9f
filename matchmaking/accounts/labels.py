"""Names of roles, languages, browsers and security events on the page."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.models import Role

ROLES = {
    Role.ENTERPRISE: _l("企业人员"),
    Role.RESEARCHER: _l("科研人员"),
    Role.BROKER: _l("技术经理人"),
    Role.INVESTOR: _l("投资人"),
    Role.COUNTY_OFFICER: _l("县（市、区）主管部门人员"),
    Role.CITY_OFFICER: _l("市级主管部门人员"),
    Role.ADMINISTRATOR: _l("平台管理员"),
}
# Names of languages are written in the language itself.
LANGUAGES = {"zh": "中文", "en": "English"}
EVENTS = {
    "accounts.created": _l("建立账号"),
    "accounts.signed_up": _l("注册"),
    "accounts.email_confirmed": _l("确认邮箱"),
    "accounts.signed_in": _l("登录"),
    "accounts.sign_in_failed": _l("密码错误"),
    "accounts.signed_out": _l("退出登录"),
    "accounts.reset_requested": _l("申请重设密码"),
    "accounts.password_reset": _l("重设密码"),
    "accounts.password_changed": _l("修改密码"),
    "accounts.role_granted": _l("授予身份"),
    "accounts.role_refused": _l("未核准身份申请"),
    "accounts.deactivated": _l("停用账号"),
    "accounts.activated": _l("恢复账号"),
}
# The first that is found wins: Edge also calls itself Chrome, and Chrome calls itself Safari.
BROWSERS = (
    ("MicroMessenger", _l("微信")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str | None) -> str:
    """A short name of a browser and its system, for people who look for a device they do not know."""
    text = user_agent or ""
    parts = [next((str(name) for sign, name in table if re.search(sign, text)), "") for table in (BROWSERS, SYSTEMS)]
    return " ".join(part for part in parts if part) or _("未知浏览器")


def account_event(action: str) -> str:
    """An event of the history in words."""
    return str(EVENTS.get(action, action))


def account_role(role: str) -> str:
    """The name of a personal role."""
    return str(ROLES.get(role, role))
