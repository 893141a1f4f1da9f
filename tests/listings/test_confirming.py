"""Whether published records still hold: owners are asked at 90 days, at 180 what nobody confirmed is hidden."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.models import Role, User
from matchmaking.clocks.models import Clock
from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.jobs import enqueue, run_waiting
from matchmaking.core.tables import TableRow
from matchmaking.demands.imports import COLUMNS
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.imports import Plan, import_rows
from matchmaking.listings.services import change_listing
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.listings.sides import BOTH, Tried
from tests.visitor import Visitor

both = pytest.mark.parametrize("tried", BOTH, ids=lambda tried: tried.side.room)


def ago(days: float) -> Any:
    return now() - timedelta(days=days)


def get_older(record: Any, days: float) -> None:
    """Let days go by for a record and for what was asked about it."""
    gone = timedelta(days=days)
    with unit_of_work() as session:
        one = session.get_one(type(record), record.id)
        one.confirmed_at, one.published_at = one.confirmed_at - gone, one.published_at - gone
        for clock in session.scalars(select(Clock).where(Clock.subject_id == record.id, Clock.kind == "confirmation")):
            clock.opened_at, clock.due_at = clock.opened_at - gone, clock.due_at - gone


def look() -> None:
    """Run the regular look twice: the second time nothing may come of it."""
    for _twice in range(2):
        with unit_of_work():
            enqueue("listings.look_at_ages")
        run_waiting()


def stored(record: Any) -> Any:
    with unit_of_work() as session:
        return session.get_one(type(record), record.id)


def titles(user: User, kind: str = "listings.") -> list[str]:
    with reading() as session:
        query = select(Notice).where(Notice.user_id == user.id, Notice.kind.startswith(kind)).order_by(Notice.id)
        return [words_of(one, "zh")[0] for one in session.scalars(query)]


def running() -> list[Clock]:
    with unit_of_work() as session:
        return list(session.scalars(select(Clock).where(Clock.closed_at.is_(None), Clock.kind == "confirmation")))


@both
def test_asked_at_90_days_hidden_at_180_and_back_at_once_when_confirmed(app: Flask, tried: Tried) -> None:
    owner, name = make_user(), tried.side.name
    record = tried.make(make_organisation(owner=owner), title="某条会变老的记录", confirmed_at=ago(0))
    writer, public, path = Visitor(app).sign_in(owner), Visitor(app), tried.path(1)
    get_older(record, 89.9)
    look()
    assert (titles(owner), running()) == ([], [])
    get_older(record, 0.2)
    look()
    assert titles(owner) == [f"请确认{name}“某条会变老的记录”是否仍然有效"]
    (clock,) = running()
    assert clock.organisation_id == record.organisation_id
    assert abs(clock.due_at - stored(record).confirmed_at - timedelta(days=180)) < timedelta(minutes=1)
    assert "确认“某条会变老的记录”仍然有效" in writer.open("/workspace").text
    get_older(record, 89.8)
    look()
    assert stored(record).state == "published"
    get_older(record, 0.2)
    look()
    assert stored(record).state == "hidden"
    assert public.open(path).status == 404
    assert "某条会变老的记录" not in public.open(tried.path()).text
    assert titles(owner)[-1] == f"{name}“某条会变老的记录”待确认，暂不展示"
    page = writer.open(path)
    assert "已超过 180 天" in page.text
    writer.submit(page, button="仍然有效，恢复公开")
    run_waiting()
    assert public.open(path).status == 200
    assert "某条会变老的记录" in public.open(tried.path()).text
    assert f"最近确认 {today():%Y年%-m月%-d日}" in public.open(path).text
    assert running() == []
    look()
    assert len(titles(owner)) == 2


def test_nobody_is_hidden_without_a_week_to_answer(app: Flask) -> None:
    demand = make_demand(make_organisation(owner=make_user()), confirmed_at=ago(400), published_at=ago(400))
    look()
    assert stored(demand).state == "published"
    get_older(demand, 8)
    look()
    assert stored(demand).state == "hidden"


@both
def test_many_are_confirmed_with_one_press(app: Flask, tried: Tried) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner)
    old = [tried.make(organisation, confirmed_at=ago(120), published_at=ago(120)) for _one in range(3)]
    hidden = tried.make(organisation, state="hidden", confirmed_at=ago(200), published_at=ago(200))
    other = tried.make(confirmed_at=ago(120), published_at=ago(120))
    writer = Visitor(app).sign_in(owner)
    page = writer.open(tried.path("mine"))
    assert len(page.soup.select("input[name=ids][checked]")) == 4
    versions = [stored(one).version for one in old]
    done = writer.submit(page, action="/mine/confirm")
    assert "已确认 4 条仍然有效。" in done.text
    assert [stored(one).version for one in old] == versions
    assert all(stored(one).confirmed_at > ago(0.1) for one in [*old, hidden])
    assert stored(hidden).state == "published"
    assert writer.post(tried.path("mine", "confirm"), {"ids": [other.id]}).status == 403
    assert "请先勾选" in writer.post(tried.path("mine", "confirm")).text


def test_saving_counts_as_confirming_for_its_own_people_only(app: Flask) -> None:
    owner = make_user()
    demand = make_demand(make_organisation(owner=owner), confirmed_at=ago(120), published_at=ago(120))
    look()
    writer = Visitor(app).sign_in(owner)
    with unit_of_work() as session:
        change_listing(DEMANDS, session.get_one(type(demand), demand.id), {"summary": "改了"}, actor=None)
    assert (stored(demand).confirmed_at < ago(100), len(running())) == (True, 1)
    writer.submit(writer.open(f"/demands/{demand.id}/edit/problem"), {"summary": "再改"})
    assert (stored(demand).confirmed_at > ago(0.1), running()) == (True, [])


def test_what_is_still_in_the_imported_file_still_holds(app: Flask) -> None:
    rows = [TableRow(2, {"编号": "7", "标题": "从别处来的需求", "单位": "某某厂"})]
    plan = Plan(source="别处", new_kind="enterprise", new_are_verified=True, publish=True)
    import_rows(DEMANDS, COLUMNS, rows, plan)
    with unit_of_work() as session:
        demand = session.scalar(select(DEMANDS.model))
        assert demand.confirmed_at > ago(0.1)
        demand.confirmed_at = ago(100)
    import_rows(DEMANDS, COLUMNS, rows, plan)
    assert stored(demand).confirmed_at > ago(0.1)


def test_the_desk_sees_what_is_hidden_and_only_its_editors_bring_it_back(app: Flask) -> None:
    owner, reader = make_user(), make_user()
    organisation = make_organisation(owner=owner, reader=reader)
    demand = make_demand(organisation, state="hidden", confirmed_at=ago(200), published_at=ago(200))
    path = f"/demands/{demand.id}"
    for person in (make_user(Role.BROKER), make_user(Role.COUNTY_OFFICER, county_code=demand.county_code), reader):
        visitor = Visitor(app).sign_in(person)
        assert visitor.open(path).status == 200
        assert visitor.post(f"{path}/confirm").status == 403
    assert Visitor(app).sign_in(make_user()).post(f"{path}/confirm").status == 404
