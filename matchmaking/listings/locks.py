"""What a reader is told of the parts of a record that are locked: what is there, why, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.consents.permissions import can_ask
from matchmaking.consents.queries import ALL, NAME, latest_by_group, statement_of
from matchmaking.consents.states import ASKED, GRANTED, OPEN_STATES
from matchmaking.consents.subjects import subjects_of
from matchmaking.core.audiences import AUDIENCE_NAMES, AUDIENCES, CONSENT, SIGNED_IN, STATEMENT
from matchmaking.files.models import StoredFile
from matchmaking.files.queries import files_of
from matchmaking.listings.disclosure import audience_of, has_content, name_shown, shown_groups
from matchmaking.listings.file_rules import closed_files, file_audience, file_groups, follows_name
from matchmaking.listings.permissions import works_at_desk_for
from matchmaking.listings.side import side_of


@dataclass(frozen=True)
class Lock:
    """One locked group: its name, what stands in it, why it is locked, and the way to it."""

    group: str
    label: str
    about: str
    why: str
    act: str = ""
    endpoint: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)


def locked_for(viewer: Viewer, record: Any) -> list[str]:
    """The groups of which this viewer may not read everything, as far as anything stands in them."""
    shown, side = shown_groups(viewer, record), side_of(record)
    of_files = file_groups(side)
    return [
        group
        for group in side.groups
        if (
            closed_files(viewer, record, group)
            if group in of_files
            else group not in shown and has_content(record, group)
        )
    ]


def audience_to_reach(viewer: Viewer, record: Any, group: str) -> str:
    """What this viewer must be part of to read a locked group; of several files the one that asks for least."""
    if group not in file_groups(side_of(record)):
        return audience_of(record, group)
    wanted = [max(file_audience(record, one), CONSENT, key=AUDIENCES.index) if follows_name(record, one)
              else file_audience(record, one) for one in closed_files(viewer, record, group)]  # fmt: skip
    return min(wanted, key=AUDIENCES.index)


def locks_for(viewer: Viewer, record: Any) -> list[Lock]:
    """The locked groups in which anything stands, and the name when it is hidden, each with the next step."""
    groups, locked = side_of(record).groups, locked_for(viewer, record)
    # Nobody can be asked for a name that only its holder gives: then there is no way to it that could be shown.
    may_be_asked = subjects_of(record.__tablename__) is not None
    names = [] if name_shown(viewer, record) or not may_be_asked else [NAME]
    if not locked and not names:
        return []
    steps = _Steps(viewer, record)
    found = [
        Lock(
            NAME,
            str(side_of(record).name_group.label),
            str(side_of(record).name_group.about),
            _("对方同意后可见"),
            *steps.to(NAME, False),
        )
        for _name in names
    ]
    for group in locked:
        audience = audience_to_reach(viewer, record, group)
        why = _("对方同意并签署保密声明后可见") if audience == STATEMENT else _("对方同意后可见")
        if audience == SIGNED_IN:
            why = str(AUDIENCE_NAMES[SIGNED_IN])
        step = steps.to_sign_in() if audience == SIGNED_IN else steps.to(group, audience == STATEMENT)
        found.append(Lock(group, str(groups[group].label), str(groups[group].about), why, *step))
    return found


class _Steps:
    """What this viewer can do next about each locked group of one record."""

    def __init__(self, viewer: Viewer, record: Any) -> None:
        self.viewer, self.record = viewer, record
        self.place = {"subject_type": record.__tablename__, "subject_id": record.id}
        self.is_at_desk = works_at_desk_for(viewer, record.county_code)
        self.may_ask = can_ask(viewer, record)
        own = viewer.organisation_id or 0
        self.known = latest_by_group(record, own) if self.may_ask else {}
        self.has_signed = self.may_ask and statement_of(record, own) is not None

    def to_sign_in(self) -> tuple[str, str, dict[str, Any]]:
        side = side_of(self.record)
        return _("登录"), "accounts.sign_in", {"next": f"/{side.room}/{self.record.id}"}

    def to(self, group: str, needs_statement: bool) -> tuple[str, str, dict[str, Any]]:
        """(words of the link, endpoint, its arguments)."""
        if not self.viewer.is_signed_in:
            _words, endpoint, arguments = self.to_sign_in()
            return _("登录后申请"), endpoint, arguments
        if self.is_at_desk:
            return _("说明理由后查看"), "consents.open_locked", {**self.place, "group": group}
        if not self.may_ask:
            if self.viewer.memberships:
                return _("由本单位的所有者或编辑申请"), "consents.list_consents", {"side": "own"}
            return _("先登记或加入单位再申请"), "organisations.new_organisation", {}
        found = [self.known.get(one) for one in ((group,) if group == NAME else (group, ALL))]
        consent = next((one for one in found if one is not None and one.state in OPEN_STATES), None)
        if consent is not None and consent.state == ASKED:
            return _("已申请，等待对方答复"), "consents.show_consent", {"consent_id": consent.id}
        if consent is not None and consent.state == GRANTED and needs_statement and not self.has_signed:
            return _("对方已同意，签署保密声明"), "consents.sign", self.place
        return _("申请查看"), "consents.ask", {**self.place, "group": group}


def audience_lines(record: Any) -> list[tuple[str, dict[str, str]]]:
    """(group, its name and who may read it) for the page on which a record is checked."""
    return [
        (
            group,
            {
                "label": _("%(part)s：谁能看", part=one.label),
                "audience": str(AUDIENCE_NAMES[audience_of(record, group)]),
            },
        )
        for group, one in side_of(record).groups.items()
    ]


def attached_lines(record: Any) -> list[str]:
    """Each attached file with who may download it, for the page on which its owner checks a record."""
    return [
        _("%(file)s（%(audience)s）", file=one.name, audience=_who_takes(record, one))
        for one in files_of(record.__tablename__, record.id)
    ]


def _who_takes(record: Any, stored: StoredFile) -> str:
    if follows_name(record, stored):
        return _("看得到单位名称的人可见")
    return str(AUDIENCE_NAMES[file_audience(record, stored)])
