"""Papers that prove what an organisation says of itself, for the officer who verifies it; never public."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import session
from matchmaking.core.letters import path_to
from matchmaking.core.panels import SIDE, Panel, register_panel
from matchmaking.files.access import register_reader
from matchmaking.files.queries import files_of
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.permissions import can_edit_organisation, can_view_contact

PROOF = "proof"
Rule = Callable[[Viewer, Organisation], bool]


def _load(organisation_id: int) -> Organisation | None:
    return session.get(Organisation, organisation_id)


def _asked(rule: Rule) -> Callable[[Viewer, int], bool]:
    def ask(viewer: Viewer, organisation_id: int) -> bool:
        organisation = _load(organisation_id)
        return organisation is not None and rule(viewer, organisation)

    return ask


def proof_panel(viewer: Viewer, organisation: Any) -> list[Panel]:
    """The list of papers beside an organisation, for its members and officers."""
    if not can_view_contact(viewer, organisation):
        return []
    context = {
        "files": files_of(Organisation.__tablename__, organisation.id, PROOF),
        "organisation": organisation,
        "may_write": can_edit_organisation(viewer, organisation),
    }
    return [Panel("files/_proofs.html", context, SIDE)]


def register() -> None:
    """Say who may read and attach, and hang the panel into the page."""
    register_reader(
        Organisation.__tablename__,
        _asked(can_view_contact),
        can_write=_asked(can_edit_organisation),
        load=_load,
        page=lambda one: path_to("organisations.show_organisation", organisation_id=one),
        owner=lambda one: one,
        purposes={PROOF: _l("上传证明材料")},
    )
    register_panel("organisation", proof_panel)
