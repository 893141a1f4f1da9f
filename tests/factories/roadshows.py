"""Sessions for tests."""

from datetime import datetime, timedelta
from typing import Any

from matchmaking.core.db import now, unit_of_work
from matchmaking.organisations.models import Organisation
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.roadshows.states import ANNOUNCED, DRAFT
from tests.factories.numbers import next_number
from tests.factories.organisations import make_organisation


def make_roadshow(organisation: Organisation | None = None, *, pitches: Any = (), **values: Any) -> Roadshow:
    """A session of two hours that begins in three days, announced; `pitches` are (title, minutes) or whole rows."""
    number = next_number(__name__)
    organisation = organisation or make_organisation(kind="transfer_centre", name=f"瓯越技术转移中心{number}号")
    begin: datetime = values.pop("starts_at", (now() + timedelta(days=3)).replace(minute=0, second=0, microsecond=0))
    state = values.pop("state", ANNOUNCED)
    with unit_of_work() as session:
        roadshow = Roadshow(
            **{
                "organisation_id": organisation.id,
                "title": f"泵阀专场第 {number} 期",
                "starts_at": begin,
                "ends_at": begin + timedelta(hours=2),
                "state": state,
                "announced_at": None if state == DRAFT else now(),
                "calendar_uid": f"roadshow-test-{number}",
                "industry_codes": ["pump_valve"],
                **values,
            }
        )
        at = begin
        for place, row in enumerate(pitches):
            title, minutes, *rest = row
            pitch = Pitch(
                title=title, starts_at=at, ends_at=at + timedelta(minutes=minutes), position=place,
                **(rest[0] if rest else {}),
            )  # fmt: skip
            at = pitch.ends_at
            roadshow.pitches.append(pitch)
        session.add(roadshow)
    return roadshow
