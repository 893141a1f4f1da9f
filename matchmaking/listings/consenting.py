"""How the records of a side can be asked about: what is locked, for whom, and who may look at the desk."""

from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.consents.queries import ALL, NAME
from matchmaking.consents.subjects import Subjects, register_subjects
from matchmaking.core.audiences import CONSENT, STATEMENT
from matchmaking.core.db import current_session
from matchmaking.core.letters import path_to
from matchmaking.listings.disclosure import audience_of, hides_name, name_shown
from matchmaking.listings.file_rules import file_groups, files_need_statement
from matchmaking.listings.locks import audience_to_reach, locked_for
from matchmaking.listings.permissions import can_view_listing, works_at_desk_for
from matchmaking.listings.side import Side


def register_consenting(side: Side) -> None:
    """Tell the room of the consents about the records of a side."""
    register_subjects(
        side.model.__tablename__,
        Subjects(
            load=lambda record_id: current_session().get(side.model, record_id),
            may_view=can_view_listing,
            page=lambda record_id: path_to(f"{side.room}.show_{side.kind}", **{f"{side.kind}_id": record_id}),
            locked=lambda viewer, record: locked_groups(side, viewer, record),
            words=lambda group: _words(side, group),
            needs_statement=lambda record, group: _needs_statement(side, record, group),
            may_open=can_open_locked,
            hides_name=hides_name,
        ),
    )


def can_open_locked(viewer: Viewer, record: Any) -> bool:
    """Whoever is at the desk for the record and does not belong to its organisation."""
    return works_at_desk_for(viewer, record.county_code) and not viewer.belongs_to(record.organisation_id)


def locked_groups(side: Side, viewer: Viewer, record: Any) -> dict[str, str]:
    """group → its words: what this viewer may not read, where something stands and somebody can agree to it."""
    found = {} if name_shown(viewer, record) else {NAME: _words(side, NAME)}
    return found | {
        group: _words(side, group)
        for group in locked_for(viewer, record)
        if audience_to_reach(viewer, record, group) in (CONSENT, STATEMENT)
    }


def _words(side: Side, group: str) -> str:
    if group == NAME:
        return str(side.name_group.label)
    if group == ALL:
        return _("全部未公开的内容")
    return str(side.groups[group].label) if group in side.groups else group


def _needs_statement(side: Side, record: Any, group: str) -> bool:
    groups = side.groups if group == ALL else [group]
    return any(
        files_need_statement(record, one) if one in file_groups(side) else audience_of(record, one) == STATEMENT
        for one in groups
    )
