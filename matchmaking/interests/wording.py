"""Interest in words."""

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.interests.models import Interest
from matchmaking.interests.permissions import knows_asker
from matchmaking.interests.states import ENDINGS, KINDS, REASONS, SIDES, STATE_WORDS
from matchmaking.organisations.labels import KINDS as ORGANISATION_KINDS
from matchmaking.vocabulary.queries import label


def kind_words(code: str) -> str:
    """关注, 索取资料, 约谈."""
    return str(KINDS.get(code, code))


def state_words(code: str) -> str:
    """How far it is."""
    return str(STATE_WORDS.get(code, code))


def reason_words(code: str | None) -> str:
    """Why it was declined, or how it ended."""
    return str(REASONS.get(code or "") or ENDINGS.get(code or "") or code or "")


def side_words(code: str) -> str:
    """Whose step it is."""
    return str(SIDES.get(code, code))


def asker_words(interest: Interest, viewer: Viewer) -> str:
    """Who asks, as far as this viewer may know: the organisation, or a person who asks for nobody else."""
    organisation = interest.organisation
    if knows_asker(viewer, interest):
        return organisation.local_name if organisation is not None else interest.user.name
    if organisation is None:
        return _("一位用户")
    county = label("county", organisation.county_code) if organisation.county_code else _("温州")
    kind = ORGANISATION_KINDS.get(organisation.kind, organisation.kind)
    return _("%(county)s的一家单位（%(kind)s）", county=county, kind=kind)
