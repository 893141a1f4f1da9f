"""What a start of the server decides by itself."""

import os

import pytest
from flask import Flask

from matchmaking.server import own_address


@pytest.fixture
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts back what a start leaves for its worker."""
    monkeypatch.setenv("MATCHMAKING_PUBLIC_URL", "")
    monkeypatch.delenv("MATCHMAKING_PUBLIC_URL")


@pytest.mark.usefixtures("_environment")
def test_mail_names_the_port_that_the_site_is_served_on(app: Flask) -> None:
    assert own_address(app, "0.0.0.0", 8123) == "http://127.0.0.1:8123"
    assert app.config["PUBLIC_URL"] == os.environ["MATCHMAKING_PUBLIC_URL"] == "http://127.0.0.1:8123"


@pytest.mark.usefixtures("_environment")
def test_an_address_that_was_set_stays(app: Flask) -> None:
    app.config["PUBLIC_URL"] = "https://tt.example.org"
    assert own_address(app, "127.0.0.1", 8123) == "http://127.0.0.1:8123"
    assert app.config["PUBLIC_URL"] == "https://tt.example.org"
    assert "MATCHMAKING_PUBLIC_URL" not in os.environ
