"""Names of kinds, states and roles on the page."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from matchmaking.organisations.models import OrganisationKind
from matchmaking.organisations.states import REFUSED, SUBMITTED, UNVERIFIED, VERIFIED

KINDS = {
    OrganisationKind.ENTERPRISE: _l("企业"),
    OrganisationKind.UNIVERSITY: _l("高校"),
    OrganisationKind.INSTITUTE: _l("科研院所"),
    OrganisationKind.RND_INSTITUTION: _l("新型研发机构"),
    OrganisationKind.TRANSFER_CENTRE: _l("技术转移转化中心"),
    OrganisationKind.INCUBATOR: _l("孵化器"),
    OrganisationKind.CONCEPT_CENTRE: _l("概念验证中心"),
    OrganisationKind.PILOT_BASE: _l("中试基地"),
    OrganisationKind.INVESTOR: _l("投资机构"),
    OrganisationKind.SERVICE_PROVIDER: _l("科技服务机构"),
    OrganisationKind.GOVERNMENT: _l("政府部门"),
}
STATES = {
    UNVERIFIED: _l("未核验"),
    SUBMITTED: _l("待核验"),
    VERIFIED: _l("已核验"),
    REFUSED: _l("核验未通过"),
}
MEMBER_ROLES = {
    "owner": _l("管理员"),
    "editor": _l("编辑"),
    "reader": _l("只读"),
}
MEMBER_ROLE_NOTES = {
    "owner": _l("管理员：修改机构资料，管理成员，也能发布和修改"),
    "editor": _l("编辑：以机构名义发布和修改需求、成果"),
    "reader": _l("只读：查看机构的记录和匹配，不能修改"),
}
# These have a code of their own in every case; parts of a larger body (a transfer centre of a university) may not.
KINDS_WITH_CODE = {OrganisationKind.ENTERPRISE, OrganisationKind.INVESTOR, OrganisationKind.SERVICE_PROVIDER}
EVENTS = {
    "organisations.created": _l("登记机构"),
    "organisations.changed": _l("修改资料"),
    "organisations.submitted": lazy_pgettext("done", "提交核验"),
    "organisations.verified": lazy_pgettext("done", "通过核验"),
    "organisations.refused": _l("退回"),
    "organisations.member_invited": _l("邀请成员"),
    "organisations.member_joined": _l("成员加入"),
    "organisations.member_role_changed": _l("修改成员权限"),
    "organisations.member_removed": _l("移除成员"),
    "organisations.invitation_ended": _l("邀请结束"),
}


def organisation_event(action: str) -> str:
    """An event of the history in words."""
    return str(EVENTS.get(action, action))
