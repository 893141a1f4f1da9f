"""The planted city, for the tests that try every route on it."""

import pytest
from flask import Flask

from tests.house.world import World, plant


@pytest.fixture
def world(app: Flask) -> World:
    return plant(app)
