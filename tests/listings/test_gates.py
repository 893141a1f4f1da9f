"""A registered gate keeps a checked record from being published, and says why."""

import pytest
from flask import Flask

from matchmaking.accounts.models import Role
from matchmaking.listings import gates
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor


@pytest.fixture
def closed_gate(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A gate for demands that is closed while the list holds words."""
    words = ["论证还没有结束"]
    monkeypatch.setattr(gates, "_gates", {})
    gates.register_gate("demand", lambda record: words[0] if words else None)
    return words


def test_a_closed_gate_refuses_the_publication_with_its_words(app: Flask, closed_gate: list[str]) -> None:
    make_demand(make_organisation(owner=make_user()), state="submitted")
    broker = Visitor(app).sign_in(make_user(Role.BROKER))
    page = broker.open("/desk/refinements/1")
    assert "论证还没有结束" in page.text
    assert "可发布，按原文发布" not in page.text
    refused = broker.post("/desk/refinements/1/publish")
    assert refused.status == 409
    assert "论证还没有结束" in refused.text
    closed_gate.clear()
    assert broker.submit(broker.open("/desk/refinements/1"), button="可发布，按原文发布").status == 200
    assert Visitor(app).open("/demands/1").status == 200


def test_a_gate_of_one_side_does_not_ask_the_other(closed_gate: list[str]) -> None:
    assert gates.closed_gate("demand", object()) == "论证还没有结束"
    assert gates.closed_gate("achievement", object()) is None
