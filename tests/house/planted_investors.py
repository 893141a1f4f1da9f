"""An investor in the planted city: owner, editor and reader of the own organisation belong to it as well."""

from typing import Any

from matchmaking.core.db import now, unit_of_work
from matchmaking.organisations.models import Membership
from tests.factories.investors import make_profile
from tests.factories.organisations import make_organisation


def plant_investors(world: Any) -> None:
    """A verified investor that has said what it looks for."""
    place = make_organisation(kind="investor")
    make_profile(place)
    with unit_of_work() as session:
        for letter, role in (("O", "owner"), ("W", "editor"), ("M", "reader")):
            person = world.people[letter].id
            session.add(Membership(organisation_id=place.id, user_id=person, role=role, created_at=now()))
    world.places["own_investor"] = {"organisation_id": place.id}
