"""Enquiries in words."""

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.enquiries.models import Enquiry
from matchmaking.enquiries.states import REASONS
from matchmaking.organisations.labels import KINDS
from matchmaking.vocabulary.queries import label


def reason_words(code: str | None) -> str:
    """Why an enquiry was declined."""
    return str(REASONS.get(code or "", code or ""))


def asker_words(enquiry: Enquiry, viewer: Viewer) -> str:
    """Who asks, as far as the other side may know."""
    organisation = enquiry.organisation
    if not enquiry.hides_asker or viewer.belongs_to(enquiry.organisation_id):
        return organisation.local_name
    county = label("county", organisation.county_code) if organisation.county_code else _("温州")
    return _("%(county)s的一家单位（%(kind)s）", county=county, kind=KINDS.get(organisation.kind, organisation.kind))
