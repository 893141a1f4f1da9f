"""Every test of what both sides share runs for both."""

import pytest

from tests.listings.sides import BOTH, Tried


@pytest.fixture(params=BOTH, ids=lambda tried: tried.side.room)
def tried(request: pytest.FixtureRequest) -> Tried:
    """One side, then the other."""
    return request.param
