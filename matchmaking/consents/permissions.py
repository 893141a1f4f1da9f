"""Who may ask, answer, sign and look."""

from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.queries import came_up_to
from matchmaking.consents.models import Consent, SignedStatement
from matchmaking.consents.states import ASKED, GRANTED


def can_ask(viewer: Viewer, record: Any) -> bool:
    """In the name of the organisation that one acts for and writes for, about a record of another one."""
    return viewer.edits_for(viewer.organisation_id) and not viewer.belongs_to(record.organisation_id)


def can_view_consent(viewer: Viewer, consent: Consent) -> bool:
    """The people of both organisations, and the officers whom an ignored request has come up to."""
    if viewer.belongs_to(consent.owner_id) or viewer.belongs_to(consent.organisation_id):
        return True
    return viewer.is_officer and came_up_to(viewer, consent)


def answers_for_owner(viewer: Viewer, consent: Consent) -> bool:
    """Decide in the name of the organisation that was asked: who writes for it."""
    return viewer.edits_for(consent.owner_id)


def can_answer_consent(viewer: Viewer, consent: Consent) -> bool:
    """Grant or refuse: who writes for the organisation that was asked."""
    return consent.state == ASKED and answers_for_owner(viewer, consent)


def can_revoke_consent(viewer: Viewer, consent: Consent) -> bool:
    """End what was granted."""
    return consent.state == GRANTED and answers_for_owner(viewer, consent)


def can_take_back_consent(viewer: Viewer, consent: Consent) -> bool:
    """Who asked needs it no longer."""
    return consent.state in (ASKED, GRANTED) and viewer.edits_for(consent.organisation_id)


def can_view_statement(viewer: Viewer, statement: SignedStatement) -> bool:
    """Those who signed it and those towards whom it was signed."""
    return viewer.belongs_to(statement.organisation_id) or viewer.belongs_to(statement.owner_id)
