"""A meeting is asked for with a reason, answered in time or lapses, takes nobody twice, and tells its outcome."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.models import Clock
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.jobs import run_waiting
from matchmaking.interests.models import InterestStep
from matchmaking.meetings.jobs import look
from matchmaking.meetings.models import Meeting, MeetingSlot, MeetingTime
from matchmaking.meetings.queries import free_slots
from matchmaking.meetings.services import When, accept_meeting, ask_for_meeting
from matchmaking.notifications.models import Notice
from matchmaking.projects.models import Project
from tests.factories.accounts import make_user
from tests.factories.meetings import Pair, in_days, make_pair, make_slot
from tests.factories.organisations import make_organisation
from tests.factories.roadshows import make_roadshow
from tests.kept import kept
from tests.visitor import Seen, Visitor

REASON = "想看中试线的产能，谈样品试用。"


@pytest.fixture
def pair(app: Flask) -> Pair:
    return kept(app, "meetings", make_pair)


def ask(visitor: Visitor, pair: Pair, **values: Any) -> Seen:
    page = visitor.open(f"/meetings/new/projects/{pair.project.id}")
    return visitor.submit(page, {"reason": REASON, **values}, button="送出")


def the_meeting() -> Meeting:
    with unit_of_work():
        return session.scalars(select(Meeting).order_by(Meeting.id.desc())).first()


def free(pair: Pair) -> list[int]:
    with reading():
        return [one.id for one in free_slots("projects", pair.project.id)]


def told(kind: str) -> list[int]:
    with reading():
        query = select(Notice.user_id).where(Notice.kind == f"meetings.{kind}").order_by(Notice.id)
        return list(session.scalars(query))


def at_once(meeting_id: int, actor: Viewer) -> None:
    """Accept with the place that it has."""
    with unit_of_work():
        accept_meeting(session.get_one(Meeting, meeting_id), words="", place="线上", actor=actor)


def test_a_team_opens_times_and_one_of_them_becomes_a_meeting(app: Flask, pair: Pair) -> None:
    team, asker = Visitor(app).sign_in(pair.team), Visitor(app).sign_in(pair.asker)
    page = team.open(f"/meetings/slots/projects/{pair.project.id}")
    day = (today() + timedelta(days=3)).isoformat()
    series = {
        "first_on": day, "last_on": day, "weekdays": ["0", "1", "2", "3", "4", "5", "6"], "begins": "14:00",
        "ends": "15:10", "minutes": "30", "pause": "5", "form": "online", "place": "会议号 000-000",
    }  # fmt: skip
    assert team.submit(page, {**series, "weekdays": []}, button="开放").errors() == ["每周哪几天：请至少选一天。"]
    assert "已开放 2 个时段。" in team.submit(page, series, button="开放").text
    assert team.submit(page, series, button="开放").errors() == [
        "这些时间都已经过了，或者您已经有别的安排。请换一段时间。"
    ]
    first, second = free(pair)
    form = asker.open(f"/meetings/new/projects/{pair.project.id}")
    assert asker.submit(form, {"reason": ""}, button="送出").errors() == ["请写明想谈什么，对方靠它决定见不见。"]
    sent = asker.submit(form, {"reason": REASON, "slot_id": str(second)}, button="送出")
    again = asker.submit(form, {"reason": REASON, "slot_id": str(second)}, button="送出")
    assert (again.path, told("asked")) == (sent.path, [pair.team.id])
    assert free(pair) == [first], "a request holds its slot"
    assert "这个时段已经有人约了" in team.post(f"/meetings/slots/{second}/shut").text
    answered = team.submit(team.open(sent.path), {"decision": "accepted", "words": "请带图纸。"}, button="答复")
    assert "已约定" in answered.text
    assert told("accepted") == [pair.asker.id]
    calendar = asker.open(f"{sent.path}/meeting.ics")
    (event,) = Calendar.from_ical(calendar.response.data).walk("VEVENT")
    meeting = the_meeting()
    assert (event["DTSTART"].dt, event["STATUS"], event["LOCATION"]) == (
        meeting.starts_at,
        "CONFIRMED",
        "会议号 000-000",
    )
    assert event["SUMMARY"] == f"约谈：{pair.project.title}"
    stranger = make_user()
    make_organisation(owner=stranger)
    assert Visitor(app).sign_in(stranger).open(sent.path).status == 404
    assert Visitor(app).sign_in(make_user("broker")).open(f"{sent.path}/meeting.ics").status == 404


def test_another_time_goes_to_and_fro_and_a_no_carries_its_reason(app: Flask, pair: Pair) -> None:
    team, asker = Visitor(app).sign_in(pair.team), Visitor(app).sign_in(pair.asker)
    day = (today() + timedelta(days=5)).isoformat()
    sent = ask(asker, pair, day=day, begins="9:30", minutes="45")
    own = {"day": day, "begins": "10:02", "minutes": "30", "form": "onsite", "place": "龙湾中试基地"}
    page = team.open(sent.path)
    assert team.submit(page, own, button="发给对方").errors() == ["几点开始：请填写整 5 分钟的时间，例如 14:30。"]
    team.submit(page, {**own, "begins": "10:00"}, button="发给对方")
    assert told("proposed") == [pair.asker.id]
    assert team.submit(page, {"decision": "accepted", "where": "线上"}, button="答复").status == 409
    asker.submit(asker.open(sent.path), {**own, "begins": "11:00", "place": ""}, button="发给对方")
    meeting = the_meeting()
    assert (meeting.state, meeting.starts_at.hour, meeting.place, meeting.sequence) == ("asked", 3, "龙湾中试基地", 2)
    page = team.open(sent.path)
    assert team.submit(page, {"decision": "declined"}, button="答复").errors() == ["请选择谢绝的理由，对方会看到。"]
    team.submit(page, {"decision": "declined", "reason_code": "early"}, button="答复")
    assert "项目还没到这一步" in asker.open(sent.path).text
    with reading():
        assert (
            session.scalars(select(Clock).where(Clock.subject_type == "meetings", Clock.closed_at.is_(None))).all()
            == []
        )


def test_nobody_is_given_twice_for_the_same_time(app: Flask, pair: Pair) -> None:
    rival = make_user()
    place = make_organisation(owner=rival)
    second = Viewer(user_id=rival.id, organisation_id=place.id, memberships={place.id: "owner"})
    begin = in_days(4)
    with unit_of_work():
        project = session.get_one(Project, pair.project.id)
        times = [(begin, begin + timedelta(minutes=30)), (begin + timedelta(minutes=25), begin + timedelta(minutes=55))]
        ids = []
        for actor, (first, last) in zip((pair.viewer(pair.asker), second), times, strict=True):
            meeting = ask_for_meeting(project, REASON, When(first, last, "online"), actor=actor)
            session.flush()
            ids.append(meeting.id)
    at_once(ids[0], pair.viewer(pair.team))
    team = Visitor(app).sign_in(pair.team)
    page = team.open(f"/meetings/{ids[1]}")
    lost = team.submit(page, {"decision": "accepted", "where": "线上"}, button="答复")
    assert (lost.status, "这段时间刚被另一场约谈占用，请另提一个时间。" in lost.text) == (409, True)
    assert the_meeting().state == "asked", "it can still be moved to another time"
    team.submit(team.open(f"/meetings/{ids[0]}"), {"cause": "设备故障"}, button="取消约谈")
    with reading():
        assert session.scalars(select(MeetingTime)).all() == []
        assert session.scalars(select(InterestStep.text)).all() == ["另约时间"], "who calls off owes another time"
    assert "已约定" in team.submit(page, {"decision": "accepted", "where": "线上"}, button="答复").text


def test_two_who_take_one_slot_at_the_same_moment_get_one_meeting(app: Flask, pair: Pair) -> None:
    slot = make_slot(pair, in_days(4))
    rival = Viewer(user_id=make_user().id)
    with unit_of_work():
        project, slot = session.get_one(Project, pair.project.id), session.get_one(MeetingSlot, slot.id)
        when = When(slot.starts_at, slot.ends_at, "online")
        ask_for_meeting(project, REASON, when, actor=pair.viewer(pair.asker), slot=slot)
        with pytest.raises(Conflict, match="这个时段刚被别人约走了，请选别的时段。"):
            ask_for_meeting(project, REASON, when, actor=rival, slot=slot)


def test_a_person_has_only_so_many_requests_in_a_session_and_waiting(app: Flask, pair: Pair) -> None:
    actor, roadshow = pair.viewer(pair.asker), make_roadshow().id
    app.config.update(MEETINGS_PER_SESSION=1, MEETINGS_WAITING=1)
    with unit_of_work():
        project = session.get_one(Project, pair.project.id)
        when = When(in_days(3), in_days(3) + timedelta(minutes=30), "online")
        first = ask_for_meeting(project, REASON, when, actor=actor, roadshow_id=roadshow)
        with pytest.raises(RuleBroken, match="您对这个项目的约谈还在等答复"):
            ask_for_meeting(project, REASON, when, actor=actor)
        first.open_key = None
        with pytest.raises(RuleBroken, match="一场路演每人最多约 1 次"):
            ask_for_meeting(project, REASON, when, actor=actor, roadshow_id=roadshow)
        with pytest.raises(RuleBroken, match="您有 1 次约谈在等答复"):
            ask_for_meeting(project, REASON, when, actor=actor)


def test_silence_frees_the_slot_and_both_hear_of_it(app: Flask, pair: Pair) -> None:
    slot = make_slot(pair, in_days(9))
    sent = ask(Visitor(app).sign_in(pair.asker), pair, slot_id=str(slot.id))
    with unit_of_work():
        session.scalars(select(Meeting)).one().expires_at = now() - timedelta(minutes=1)
    with unit_of_work():
        look()
    assert (the_meeting().state, told("expired")) == ("expired", [pair.team.id, pair.asker.id])
    with reading():
        assert [one.id for one in free_slots("projects", pair.project.id)] == [slot.id]
        kinds = session.scalars(select(Clock.kind).where(Clock.closed_at.is_(None))).all()
    assert kinds == ["interest_talk"], "the team must still answer the interest"
    assert Visitor(app).sign_in(pair.team).open(sent.path).status == 200


def test_both_sides_say_what_came_of_it_and_who_was_absent_is_remembered(app: Flask, pair: Pair) -> None:
    team, asker = Visitor(app).sign_in(pair.team), Visitor(app).sign_in(pair.asker)
    sent = ask(asker, pair, day=(today() + timedelta(days=2)).isoformat(), begins="9:00")
    at_once(the_meeting().id, pair.viewer(pair.team))
    with unit_of_work():
        meeting = session.scalars(select(Meeting)).one()
        meeting.answered_at = now() - timedelta(days=3)
        meeting.starts_at, meeting.ends_at = now() + timedelta(minutes=40), now() + timedelta(minutes=70)
    for _twice in range(2):
        with unit_of_work():
            look()
    assert sorted(told("soon")) == sorted([pair.team.id, pair.asker.id]), "reminded once"
    with unit_of_work():
        meeting = session.scalars(select(Meeting)).one()
        meeting.starts_at, meeting.ends_at = now() - timedelta(hours=2), now() - timedelta(hours=1)
    with unit_of_work():
        look()
    page = team.open(sent.path)
    assert team.submit(page, {"outcome": "held"}, button="记下结果").errors() == [
        "谈过了，请写一句要点，或者写明下一步。"
    ]
    team.submit(page, {"outcome": "other_absent"}, button="记下结果")
    asker.submit(asker.open(sent.path), {"outcome": "own_absent", "next_step": "另约时间", "next_side": "asker",
                                         "next_on": today().isoformat()}, button="记下结果")  # fmt: skip
    assert the_meeting().state == "closed"
    run_waiting()
    later = ask(asker, pair, day=(today() + timedelta(days=9)).isoformat(), begins="9:00")
    assert "对方近一年约谈 1 次，其中 1 次没有到场" in team.open(later.path).text
    assert "近一年约谈" not in asker.open(later.path).text
