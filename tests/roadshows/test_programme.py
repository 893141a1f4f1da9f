"""The programme: conflicts, registration with a waiting list, tasks with a clock, reminders, calendars."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.calls.models import Application, Call
from matchmaking.clocks.models import Clock
from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from matchmaking.roadshows.calendars import calendar_of
from matchmaking.roadshows.conflicts import Impossible
from matchmaking.roadshows.engaging import answer_engagement, ask_host, ask_speakers
from matchmaking.roadshows.models import Engagement, Pitch, Registration, Roadshow
from matchmaking.roadshows.programme import add_item, arrange_agenda, change_item, remove_item
from matchmaking.roadshows.queries import agenda, agendas
from matchmaking.roadshows.registering import check_in, leave, note_presence, register
from matchmaking.roadshows.reminding import end_forgotten, remind
from matchmaking.roadshows.services import cancel_roadshow, change_roadshow, create_roadshow
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.projects import make_project
from tests.factories.roadshows import make_roadshow
from tests.visitor import Visitor

BOSS = Viewer(user_id=None, role="administrator")


@contextmanager
def at_work(made: Roadshow) -> Iterator[Roadshow]:
    with unit_of_work() as session:
        yield session.get_one(Roadshow, made.id)


def viewer_of(user: User) -> Viewer:
    return Viewer(user_id=user.id, name=user.name, role=user.role)


def item(at: datetime, minutes: int = 20, title: str = "阀座涂层", **values: Any) -> dict[str, Any]:
    return {"title": title, "starts_at": at, "ends_at": at + timedelta(minutes=minutes), **values}


def notices() -> list[tuple[int, str]]:
    """Who was told what; each of them can be worded in both languages."""
    with reading() as session:
        found = list(session.scalars(select(Notice).order_by(Notice.id)))
        assert all(words_of(one, language)[0] for one in found for language in ("zh", "en"))
        return [(one.user_id, one.kind) for one in found]


def test_an_item_that_overlaps_or_leaves_the_session_is_refused_with_what_to_do(app: Flask) -> None:
    made = make_roadshow(pitches=[("阀座涂层", 20)])
    with at_work(made) as one:
        with pytest.raises(Impossible) as refused:
            add_item(one, item(one.starts_at + timedelta(minutes=10), title="磁力泵"), actor=BOSS)
        assert len(refused.value.reasons) == 1
        assert "和“磁力泵”" in refused.value.reasons[0]
        assert "请改其中一项的开始时间或时长" in refused.value.reasons[0]
        with pytest.raises(Impossible, match="请缩短这一项，或推迟本场的结束时间"):
            add_item(one, item(one.ends_at - timedelta(minutes=5)), actor=BOSS)
        add_item(one, item(one.starts_at + timedelta(minutes=20), title="磁力泵"), actor=BOSS)
        assert [pitch.title for pitch in agenda(one)] == ["阀座涂层", "磁力泵"]


def test_the_same_speaker_host_or_place_at_the_same_time_is_refused_and_foreign_drafts_stay_unknown(app: Flask) -> None:
    speaker, host = make_user(), make_user()
    begin = (now() + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    row = ("磁力泵", 30, {"speaker_id": speaker.id})
    make_roadshow(
        starts_at=begin, form="onsite", place="科技路 1 号 路演厅", host_id=host.id, pitches=[row], title="先来的一场"
    )
    make_roadshow(starts_at=begin, state="draft", form="onsite", place="秘密会场", title="别家的草稿")
    mine = make_roadshow(starts_at=begin, form="onsite", place="别处")
    with at_work(mine) as one:
        with pytest.raises(Impossible, match="讲者在同一时间还有“先来的一场”的安排"):
            add_item(one, item(begin + timedelta(minutes=10), speaker_id=speaker.id), actor=BOSS)
        with pytest.raises(Impossible, match="在同一时间有“先来的一场”"):
            change_roadshow(one, {"place": "科技路1号路演厅"}, actor=BOSS)
        with pytest.raises(Impossible, match="请换一位主持人，或错开时间"):
            change_roadshow(one, {}, actor=BOSS, host=host)
        change_roadshow(one, {"place": "秘密会场"}, actor=BOSS)
        add_item(one, item(begin + timedelta(minutes=30), speaker_id=speaker.id), actor=BOSS)


def test_a_dragged_order_moves_the_times_and_an_incomplete_one_is_refused(app: Flask) -> None:
    made = make_roadshow(pitches=[("甲", 20), ("乙", 10), ("丙", 30)])
    with at_work(made) as one:
        ids = [pitch.id for pitch in agenda(one)]
        arrange_agenda(one, [ids[2], ids[0], ids[1]], actor=BOSS)
        assert [(pitch.title, pitch.minutes) for pitch in agenda(one)] == [("丙", 30), ("甲", 20), ("乙", 10)]
        assert agenda(one)[2].starts_at == one.starts_at + timedelta(minutes=50)
        with pytest.raises(RuleBroken, match="议程刚被别人改过"):
            arrange_agenda(one, ids[:2], actor=BOSS)


def test_a_form_that_is_sent_twice_makes_one_session(app: Flask) -> None:
    house, maker = make_organisation(kind="incubator"), make_user()
    begin = now() + timedelta(days=5)
    values = {"title": "专场", "starts_at": begin, "ends_at": begin + timedelta(hours=1)}
    with unit_of_work() as session:
        actor = viewer_of(maker)
        first = create_roadshow(values, organisation=house, actor=actor, form_key="k")
        session.flush()
        assert create_roadshow(values, organisation=house, actor=actor, form_key="k").id == first.id


@dataclass
class Hall:
    """A session with two seats, and three people who want in."""

    made: Roadshow
    people: list[User]


@pytest.fixture
def hall(app: Flask) -> Hall:
    hall = Hall(make_roadshow(form="onsite", place="路演厅", capacity=2), [make_user() for _ in range(3)])
    with at_work(hall.made) as one:
        for user in hall.people:
            register(one, attends="", actor=viewer_of(user))
    return hall


def states(hall: Hall) -> list[str]:
    with reading() as session:
        return list(session.scalars(select(Registration.state).order_by(Registration.user_id)))


def test_who_waits_moves_up_by_itself_and_is_told_once(hall: Hall) -> None:
    assert states(hall) == ["registered", "registered", "waiting"]
    with unit_of_work() as session:
        first = session.scalars(select(Registration).where(Registration.user_id == hall.people[0].id)).one()
        assert first.attends == "onsite"
        leave(first, actor=viewer_of(hall.people[0]))
    assert states(hall) == ["cancelled", "registered", "registered"]
    assert notices() == [(hall.people[2].id, "roadshows.seat")]
    with at_work(hall.made) as one:
        assert register(one, attends="", actor=viewer_of(hall.people[0])).state == "waiting"
        change_roadshow(one, {"capacity": 3}, actor=BOSS)
    assert states(hall) == ["registered"] * 3


def test_a_person_has_one_seat_at_a_time_and_not_too_many_sessions(app: Flask, hall: Hall) -> None:
    guest = viewer_of(hall.people[0])
    with at_work(hall.made) as one:
        assert register(one, attends="", actor=guest).id == register(one, attends="", actor=guest).id
    other = make_roadshow(form="mixed", place="别处", starts_at=hall.made.starts_at)
    with at_work(other) as one:
        with pytest.raises(RuleBroken, match="请先取消那一场，或者改为线上参加"):
            register(one, attends="onsite", actor=guest)
        assert register(one, attends="online", actor=guest).attends == "online"
    app.config["ROADSHOW_REGISTRATIONS"] = 2
    with at_work(make_roadshow()) as one, pytest.raises(RuleBroken, match="您已预约 2 场"):
        register(one, attends="", actor=guest)


def test_who_comes_is_noted_once_and_on_line_by_the_room(hall: Hall) -> None:
    with unit_of_work() as session:
        seat = session.scalars(select(Registration).where(Registration.user_id == hall.people[0].id)).one()
        note_presence(session.get_one(Roadshow, hall.made.id), hall.people[0].id)
        assert seat.state == "registered"
        check_in(seat, actor=BOSS)
        since = seat.present_at
        check_in(seat, actor=BOSS)
        assert (seat.state, seat.present_at) == ("present", since)


def test_a_host_who_declines_leaves_the_session_without_one_and_the_organiser_hears_why(app: Flask) -> None:
    maker, host = make_user(), make_user()
    house = make_organisation(kind="incubator", owner=maker)
    made = make_roadshow(house)
    with at_work(made) as one:
        task = ask_host(one, one_user(host), actor=viewer_of(maker))
        assert (task.state, one.host_id) == ("asked", host.id)
    with unit_of_work() as session:
        clock = session.scalars(select(Clock)).one()
        assert (clock.kind, clock.user_id, clock.closed_at) == ("roadshow_engagement", host.id, None)
        answer_engagement(session.get_one(Engagement, task.id), accepts=False, reason="出差", actor=viewer_of(host))
    with reading() as session:
        assert session.get_one(Roadshow, made.id).host_id is None
        assert session.scalars(select(Clock.was_answered)).one() is True
    assert notices() == [(maker.id, "roadshows.answered")]


def one_user(user: User) -> User:
    with reading() as session:
        return session.get_one(User, user.id)


def test_a_speaker_is_asked_once_and_told_of_a_new_time(app: Flask) -> None:
    speaker = make_user()
    made = make_roadshow(pitches=[("阀座涂层", 20, {"speaker_id": speaker.id}), ("自由问答", 20)])
    with at_work(made) as one:
        assert (ask_speakers(one, actor=BOSS), ask_speakers(one, actor=BOSS)) == (1, 0)
        pitch = agenda(one)[0]
        later = {name: getattr(pitch, name) for name in ("title", "kind", "project_id", "speaker_id")}
        change_item(pitch, {**later, **item(one.starts_at + timedelta(minutes=60))}, actor=BOSS)
        assert [one.title for one in agenda(one)] == ["自由问答", "阀座涂层"]
    assert notices() == [(speaker.id, "roadshows.asked"), (speaker.id, "roadshows.moved")]
    with unit_of_work() as session:
        answer_engagement(session.scalars(select(Engagement)).one(), accepts=True, reason="", actor=viewer_of(speaker))
    with at_work(made) as one:
        remove_item(agenda(one)[1], actor=BOSS)
    # The question was taken back with the answer; that the task is gone stays to be read.
    assert [kind for _user, kind in notices()] == ["roadshows.moved", "roadshows.released"]
    with reading() as session:
        assert session.scalars(select(Engagement.state)).one() == "withdrawn"


def test_reminders_come_a_day_and_an_hour_before_once_and_again_after_a_move(hall: Hall) -> None:
    start = hall.made.starts_at

    def told_at(moment: datetime) -> int:
        with unit_of_work():
            remind(moment)
        return sum(kind == "roadshows.soon" for _user, kind in notices())

    assert told_at(start - timedelta(hours=25)) == 0
    # Who only waits for a seat is not called.
    assert (told_at(start - timedelta(hours=23)), told_at(start - timedelta(hours=22))) == (2, 2)
    assert (told_at(start - timedelta(minutes=59)), told_at(start - timedelta(minutes=10))) == (4, 4)
    with at_work(hall.made) as one:
        change_roadshow(
            one, {"starts_at": start + timedelta(days=1), "ends_at": one.ends_at + timedelta(days=1)}, actor=BOSS
        )
    assert told_at(start) == 6


def test_a_cancelled_session_is_cancelled_in_every_calendar_under_the_same_name(hall: Hall) -> None:
    with at_work(hall.made) as one:
        session_pitch = Pitch(
            roadshow_id=one.id, title="阀座涂层", starts_at=one.starts_at, ends_at=one.ends_at, position=0
        )
        one.pitches.append(session_pitch)
    with at_work(hall.made) as one:
        before = event_of(calendar_of([one], agendas([one.id]), "云路演"))
        cancel_roadshow(one, reason="讲者生病", actor=BOSS)
    with at_work(hall.made) as one:
        after = event_of(calendar_of([one], agendas([one.id]), "云路演"))
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert before["uid"] == after["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert before["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert before.decoded("dtstart") == hall.made.starts_at
    assert "阀座涂层" in before["description"]
    assert "讲者生病" in after["description"]
    assert [kind for _user, kind in notices()] == ["roadshows.cancelled"] * 3


def event_of(body: bytes) -> Any:
    calendar = Calendar.from_ical(body)
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    return calendar.walk("VEVENT")[0]


def test_what_nobody_ended_is_ended_hours_after_its_time(app: Flask) -> None:
    old, new = make_roadshow(starts_at=now() - timedelta(days=1)), make_roadshow()
    with unit_of_work():
        assert end_forgotten(now()) == 1
        assert end_forgotten(now()) == 0
    with reading() as session:
        assert [session.get_one(Roadshow, one.id).state for one in (old, new)] == ["ended", "announced"]


def test_the_projects_that_a_call_accepted_are_offered_first(app: Flask) -> None:
    house = make_organisation(kind="university")
    accepted, other = make_project(house, title="阀座涂层"), make_project(house, title="鞋底发泡")
    host = make_user("city_officer")
    made = make_roadshow(host_id=host.id)
    with unit_of_work() as session:
        call = Call(title="夏季征集", organisation_id=house.id, state="decided", decides_on=today(), closes_at=now())
        session.add(call)
        session.flush()
        session.add(Application(call_id=call.id, project_id=accepted.id, title=accepted.title, state="accepted"))
    page = Visitor(app).sign_in(host).open(f"/roadshows/{made.id}/agenda")
    groups = page.soup.select("#project_id optgroup")
    assert [(one["label"], [int(option["value"]) for option in one.select("option")]) for one in groups] == [
        ("征集入选的项目", [accepted.id]),
        ("展厅里的其他项目", [other.id]),
    ]
