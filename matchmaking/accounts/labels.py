"""Names of roles and languages on the page."""

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
