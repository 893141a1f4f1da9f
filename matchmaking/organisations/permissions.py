"""Who may do what with organisations."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.states import REFUSED, SUBMITTED, UNVERIFIED


def can_view_organisation(viewer: Viewer, organisation: Organisation) -> bool:
    """Everybody sees what was verified; members and officers see the rest too."""
    return organisation.is_public or viewer.belongs_to(organisation.id) or can_check_organisation(viewer, organisation)


def can_view_contact(viewer: Viewer, organisation: Organisation) -> bool:
    """The contact person is not public."""
    return viewer.belongs_to(organisation.id) or can_check_organisation(viewer, organisation)


def can_create_organisation(viewer: Viewer) -> bool:
    """Anybody with an account; what is claimed gets checked before it is public."""
    return viewer.is_signed_in


def can_edit_organisation(viewer: Viewer, organisation: Organisation) -> bool:
    """Its owners."""
    return viewer.owns(organisation.id)


def can_submit_organisation(viewer: Viewer, organisation: Organisation) -> bool:
    """Its owners, while nobody is checking it and nothing stands."""
    return viewer.owns(organisation.id) and organisation.state in {UNVERIFIED, REFUSED}


def can_check_organisation(viewer: Viewer, organisation: Organisation) -> bool:
    """Officers of its county, of the city, and administrators; without a county only the latter two."""
    return viewer.looks_after(organisation.county_code)


def can_verify_organisation(viewer: Viewer, organisation: Organisation) -> bool:
    """Who may check it, while it is submitted, but not somebody who belongs to it."""
    return (
        can_check_organisation(viewer, organisation)
        and organisation.state == SUBMITTED
        and not viewer.belongs_to(organisation.id)
    )


def can_view_members(viewer: Viewer, organisation: Organisation) -> bool:
    """Its members and the officers."""
    return can_view_contact(viewer, organisation)


def can_manage_members(viewer: Viewer, organisation: Organisation) -> bool:
    """Its owners."""
    return viewer.owns(organisation.id)


def can_act_for(viewer: Viewer, organisation_id: int) -> bool:
    """Its members."""
    return viewer.belongs_to(organisation_id)
