"""Fits on the pages of projects, what an investor looks for on its organisation's page, and a line in the hall."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from matchmaking.accounts.models import Role
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.panels import FIRST, MAIN, Panel, register_notes, register_panel
from matchmaking.investors.permissions import can_state_interests, is_investor, is_shown_profile
from matchmaking.investors.queries import fitting_profiles, interest_of, need_of, offer_of, profile_of
from matchmaking.investors.weighing import weigh
from matchmaking.investors.wording import sentences
from matchmaking.organisations.models import Organisation
from matchmaking.projects.models import Project
from matchmaking.projects.permissions import can_follow_up
from matchmaking.projects.side import PROJECTS

SHOWN = 6


def project_panels(viewer: Viewer, project: Project) -> Sequence[Panel]:
    """For the team and its brokers: investors who may look at it. For an investor: why it fits what was stated."""
    if not project.is_published:
        return []
    if can_follow_up(viewer, project):
        return _team_panels(project)
    if viewer.role != Role.INVESTOR or viewer.organisation_id is None:
        return []
    profile = profile_of(viewer.organisation_id)
    fit = weigh(interest_of(profile), offer_of(project)) if profile is not None else None
    if profile is None or fit is None:
        return []
    context = {"profile": profile, "reasons": sentences(fit, need_of(project), profile)}
    return [Panel("investors/_why_fits.html", context, FIRST)]


def _team_panels(project: Project) -> Sequence[Panel]:
    found = fitting_profiles(project)
    need = need_of(project)
    rows = [{"profile": profile, "reasons": sentences(fit, need, profile)} for profile, fit in found[:SHOWN]]
    return [Panel("investors/_fitting_investors.html", {"rows": rows, "total": len(found)}, MAIN)]


def organisation_panels(viewer: Viewer, organisation: Organisation) -> Sequence[Panel]:
    """On the page of an investor: what it looks for, when it agreed to show it; its own people come to the form."""
    if not is_investor(organisation):
        return []
    profile, may_state = profile_of(organisation.id), can_state_interests(viewer, organisation)
    is_seen = profile is not None and (is_shown_profile(profile) or viewer.belongs_to(organisation.id))
    if not is_seen and not may_state:
        return []
    context = {"profile": profile, "organisation": organisation, "may_state": may_state}
    return [Panel("investors/_of_organisation.html", context, MAIN)]


def hall_notes(viewer: Viewer, ids: Sequence[int]) -> Mapping[int, str]:
    """In the hall, for an investor: what makes each project fit."""
    if viewer.role != Role.INVESTOR or viewer.organisation_id is None:
        return {}
    profile = profile_of(viewer.organisation_id)
    if profile is None:
        return {}
    interest, found = interest_of(profile), {}
    for project in current_session().scalars(select(Project).where(Project.id.in_(ids))):
        fit = weigh(interest, offer_of(project))
        if fit is not None:
            found[project.id] = "；".join(sentences(fit, need_of(project), profile)[:2])
    return found


def register_panels() -> None:
    """Tell the rooms below."""
    register_panel(PROJECTS.kind, project_panels)
    register_panel("organisation", organisation_panels)
    register_notes(PROJECTS.kind, hall_notes)
