"""Deadlines to the second in the city's time, extensions with a reason, and demands that expire."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core import filters
from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.core.filters import SHANGHAI, day, today
from matchmaking.core.history import history_of
from matchmaking.core.jobs import Job, run_waiting
from matchmaking.demands import answers, jobs
from matchmaking.demands.deadlines import end_of_day, is_over
from matchmaking.demands.documents import deadline_states
from matchmaking.demands.models import Demand, Extension
from matchmaking.demands.permissions import accepts_answers_until, can_answer_demand
from matchmaking.follows.queries import alert_key
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor

LAST_DAYS = [date(2026, 12, 31), date(2027, 2, 28), date(2026, 12, 1)]


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let it be this moment; the server keeps UTC."""
    monkeypatch.setattr(filters, "now", lambda: moment.astimezone(UTC))


def titles(user: User) -> list[str]:
    with reading() as session:
        query = select(Notice).where(Notice.user_id == user.id).order_by(Notice.id)
        return [words_of(one, "zh")[0] for one in session.scalars(query)]


def stored(demand: Demand) -> Demand:
    with unit_of_work() as session:
        return session.get_one(Demand, demand.id)


@pytest.mark.parametrize("last", LAST_DAYS)
def test_the_last_second_counts_and_the_next_does_not(app: Flask, monkeypatch: pytest.MonkeyPatch, last: date) -> None:
    demand = make_demand(deadline_on=last)
    person, place = make_user(), make_organisation()
    viewer = Viewer(user_id=person.id, organisation_id=place.id, memberships={place.id: "editor"})
    end = datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=SHANGHAI) + timedelta(seconds=1)
    assert accepts_answers_until(demand) == end == end_of_day(last)
    assert end.astimezone(UTC).hour == 16
    for moment, is_open, words in ((end - timedelta(seconds=1), True, "今天 24:00 截止"), (end, False, "已截止")):
        at(monkeypatch, moment)
        assert (is_over(last), is_over(last, moment)) == (not is_open, not is_open)
        assert can_answer_demand(viewer, demand) is is_open
        assert filters.days_left(last) == words
        assert (deadline_states(last)[0] == "open") is is_open
        with app.test_request_context():
            assert words in Visitor(app).open(f"/demands/{demand.id}").text
            assert (demand.title in Visitor(app).open("/").text) is is_open


def test_a_demand_without_a_deadline_is_never_over(app: Flask) -> None:
    demand = make_demand(deadline_on=None)
    assert (accepts_answers_until(demand), is_over(None)) == (None, False)


def test_the_index_is_looked_at_again_when_the_day_ends(app: Flask) -> None:
    with unit_of_work():
        jobs.follow_deadlines()
    with reading() as session:
        again = session.scalar(select(Job).where(Job.key.startswith("demands.follow_deadlines:")))
        assert again is not None
        assert abs((again.run_after - end_of_day(today())).total_seconds()) < 5


def extend(writer: Visitor, demand: Demand, **values: Any) -> Any:
    values = {"reason_code": "few_answers", **values}
    return writer.submit(writer.open(f"/demands/{demand.id}/extend"), values)


def test_an_extension_tells_everybody_its_reason(app: Flask) -> None:
    owner, reader = make_user(), make_user()
    first, second = today() + timedelta(days=3), today() + timedelta(days=20)
    demand = make_demand(make_organisation(owner=owner), deadline_on=first)
    with unit_of_work() as session:
        session.add(
            Notice(
                user_id=reader.id, kind="follows.new_record", once_key=alert_key("demand", demand.id), path="/",
                data={"side": "demand", "title": "x", "search": "", "organisation": "", "industries": []},
                created_at=now(),
            )
        )  # fmt: skip
    writer = Visitor(app).sign_in(owner)
    page = extend(writer, demand, deadline_on=second.isoformat(), reason="样件晚到两周")
    assert page.path == f"/demands/{demand.id}"
    public = Visitor(app).open(f"/demands/{demand.id}").text
    assert f"原截止 {day(first)}，延至 {day(second)}。原因：收到的应答太少" in public
    assert "样件晚到两周" in public
    assert titles(reader)[-1] == f"需求“{demand.title}”改了截止日期：{second}"
    with reading() as session:
        history = history_of(session.get_one(Demand, demand.id))
        assert history[-1].action == "demands.extended"
        assert history[-1].data == {"before": str(first), "after": str(second), "reason": "few_answers"}


def test_a_second_press_makes_no_second_extension(app: Flask) -> None:
    owner = make_user()
    demand = make_demand(make_organisation(owner=owner), deadline_on=today())
    writer = Visitor(app).sign_in(owner)
    page = writer.open(f"/demands/{demand.id}/extend")
    later = (today() + timedelta(days=9)).isoformat()
    for _twice in range(2):
        assert writer.submit(page, {"reason_code": "holiday", "deadline_on": later}).status == 200
    with reading() as session:
        assert len(list(session.scalars(select(Extension)))) == 1
    conflict = writer.submit(page, {"reason_code": "holiday", "deadline_on": today().isoformat()})
    assert (conflict.status, later in conflict.text) == (409, True)


def test_what_cannot_be_extended_says_why(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner, name="瓯江阀门厂")
    writer = Visitor(app).sign_in(owner)
    soon, later = today() + timedelta(days=5), (today() + timedelta(days=30)).isoformat()
    long_ago = make_demand(organisation, deadline_on=today() - timedelta(days=17))
    assert extend(writer, long_ago, deadline_on=later).errors() == ["新的截止日期：截止已超过 15 天，不能再延期。"]
    just_in_time = make_demand(organisation, deadline_on=today() - timedelta(days=15))
    assert extend(writer, just_in_time, deadline_on=later).status == 200
    demand = make_demand(organisation, deadline_on=soon, hides_name=True)
    same = extend(writer, demand, deadline_on=soon.isoformat(), reason_code="other", reason="")
    assert same.errors() == [
        "新的截止日期：新的日期和原来一样，请填写另一个日期。",
        "一句话说明：选“其他”时，请补一句说明。",
    ]
    named = extend(writer, demand, deadline_on=later, reason="瓯江阀门厂停产检修")
    assert (named.status, "不公开单位名称" in named.errors()[0]) == (422, True)
    app.config["EXTENSIONS"] = 1
    assert extend(writer, demand, deadline_on=later).status == 200
    assert "最多延期 1 次，已经用完。" in extend(writer, demand, deadline_on="").errors()[0]
    monkeypatch.setattr(answers, "_counts", [lambda demand: 2])
    shorter = extend(writer, demand, deadline_on=soon.isoformat())
    assert shorter.errors() == ["新的截止日期：已经收到 2 份应答，截止日期不能提前。"]
    assert stored(demand).deadline_on.isoformat() == later


def expire() -> None:
    with unit_of_work():
        jobs.expire()
    run_waiting()


def test_a_demand_without_a_decision_expires_after_a_warning_and_is_renewed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner)
    demand = make_demand(organisation, deadline_on=today() - timedelta(days=23))
    fine, chosen = [make_demand(organisation, deadline_on=today() - timedelta(days=days)) for days in (22, 40)]
    monkeypatch.setattr(answers, "_decisions", [lambda one: one.id == chosen.id])
    for _twice in range(2):
        expire()
        assert titles(owner) == []
    with unit_of_work() as session:
        session.get_one(Demand, demand.id).deadline_on = today() - timedelta(days=24)
    for _twice in range(2):
        expire()
    assert [one for one in titles(owner) if "还没有结果" in one] == [
        f"需求“{demand.title}”还没有结果，{today() + timedelta(days=7)} 起不再公开"
    ]
    with unit_of_work() as session:
        session.get_one(Demand, demand.id).deadline_on = today() - timedelta(days=31)
    for _twice in range(2):
        expire()
    assert [stored(one).state for one in (demand, fine, chosen)] == ["expired", "published", "published"]
    assert titles(owner)[-1] == f"需求“{demand.title}”已到期，不再公开"
    assert Visitor(app).open(f"/demands/{demand.id}").status == 404
    assert demand.title not in Visitor(app).open("/demands").text

    writer = Visitor(app).sign_in(owner)
    assert "已到期" in writer.open("/demands/mine?state=expired").text
    page = writer.open(f"/demands/{demand.id}/renew")
    refused = writer.submit(page, {"still_valid": "y"})
    assert refused.errors() == ["应答截止日期：截止日期已过，请改成今天或以后的日期；长期有效就留空。"]
    new = (today() + timedelta(days=60)).isoformat()
    assert writer.submit(page, {"deadline_on": new}).errors()[0].startswith("我确认它仍然有效")
    for _twice in range(2):
        done = writer.submit(page, {"deadline_on": new, "still_valid": "y"})
        assert done.path == f"/demands/{demand.id}"
    run_waiting()
    assert demand.title in Visitor(app).open("/demands").text
    assert stored(demand).deadline_on.isoformat() == new


def test_what_changed_in_content_goes_through_the_check_again(app: Flask) -> None:
    owner = make_user()
    demand = make_demand(make_organisation(owner=owner), state="expired", deadline_on=today() - timedelta(days=50))
    writer = Visitor(app).sign_in(owner)
    page = writer.submit(writer.open(f"/demands/{demand.id}/renew"), {"content": "changed"})
    assert (page.path, stored(demand).state) == (f"/demands/{demand.id}/edit", "draft")
