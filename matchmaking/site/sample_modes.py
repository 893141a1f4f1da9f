"""Sample records that time has worked on, and sample demands that only a chosen few see."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.db import current_session, now
from matchmaking.core.filters import today
from matchmaking.core.records import EXPIRED, HIDDEN, LISTING_STATES
from matchmaking.demands.inviting import answer_invitation, invite
from matchmaking.demands.models import Demand, Extension
from matchmaking.demands.queries import invitee_of
from matchmaking.demands.side import DEMANDS
from matchmaking.organisations.models import Organisation


def load_modes(rows: list[Mapping[str, Any]], source: str, organisations: Mapping[str, Organisation]) -> None:
    """Give published sample records that were just loaded the age, the state or the audience that the file names."""
    for row in rows:
        side = DEMANDS if "demand" in row else ACHIEVEMENTS
        number = row.get("demand") or row.get("achievement")
        query = select(side.model).where(side.model.external_source == source, side.model.external_number == number)
        record = current_session().scalar(query)
        if record is None or not record.is_published:
            continue
        if "mode" in row:
            _ask_a_few(record, row, organisations)
        if "extended_from" in row:
            before = today() + timedelta(days=row["extended_from"])
            extension = Extension(demand_id=record.id, before_on=before, after_on=record.deadline_on)
            extension.reason_code, extension.reason = row["reason"], row["sentence"]
            current_session().add(extension)
        if "confirmed" in row:
            record.confirmed_at = record.published_at = record.submitted_at = now() - timedelta(days=row["confirmed"])
        if "deadline" in row:
            record.deadline_on = today() + timedelta(days=row["deadline"])
        if row.get("state") in (HIDDEN, EXPIRED):
            LISTING_STATES.move(record, row["state"], actor=None)


def _ask_a_few(demand: Demand, row: Mapping[str, Any], organisations: Mapping[str, Organisation]) -> None:
    """The demand is for these institutions; some of them have said no."""
    demand.mode = row["mode"]
    for name in row["invite"]:
        invite(demand, organisations[name], actor=Viewer.nobody())
    # The replies look the invitations up.
    current_session().flush()
    for name, (code, sentence) in row.get("declined", {}).items():
        invitee = invitee_of(demand.id, organisations[name].id)
        if invitee is not None:
            answer_invitation(invitee, is_willing=False, reason_code=code, reason=sentence, actor=Viewer.nobody())
