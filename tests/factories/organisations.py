"""Organisations and memberships for tests."""

from typing import Any

from matchmaking.accounts.models import User
from matchmaking.core.db import now, session, unit_of_work
from matchmaking.organisations.models import Membership, Organisation, OrganisationKind
from tests.factories.numbers import next_number


def make_organisation(
    *, owner: User | None = None, editor: User | None = None, reader: User | None = None, **values: Any
) -> Organisation:
    """An organisation, verified unless told otherwise, with up to one member of each role; stored."""
    number = next_number(__name__)
    with unit_of_work():
        organisation = Organisation(
            **{
                "name": f"试样{number}号阀门有限公司",
                "kind": OrganisationKind.ENTERPRISE,
                "county_code": "330324",
                "industry_codes": ["pump_valve"],
                "state": "verified",
                "verified_at": now(),
                **values,
            }
        )
        session.add(organisation)
        # The memberships need the id.
        session.flush()
        for role, user in (("owner", owner), ("editor", editor), ("reader", reader)):
            if user is not None:
                session.add(Membership(organisation_id=organisation.id, user_id=user.id, role=role, created_at=now()))
    return organisation
