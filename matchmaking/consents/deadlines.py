"""The clock of a request: its owner has so many working days to answer."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from matchmaking.clocks.queries import watched
from matchmaking.clocks.rules import Kind, Open, register_kind
from matchmaking.clocks.subjects import register_subject
from matchmaking.consents.models import Consent
from matchmaking.consents.services import REQUEST
from matchmaking.consents.states import ASKED
from matchmaking.core.db import current_session


def register_requests() -> None:
    """Tell the mechanism of the clocks."""
    register_kind(Kind(REQUEST, _l("答复查看申请"), _todo, None, _unwatched, goes_up=True))
    register_subject("consents", Consent.id, Consent.title, "consents.show_consent", "consent_id")


def _todo(title: str) -> str:
    return _("答复对“%(title)s”未公开内容的查看申请", title=title)


def _unwatched(limit: int) -> list[Open]:
    query = select(Consent).where(Consent.state == ASKED, Consent.id.not_in(watched(REQUEST)))
    found = current_session().scalars(query.order_by(Consent.id).limit(limit))
    return [Open(one, None, one.owner_id) for one in found]
