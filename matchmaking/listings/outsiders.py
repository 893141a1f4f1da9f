"""People who do not exist, as whom a writer looks at the own record: the same rules decide what they see."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.models import Role
from matchmaking.accounts.viewer import Viewer
from matchmaking.consents.queries import ALL, NAME, Access, assume_access

VISITOR, SIGNED_IN, CONSENT, STATEMENT = "visitor", "signed_in", "consent", "statement"
OUTSIDERS: Mapping[str, Any] = {
    VISITOR: _l("没有登录的人"),
    SIGNED_IN: _l("登录的人"),
    CONSENT: _l("您同意以后"),
    STATEMENT: _l("签了保密声明以后"),
}
AGREED = (CONSENT, STATEMENT)
# No person and no organisation has a negative number; each outsider has a different one, for what is remembered.
_NUMBERS = {SIGNED_IN: -1, CONSENT: -2, STATEMENT: -3}


def outsider_for(code: str, record: Any) -> Viewer:
    """Somebody of another organisation, with the access to this record that the code speaks of."""
    if code == VISITOR:
        return Viewer.nobody()
    number = _NUMBERS[code]
    name = _("对方单位")
    outsider = Viewer(
        user_id=number,
        name=_("对方"),
        role=Role.ENTERPRISE,
        organisation_id=number,
        organisation_name=name,
        memberships={number: "owner"},
        organisation_names={number: name},
    )
    key = (record.__tablename__, record.id)
    granted = frozenset({(key, ALL, number), (key, NAME, number)}) if code in AGREED else frozenset()
    signed = frozenset({(key, number)}) if code == STATEMENT else frozenset()
    assume_access(outsider, Access(granted=granted, signed=signed))
    return outsider
