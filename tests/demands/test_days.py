"""Deadlines: what may be typed, and what time does to the list."""

from datetime import timedelta

import pytest
from flask import Flask

from matchmaking.core import filters
from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.jobs import run_waiting
from matchmaking.demands import jobs
from matchmaking.search.engine import Query
from matchmaking.search.registry import engine
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor
from tests.writing import change_record, write_record, write_step

PAST = "这一天已经过去，请填写今天或以后的日期"


def test_a_new_deadline_lies_ahead(app: Flask) -> None:
    owner = make_user()
    make_organisation(owner=owner)
    writer = Visitor(app).sign_in(owner)
    yesterday = (today() - timedelta(days=1)).isoformat()
    page = write_record(writer, "demands", {"title": "需求", "deadline_on": yesterday})
    assert page.status == 422
    assert PAST in page.errors()[0]
    assert page.soup.find(id="deadline_on")["value"] == yesterday
    page = write_step(writer, page, {"deadline_on": today().isoformat()})
    assert page.status == 200
    for odd in ("gestern", "2026-02-30", "99999-01-01"):
        page = change_record(writer, "/demands/1", {"deadline_on": odd})
        assert page.errors() == ["应答截止日期：请按 2026-12-18 这样的格式填写日期。"]


def test_a_deadline_that_passed_meanwhile_may_stay_in_a_published_demand_but_not_in_a_new_one(app: Flask) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner)
    passed = today() - timedelta(days=3)
    make_demand(organisation, state="draft", deadline_on=passed)
    writer = Visitor(app).sign_in(owner)
    assert change_record(writer, "/demands/1", {"title": "改个标题", "rights_wish": "归双方"}).status == 200
    assert writer.open("/demands/1/submit").errors() == ["截止日期已过，请改成今天或以后的日期；长期有效就留空。"]


def test_the_filter_follows_the_calendar(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_demand(deadline_on=today() + timedelta(days=15))

    def found(value: str) -> int:
        with reading():
            return engine().search("demand", Query(facets={"deadline": [value]})).total

    assert (found("open"), found("closing"), found("closed")) == (1, 0, 0)
    for days, expected in ((1, (1, 1, 0)), (16, (0, 0, 1))):
        with monkeypatch.context() as patch:
            patch.setattr(filters, "now", lambda days=days: now() + timedelta(days=days))
            with unit_of_work():
                jobs.follow_deadlines()
            run_waiting()
        assert (found("open"), found("closing"), found("closed")) == expected


def test_a_published_demand_whose_deadline_passed_can_still_be_corrected(app: Flask) -> None:
    owner = make_user()
    demand = make_demand(make_organisation(owner=owner), deadline_on=today() - timedelta(days=3))
    writer = Visitor(app).sign_in(owner)
    page = writer.open(f"/demands/{demand.id}/edit/terms")
    assert writer.submit(page, {"budget_high": "377"}).path == f"/demands/{demand.id}"
    assert "377" in writer.open(f"/demands/{demand.id}").text
