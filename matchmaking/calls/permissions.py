"""Who calls, who applies, and who reads an application."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.calls.models import ORGANISING_KINDS, Application, Call
from matchmaking.calls.states import DRAFT, OPEN, PUBLIC_STATES, SCREENING, STANDING
from matchmaking.core.db import now
from matchmaking.organisations.models import Organisation
from matchmaking.projects.models import Project
from matchmaking.projects.permissions import speaks_for_project


def can_organise_for(viewer: Viewer, organisation: Organisation) -> bool:
    """Hold calls, sessions and contests in its name: who writes for it, and the officers who look after its county.

    It must be verified and one of the kinds that hold them.
    """
    mine = viewer.edits_for(organisation.id) or viewer.looks_after(organisation.county_code)
    return mine and organisation.is_verified and organisation.kind in ORGANISING_KINDS


def can_edit_call(viewer: Viewer, call: Call) -> bool:
    """Run it: who writes for the organiser, and the officers of its county and the city."""
    return viewer.edits_for(call.organisation_id) or viewer.looks_after(call.organisation.county_code)


def can_see_call(viewer: Viewer, call: Call) -> bool:
    """Everybody, once it was opened; a draft only those who run it."""
    return (call.state in PUBLIC_STATES and call.opened_at is not None) or can_edit_call(viewer, call)


def can_change_call(viewer: Viewer, call: Call) -> bool:
    """Change what stands in it, until applications are closed."""
    return call.state in (DRAFT, OPEN) and can_edit_call(viewer, call)


def can_cancel_call(viewer: Viewer, call: Call) -> bool:
    """Call it off while nothing is decided."""
    return call.state in (DRAFT, OPEN, SCREENING) and can_edit_call(viewer, call)


def takes_applications(call: Call) -> bool:
    """To the second, whether or not the job that closes it has run."""
    return call.state == OPEN and now() <= call.closes_at


def can_apply(viewer: Viewer, call: Call) -> bool:
    """Who writes for any organisation, while it takes applications."""
    return takes_applications(call) and any(viewer.edits_for(one) for one in viewer.memberships)


def can_apply_with(viewer: Viewer, project: Project) -> bool:
    """With a project of one's own that is on show."""
    return speaks_for_project(viewer, project) and project.is_published


def can_view_application(viewer: Viewer, application: Application) -> bool:
    """The team's own people, and who runs the call."""
    return viewer.belongs_to(application.project.organisation_id) or can_edit_call(viewer, application.call)


def can_withdraw_application(viewer: Viewer, application: Application) -> bool:
    """The team, as long as it stands."""
    return application.state in STANDING and speaks_for_project(viewer, application.project)


def can_screen(viewer: Viewer, call: Call) -> bool:
    """Screen applications as they come in, until the decision."""
    return call.state in (OPEN, SCREENING) and can_edit_call(viewer, call)


def can_promote(viewer: Viewer, application: Application) -> bool:
    """Let one from the waiting list move up after the decision."""
    return application.state == "waiting" and can_edit_call(viewer, application.call)
