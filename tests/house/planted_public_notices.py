"""Public notices in the planted city: one of the county that runs, and objections to it."""

from typing import Any

from matchmaking.core.db import unit_of_work
from matchmaking.public_notices.models import Objection
from tests.factories.public_notices import make_notice


def plant_public_notices(world: Any) -> None:
    """A notice, and objections of the enterprise of another organisation and of the county's officer."""
    notice = make_notice()
    world.places["notice"] = {"notice_id": notice.id}
    for letter in "EC":
        with unit_of_work() as session:
            objection = Objection(
                notice_id=notice.id, user_id=world.people[letter].id, name="邬异议", contact="x", text="邬异议的内容"
            )
            session.add(objection)
        world.places[f"objection_of_{letter}"] = {"objection_id": objection.id}
