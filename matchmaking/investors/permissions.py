"""Who states what an investor looks for, and who learns of it."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.investors.models import InvestorProfile
from matchmaking.organisations.models import Organisation, OrganisationKind


def is_investor(organisation: Organisation) -> bool:
    """Whether this kind of organisation states what it invests in."""
    return organisation.kind == OrganisationKind.INVESTOR


def can_state_interests(viewer: Viewer, organisation: Organisation) -> bool:
    """Write what the investor looks for: its owners and editors."""
    return is_investor(organisation) and viewer.edits_for(organisation.id)


def can_see_fitting(viewer: Viewer, organisation: Organisation) -> bool:
    """Read which projects fit the investor: its own people."""
    return is_investor(organisation) and viewer.belongs_to(organisation.id)


def is_shown_profile(profile: InvestorProfile) -> bool:
    """Whether everybody may know of it: it agreed, and who it is has been checked."""
    return profile.is_public and profile.organisation.is_verified
