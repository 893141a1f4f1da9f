"""The planted city, for the tests that try every route on it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.exceptions import Forbidden, NotFound

from tests.house.world import World, plant


@pytest.fixture
def world(app: Flask) -> World:
    return plant(app)


@pytest.fixture
def short_refusals(app: Flask) -> Iterator[None]:
    """Refusals come without the page around their words: where thousands are sent for, that was half of the time.

    The pages have tests of their own, in test_trust, and what they may not tell is looked for in test_leaks.
    """
    handlers = app.error_handler_spec[None]
    for refusal in (Forbidden, NotFound):
        handlers[refusal.code] = {refusal: lambda error: (str(error.description), error.code)}
    yield
    for refusal in (Forbidden, NotFound):
        del handlers[refusal.code]
