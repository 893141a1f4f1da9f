"""What came of a session: each figure, what is not known, the records behind, and who may read which."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from flask import Flask
from openpyxl import load_workbook

from matchmaking.clocks.models import Clock
from matchmaking.core.db import now, unit_of_work
from matchmaking.core.filters import today
from matchmaking.interests.models import Interest, InterestStep
from matchmaking.meetings.models import Meeting, MeetingReport
from matchmaking.roadshows.models import Registration, Roadshow
from matchmaking.stages.figure_lines import duration_words, hours_words
from matchmaking.stages.figure_periods import choices, period_of
from matchmaking.stages.models import StageQuestion
from matchmaking.watching.models import WatchTotal
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.projects import make_project
from tests.factories.roadshows import make_roadshow
from tests.kept import kept
from tests.visitor import Seen, Visitor


class Scene(NamedTuple):
    """A session that is over, with its host, a stranger, and an officer of the city."""

    roadshow: Roadshow
    pitch_id: int
    host: Any
    stranger: Any
    officer: Any


def set_scene() -> Scene:
    host, stranger, officer = make_user("broker"), make_user(), make_user("city_officer")
    asking = make_organisation(owner=stranger, name="鹿鸣泵阀有限公司")
    house = make_organisation(name="瓯江阀材研究院", kind="university")
    project = make_project(house)
    begin = now() - timedelta(days=1)
    roadshow = make_roadshow(
        state="ended", starts_at=begin, opened_at=begin, closed_at=begin + timedelta(hours=2), host_id=host.id,
        pitches=[("阀座耐磨涂层", 20, {"project_id": project.id}), ("自由问答", 10, {"kind": "questions"})],
    )  # fmt: skip
    pitch_id = roadshow.pitches[0].id
    guests = [stranger, make_user(), make_user()]
    about = {"roadshow_id": roadshow.id, "pitch_id": pitch_id, "project_id": project.id, "user_id": stranger.id}
    with unit_of_work() as session:
        for person, state in zip(guests, ("present", "registered", "waiting"), strict=True):
            session.add(Registration(roadshow_id=roadshow.id, user_id=person.id, state=state, queued_at=begin))
        for part, seconds in (("video", 3600.0), ("page-2", 90.0), ("page-10", 30.0)):
            total = WatchTotal(subject_type="pitch", subject_id=pitch_id, part=part, on=today(), seconds=seconds)
            session.add(total)
        quick = StageQuestion(**about, text="单价？", state="answered", created_at=begin)
        quick.answered_at = begin + timedelta(hours=2)
        slow = StageQuestion(**about, text="交期？", is_anonymous=True, organisation_id=asking.id, created_at=begin)
        hidden = StageQuestion(**about, text="广告", state="hidden")
        session.add_all([quick, slow, hidden])
        session.flush()
        clock = {"kind": "stage_answer", "subject_type": "stage_questions", "opened_at": begin}
        session.add(Clock(**clock, subject_id=slow.id, due_at=now() - timedelta(hours=1)))
        interest = Interest(
            **about, kind="talk", title="阀座", owner_id=house.id, organisation_id=asking.id, words="想看样品",
            hides_asker=True, state="answered",
        )  # fmt: skip
        for state, days in (("done", 1), ("open", 1), ("open", -1)):
            due = today() + timedelta(days=days)
            step = InterestStep(project_id=project.id, title="阀座", side="team", text="寄样", due_on=due, state=state)
            interest.steps.append(step)
        interest.meeting = Meeting(
            subject_type="projects", subject_id=project.id, title="阀座", owner_id=house.id, user_id=stranger.id,
            organisation_id=asking.id, state="closed", reason="谈样品", starts_at=begin, ends_at=begin,
            expires_at=begin,
        )  # fmt: skip
        said = {"text": "", "next_step": "", "at": now()}
        interest.meeting.reports = [MeetingReport(side="owner", outcome="other_absent", **said)]
        gone = Interest(**about, kind="follow", title="阀座", owner_id=house.id, state="withdrawn")
        session.add_all([interest, gone])
    return Scene(roadshow, pitch_id, host, stranger, officer)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return kept(app, "figures", set_scene)


def figure(page: Seen, label: str) -> str:
    """The cells of one line of the table: number and what it is a part of."""
    row = next(one for one in page.soup.select("table")[0].select("tr") if one.th.get_text() == label)
    return " ".join(cell.get_text(" ", strip=True) for cell in row.select("td")[:2])


def address(scene: Scene, further: str = "") -> str:
    return f"/roadshows/{scene.roadshow.id}/figures{further}"


def test_the_host_reads_each_figure_with_its_whole_and_the_same_numbers_in_the_workbook(
    app: Flask, scene: Scene
) -> None:
    host = Visitor(app).sign_in(scene.host)
    page = host.open(address(scene))
    assert figure(page, "已预约") == "2 不限名额"
    assert figure(page, "已到场") == "1 2 预约 50%"
    assert figure(page, "观看时长") == "1 小时 2 分 —"
    assert figure(page, "已回答") == "1 2 提问 50%"
    assert figure(page, "时限内回答") == "1 2 已回答和已逾期 50%"
    assert figure(page, "回答用时") == "2 小时 —"
    assert figure(page, "意向") == "1 —"
    assert figure(page, "谈过了") == "0 1 提出的会谈 0%"
    assert figure(page, "有人没有到") == "1 1 提出的会谈 100%"
    assert [figure(page, f"下一步{word}")[0] for word in ("已办好", "在办", "已逾期")] == ["1", "1", "1"]
    assert [one.get_text() for one in page.soup.select("table")[-1].select(".tag")] == [
        "第 2 页 2 分",
        "第 10 页 30 秒",
    ]
    book = load_workbook(BytesIO(host.open(address(scene, ".xlsx")).response.get_data()), read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[3][:3] == ("观看时长", 62, "分")
    assert list(book.worksheets[2].iter_rows(values_only=True))[1:] == [
        ("阀座耐磨涂层", 2, 1.5),
        ("阀座耐磨涂层", 10, 0.5),
    ]


def test_the_records_behind_keep_back_who_asks_and_what_is_between_the_two_sides(app: Flask, scene: Scene) -> None:
    officer = Visitor(app).sign_in(scene.officer)
    late = officer.open(address(scene, f"/questions?part=late&pitch={scene.pitch_id}"))
    assert "交期？" in late.text
    assert "匿名企业" in late.text
    assert "单价？" not in late.text
    shown = "".join(
        officer.open(address(scene, "/" + what)).text for what in ("questions", "interests", "meetings", "steps")
    )
    assert "仅双方可见" in shown
    assert not any(word in shown for word in ("鹿鸣", "想看样品", "寄样", "广告"))
    assert officer.open(address(scene, "/nothing")).status == 404
    assert Visitor(app).sign_in(scene.stranger).open(address(scene)).status == 403


def test_what_nobody_counted_is_not_none(app: Flask, scene: Scene) -> None:
    other = make_roadshow(host_id=scene.host.id)
    page = Visitor(app).sign_in(scene.host).open(f"/roadshows/{other.id}/figures")
    assert [figure(page, label) for label in ("已预约", "已到场", "观看时长", "提问")] == [
        "0 不限名额",
        "— —",
        "— —",
        "— —",
    ]


def test_officers_sum_a_period_over_the_sessions_that_they_look_after(app: Flask, scene: Scene) -> None:
    make_roadshow(
        make_organisation(kind="incubator", county_code="330382"), state="ended", starts_at=now(), opened_at=now()
    )
    city = Visitor(app).sign_in(scene.officer)
    page = city.open(f"/desk/roadshows/figures?period={today().year}")
    assert "共 2 场" in page.text
    assert figure(page, "提问") == "2 —"
    county = Visitor(app).sign_in(make_user("county_officer", county_code="330382"))
    assert "共 1 场" in county.open(f"/desk/roadshows/figures?period={today().year}").text
    assert "这段时间没有场次" in county.open("/desk/roadshows/figures?period=2024-Q1").text
    assert "交期？" in city.open(f"/desk/roadshows/figures/questions?period={today().year}").text


def test_periods_are_whole_months_and_times_are_said_shortly() -> None:
    quarter = period_of("2026-Q4")
    assert quarter is not None
    assert (quarter.first, quarter.last) == (date(2026, 10, 1), date(2026, 12, 31))
    assert [period_of(code) for code in ("2026-Q5", "2026-13", "next", "")] == [None] * 4
    assert [periods[0].code for _name, periods in choices(date(2026, 1, 31))] == ["2026-Q1", "2026-01", "2026"]
    assert [duration_words(one) for one in (None, 0, 40, 60, 7500)] == ["—", "0 分", "40 秒", "1 分", "2 小时 5 分"]
    assert [hours_words(one) for one in (None, 0.2, 26.04)] == ["—", "12 分", "26 小时"]
