"""Files of a proposal: who may read it may read them; its editors attach them while it may be changed."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.letters import path_to
from matchmaking.core.panels import SIDE, Panel, register_panel
from matchmaking.files.access import register_reader
from matchmaking.files.queries import files_of
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.permissions import can_edit_proposal, can_view_proposal, takes_changes
from matchmaking.proposals.queries import proposal_with

PURPOSE = "proposal"


def _may_attach(viewer: Viewer, proposal: Proposal) -> bool:
    return can_edit_proposal(viewer, proposal) and takes_changes(proposal.demand)


def _asked(rule: Callable[[Viewer, Proposal], bool]) -> Callable[[Viewer, int], bool]:
    def ask(viewer: Viewer, proposal_id: int) -> bool:
        proposal = proposal_with(proposal_id)
        return proposal is not None and rule(viewer, proposal)

    return ask


def _owner(proposal_id: int) -> int | None:
    proposal = proposal_with(proposal_id)
    return proposal.organisation_id if proposal else None


def register_attachments() -> None:
    """Tell the room of the files, and hang them into the page."""
    register_reader(
        Proposal.__tablename__,
        _asked(can_view_proposal),
        can_write=_asked(_may_attach),
        load=proposal_with,
        page=lambda one: path_to("proposals.show_proposal", proposal_id=one),
        owner=_owner,
        # Whoever else downloads one is written down, and the copy carries the reader's name.
        is_own=_asked(lambda viewer, proposal: viewer.belongs_to(proposal.organisation_id)),
        keeps_downloads=True,
        purposes={PURPOSE: _l("上传应答的附件")},
    )
    register_panel("proposal", file_panels)


def file_panels(viewer: Viewer, proposal: Proposal) -> list[Panel]:
    """Nothing where there are none and none can be attached."""
    may_write = _may_attach(viewer, proposal)
    files = files_of(Proposal.__tablename__, proposal.id, PURPOSE)
    if not files and not may_write:
        return []
    return [Panel("proposals/_files.html", {"files": files, "proposal": proposal, "may_write": may_write}, SIDE)]
