"""Who is told of what, in words that never name whose record it is."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.consents.models import Consent, Opening, SignedStatement
from matchmaking.core.letters import path_to
from matchmaking.notifications.services import notify, withdraw_notices
from matchmaking.notifications.topics import Topic, register_topic
from matchmaking.organisations.queries import writer_ids

CONSENTS = Topic(
    "consents",
    _l("授权与保密"),
    _l("有单位申请看您单位未公开的内容、签署保密声明，或者您单位的申请有了答复。"),
    ("consents.",),
    place=25,
)
register_topic(CONSENTS)


def tell_owner(about: Consent | SignedStatement | Opening, step: str, **data: Any) -> None:
    """Tell those who write for the organisation that the record belongs to."""
    notify(writer_ids(about.owner_id), f"consents.{step}", _once(about, step), _page(about),
           title=about.title, **data)  # fmt: skip


def untell_owner(consent: Consent) -> None:
    """It is answered or taken back: who has not read the request need not any more."""
    withdraw_notices(writer_ids(consent.owner_id), _once(consent, "asked"))


def tell_asker(consent: Consent, step: str) -> None:
    """Tell those who write for the organisation that asked."""
    people = writer_ids(consent.organisation_id)
    asked = consent.asked_by_id is not None
    notify(people, f"consents.{step}", _once(consent, step), _page(consent), title=consent.title, asked=asked)


def _once(about: Any, step: str) -> str:
    return f"consents:{about.__tablename__}:{about.id}:{step}"


def _page(about: Any) -> str:
    if isinstance(about, Consent):
        return path_to("consents.show_consent", consent_id=about.id)
    return path_to("consents.list_consents")
