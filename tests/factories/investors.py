"""What investors look for, for tests."""

from decimal import Decimal
from typing import Any

from matchmaking.core.db import session, unit_of_work
from matchmaking.investors.models import InvestorProfile
from matchmaking.organisations.models import Organisation
from tests.factories.organisations import make_organisation


def make_profile(organisation: Organisation | None = None, **values: Any) -> InvestorProfile:
    """An investor who looks at pumps and valves from the pilot stage on, and agreed to be shown."""
    organisation = organisation or make_organisation(kind="investor")
    with unit_of_work():
        profile = InvestorProfile(
            **{
                "organisation_id": organisation.id,
                "industry_codes": ["pump_valve"],
                "stages": ["pilot", "small_batch"],
                "ticket_low": Decimal(3_000_000),
                "ticket_high": Decimal(20_000_000),
                "county_codes": ["330324"],
                "is_public": True,
                **values,
            }
        )
        session.add(profile)
    return profile
