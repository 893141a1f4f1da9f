"""Watching: sums for everybody, a person only when that person agreed, and never more than time has gone by."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.watching import jobs, services, subjects
from matchmaking.watching.models import WatchSpan
from matchmaking.watching.queries import has_agreed, seconds_by_part, seconds_by_subject, watchers
from matchmaking.watching.tickets import Ticket, read_ticket, ticket_for
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        subjects._subjects,
        "film",
        subjects.Subject(lambda viewer, ids: {one: (f"影片 {one}", f"/films/{one}") for one in ids if one != 9}),
    )


def ticket(subject_id: int = 1, age: int = 60, is_first: bool = True) -> Ticket:
    return Ticket("film", subject_id, now() - timedelta(seconds=age), is_first)


def count(one: Ticket, part: str = "video", seconds: float = 30, viewer: Viewer | None = None) -> float:
    with unit_of_work():
        return services.count_watching(one, part, seconds, viewer=viewer or Viewer.nobody())


def test_sums_grow_without_a_person_and_views_count_once_for_each_opening(app: Flask) -> None:
    assert [count(ticket()), count(ticket(is_first=False)), count(ticket(), "page-3", 12)] == [30, 30, 12]
    count(ticket(2), seconds=5)
    with reading():
        assert seconds_by_part("film", 1) == {"video": (60, 1), "page-3": (12, 1)}
        assert seconds_by_subject("film", [1, 2, 3]) == {1: (72, 2), 2: (5, 1)}
        assert watchers("film", 1) == []


def test_nobody_watches_longer_than_time_goes_by(app: Flask) -> None:
    assert count(ticket(age=10), seconds=80) == pytest.approx(11, abs=0.5)
    assert count(ticket(age=4000), seconds=900) == 90
    assert count(ticket(), seconds=0) == 0


def test_a_person_is_kept_only_after_agreeing_and_goes_when_that_is_taken_back(app: Flask) -> None:
    user = make_user(name="林知行")
    place = make_organisation(owner=user)
    person = Viewer(user_id=user.id, name=user.name, organisation_id=place.id)
    count(ticket(), viewer=person)
    visitor = Visitor(app).sign_in(user)
    page = visitor.open("/watching")
    assert "未同意" in page.text
    assert "没有记录" in page.text
    agreed = visitor.submit(page, action="/watching/agree")
    assert "已同意。从现在起" in agreed.text
    visitor.submit(page, action="/watching/agree")
    count(ticket(is_first=False), viewer=person)
    count(ticket(9), "page-2", 75, person)
    with reading():
        assert [(one.name, one.organisation_id, one.seconds) for one in watchers("film", 1)] == [
            ("林知行", place.id, 30)
        ]
    page = visitor.open("/watching")
    assert page.soup.select_one("a[href='/films/1']").get_text() == "影片 1"
    assert "已不公开的内容" in page.text
    assert "讲稿第 2 页，1 分钟" in page.text
    assert "已收回同意" in visitor.submit(page, action="/watching/disagree").text
    with reading():
        assert watchers("film", 1) == []
        assert not has_agreed(user.id)
        assert seconds_by_part("film", 1) == {"video": (60, 1)}


def test_a_page_reports_with_its_ticket_and_gets_the_next(app: Flask) -> None:
    visitor = Visitor(app)
    with app.test_request_context():
        first = ticket_for("film", 5)
    answer = visitor.post("/watching/count", {"ticket": first, "part": "video", "seconds": "1"})
    following = read_ticket(answer.response.json["ticket"])
    assert (answer.status, following.subject_id, following.is_first) == (200, 5, False)
    with reading():
        assert seconds_by_part("film", 5) == {"video": (1, 1)}


@pytest.mark.parametrize(
    "wrong", [{"ticket": "forged"}, {"part": "page-0"}, {"part": "x"}, {"seconds": "-1"}, {"seconds": "1e9"}]
)
def test_what_no_page_sends_is_refused(app: Flask, wrong: dict[str, Any]) -> None:
    with app.test_request_context():
        good = {"ticket": ticket_for("film", 5), "part": "video", "seconds": "1"}
    assert Visitor(app).post("/watching/count", good | wrong).status == 400


def test_what_was_kept_of_people_goes_after_a_year(app: Flask) -> None:
    user = make_user()
    person = Viewer(user_id=user.id)
    with unit_of_work():
        services.agree(person)
    count(ticket(), viewer=person)
    count(ticket(2), viewer=person)
    with unit_of_work():
        session.scalars(select(WatchSpan).where(WatchSpan.subject_id == 1)).one().last_at = now() - timedelta(days=366)
        jobs.sweep()
        assert session.scalars(select(WatchSpan.subject_id)).all() == [2]
