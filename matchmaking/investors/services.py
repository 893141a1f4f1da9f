"""Keeps what investors look for, and tells both sides of new fits."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.jobs import enqueue
from matchmaking.core.letters import path_to
from matchmaking.core.records import changed_values
from matchmaking.investors.models import InvestorProfile
from matchmaking.investors.permissions import is_shown_profile
from matchmaking.investors.queries import fitting_profiles, fitting_projects, profile_of
from matchmaking.listings.audiences import is_public
from matchmaking.notifications.services import notify
from matchmaking.notifications.topics import DAILY
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.queries import writer_ids
from matchmaking.projects.models import Project

FIELDS = (
    "industry_codes", "stages", "ticket_low", "ticket_high", "county_codes", "keywords", "words", "is_public",
)  # fmt: skip
# Older projects are no news to an investor.
NEW = timedelta(days=7)


def state_interests(organisation: Organisation, values: Mapping[str, Any], *, actor: Viewer) -> InvestorProfile:
    """Store what an investor looks for; sent twice it is stored once. The teams of projects that fit hear of it."""
    profile = profile_of(organisation.id)
    if profile is None:
        profile = InvestorProfile(organisation=organisation, **{name: values[name] for name in FIELDS})
        current_session().add(profile)
        # The job and the history speak of its id.
        current_session().flush()
        history.record("investors.stated", profile, actor=actor)
    else:
        changed = changed_values(profile, {name: values[name] for name in FIELDS})
        if not changed:
            return profile
        for name, value in changed.items():
            setattr(profile, name, value)
        history.record("investors.changed", profile, actor=actor, data={"fields": sorted(changed)})
    enqueue("investors.tell_teams", key=f"investors.tell_teams:{profile.id}", profile_id=profile.id)
    return profile


def tell_investors(project_ids: Iterable[int]) -> int:
    """Tell investors of new projects that fit, and their teams of those who agreed to be shown; return how many pairs.

    Each pair is told once.
    """
    query = select(Project).where(Project.id.in_(list(project_ids)), Project.published_at > now() - NEW)
    count = 0
    for project in current_session().scalars(query):
        if not is_public(project):
            continue
        for profile, _fit in fitting_profiles(project, only_shown=False):
            path = path_to("projects.show_project", project_id=project.id)
            once = f"investors:{profile.id}:{project.id}:investor"
            people = writer_ids(profile.organisation_id)
            notify(people, "investors.project", once, path, DAILY, title=project.title, sentence=project.sentence)
            _tell_team(profile, project)
            count += 1
    return count


def tell_teams(profile_id: int) -> int:
    """Tell the teams of all projects that fit of an investor who agreed to be shown; return how many."""
    profile = current_session().get(InvestorProfile, profile_id)
    if profile is None or not is_shown_profile(profile):
        return 0
    found = fitting_projects(profile, Viewer.nobody())
    for project, _fit in found:
        _tell_team(profile, project)
    return len(found)


def _tell_team(profile: InvestorProfile, project: Project) -> None:
    if not is_shown_profile(profile):
        return
    path = path_to("projects.show_project", project_id=project.id)
    once = f"investors:{profile.id}:{project.id}:team"
    people = writer_ids(project.organisation_id)
    notify(people, "investors.investor", once, path, DAILY, title=project.title, investor=profile.organisation.name)
