"""A demand grows old: its owner is asked, it is hidden and confirmed; its deadline passes, it expires, is renewed."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.clocks.models import Clock
from matchmaking.core import filters
from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.jobs import enqueue, run_waiting
from matchmaking.demands.models import Demand
from matchmaking.search.engine import Query
from matchmaking.search.registry import engine
from tests.journeys.steps import (
    ACHIEVEMENT,
    CRITERIA,
    DEMAND,
    MEASUREMENTS,
    Person,
    at_desk,
    publish,
    register,
    sign_up,
    write,
)
from tests.visitor import Visitor

TITLE = DEMAND["title"]
FIRM = {"name": "瓯海曝气设备厂", "kind": "enterprise", "credit_code": "91330324MA2KX7RT7E"}
SCHOOL = {"name": "飞云江环境大学", "kind": "university", "credit_code": "12330300MB1N53KW8T"}


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many days the calendar of the city is ahead."""
    ahead = [0]
    monkeypatch.setattr(filters, "now", lambda: now() + timedelta(days=ahead[0]))
    return ahead


def let_pass(days: list[int], more: int) -> None:
    """Let days go by: the calendar moves on, and what was written gets older. Then the regular jobs run."""
    days[0] += more
    gone = timedelta(days=more)
    with unit_of_work() as session:
        for demand in session.scalars(select(Demand)):
            demand.confirmed_at, demand.published_at = demand.confirmed_at - gone, demand.published_at - gone
        for clock in session.scalars(select(Clock).where(Clock.closed_at.is_(None))):
            clock.opened_at, clock.due_at = clock.opened_at - gone, clock.due_at - gone
    for name in ("listings.look_at_ages", "demands.expire", "demands.follow_deadlines"):
        with unit_of_work():
            enqueue(name)
    run_waiting()


def places(app: Flask, owner: Person, number: int) -> dict[str, bool]:
    """Where the demand is found now."""
    public = Visitor(app)
    with reading():
        in_index = number in engine().revisions("demand")
    return {
        "page": public.open(f"/demands/{number}").status == 200,
        "list": TITLE in public.open("/demands").text,
        "search": f"/demands/{number}" in public.open("/search?q=曝气盘").html,
        "feed": TITLE in public.open("/demands.atom").html,
        "table": TITLE in public.open("/demands.csv").html,
        "sitemap": f"/demands/{number}" in public.open("/sitemap-demands-1.xml").html,
        "index": in_index,
        "matches": ACHIEVEMENT["title"] in owner.open("/matches").text,
    }


def test_expiry_and_renewal(app: Flask, days: list[int]) -> None:
    officer, broker = at_desk(app, "county_officer", county_code="330324"), at_desk(app, "broker")
    owner = sign_up(app, "enterprise", "池清", "chi@example.com")
    register(owner, officer, **FIRM)
    maker = sign_up(app, "researcher", "连膜", "lian@example.com")
    register(maker, officer, **SCHOOL)
    publish(broker, write(maker, "achievements", ACHIEVEMENT, "measurements", MEASUREMENTS))
    deadline = today() + timedelta(days=200)
    path = write(owner, "demands", {**DEMAND, "deadline_on": deadline.isoformat()}, "criteria", CRITERIA)
    publish(broker, path)
    number = int(path.rsplit("/", 1)[1])
    assert set(places(app, owner, number).values()) == {True}

    let_pass(days, 90)
    assert any(f"请确认需求“{TITLE}”是否仍然有效" in title for title in owner.notices())
    assert f"请确认需求“{TITLE}”是否仍然有效" in [title for title, _text in owner.mail()]
    assert f"确认“{TITLE}”仍然有效" in owner.open("/workspace").text

    let_pass(days, 90)
    found = places(app, owner, number)
    assert set(found.values()) == {False}, found
    assert TITLE not in maker.open("/matches").text
    assert "待确认，暂不展示" in owner.open("/demands/mine?state=hidden").text

    page = owner.visitor.submit(owner.open(path), button="仍然有效，恢复公开")
    run_waiting()
    assert "恢复公开" in page.text
    assert set(places(app, owner, number).values()) == {True}
    assert TITLE in maker.open("/matches").text

    let_pass(days, 21)
    public = Visitor(app).open(path)
    assert "已截止" in public.text
    assert TITLE in Visitor(app).open("/demands?deadline=closed").text
    assert TITLE not in Visitor(app).open("/demands?deadline=open").text

    let_pass(days, 24)
    assert any(f"需求“{TITLE}”还没有结果" in title for title in owner.notices())
    let_pass(days, 7)
    found = places(app, owner, number)
    assert set(found.values()) == {False}, found
    assert any(f"需求“{TITLE}”已到期，不再公开" in title for title in owner.notices())

    page = owner.visitor.submit(
        owner.open(f"{path}/renew"), {"deadline_on": (today() + timedelta(days=45)).isoformat(), "still_valid": "y"}
    )
    run_waiting()
    assert "还剩 45 天" in page.text
    assert set(places(app, owner, number).values()) == {True}
    with reading():
        assert engine().search("demand", Query(text="曝气盘", facets={"deadline": ["open"]})).total == 1
