"""A call for projects from the draft to the waiting list, with screening, a jury and reasons."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.calls import services
from matchmaking.calls.jobs import close_overdue
from matchmaking.calls.models import Application, Call
from matchmaking.clocks.models import Clock
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.juries.models import Juror, Jury
from matchmaking.juries.queries import jury_of, jury_with, scores
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.projects import make_project
from tests.visitor import Seen, Visitor


def one(query: Any) -> Any:
    """The record of a query, usable after the transaction."""
    with reading():
        found = session.scalars(query).one()
        session.expunge_all()
    return found


class Trip:
    """A transfer centre that calls, two teams with a project each, and two people to judge."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.organiser = make_user()
        self.centre = make_organisation(kind="transfer_centre", owner=self.organiser, county_code="330324")
        self.teams = [make_user(), make_user()]
        self.projects = [
            make_project(make_organisation(owner=one), title=f"报名项目{n}") for n, one in enumerate(self.teams)
        ]
        self.jurors = [make_user("broker", name="评审甲"), make_user("researcher", name="评审乙")]
        self.desk = Visitor(app).sign_in(self.organiser)

    def write(self, **values: Any) -> Seen:
        page = self.desk.open("/calls/new")
        data = {
            "title": "泵阀专场征集", "about": "找耐磨密封方向、有实测数据的项目。",
            "closes_on": (today() + timedelta(days=10)).isoformat(),
            "decides_on": (today() + timedelta(days=20)).isoformat(), "places": "1",
        }  # fmt: skip
        return self.desk.submit(
            page, {**data, **values}, action="/calls/new" if page.soup.select_one("form[action*=new]") else None
        )

    def call(self) -> Call:
        return one(select(Call))

    def opened(self) -> Call:
        self.desk.submit(self.write(), action="/open")
        return self.call()

    def apply(self, place: int) -> Seen:
        team = Visitor(self.app).sign_in(self.teams[place])
        page = team.open(f"/calls/{self.call().id}/apply")
        values = {"project_id": str(self.projects[place].id), "text": "想找应用企业。", "speaker": "林工，工艺负责人"}
        return team.submit(page, values)

    def application(self, place: int) -> Application:
        return one(select(Application).where(Application.project_id == self.projects[place].id))

    def told(self, user: Any, kind: str) -> list[str]:
        with reading():
            query = select(Notice).where(Notice.user_id == user.id, Notice.kind == kind)
            return [" ".join([words_of(one, "zh")[0], *words_of(one, "zh")[1]]) for one in session.scalars(query)]

    def jury(self) -> Jury:
        """With its people and projects, inside of a transaction."""
        found = jury_of("calls", self.call().id)
        assert found is not None
        return jury_with(found.id) or found

    @property
    def room(self) -> str:
        with reading():
            return f"/juries/{self.jury().id}"

    def judge(self, place: int, points: dict[str, int]) -> None:
        """The juror at `place` signs and scores both projects: title → points for every criterion."""
        visitor = Visitor(self.app).sign_in(self.jurors[place])
        address = self.room
        with reading():
            entries = {one.project.title: one.id for one in self.jury().entries}
        page = visitor.open(address)
        visitor.submit(page, {"declaration": "none", "promise": "y"})
        for title, value in points.items():
            sheet = visitor.open(f"{address}/entries/{entries[title]}")
            rows = {one["name"]: str(value) for one in sheet.soup.select("select[name$=points]")}
            visitor.submit(sheet, rows, button="提交评分")


@pytest.fixture
def trip(app: Flask) -> Trip:
    return Trip(app)


def clocks(kind: str) -> int:
    with reading():
        return len(session.scalars(select(Clock).where(Clock.kind == kind, Clock.closed_at.is_(None))).all())


def test_a_call_runs_from_the_draft_to_the_waiting_list(app: Flask, trip: Trip) -> None:
    draft = trip.write()
    assert "技术先进性与可靠性" in draft.text
    assert Visitor(app).open(draft.path).status == 404
    trip.desk.submit(draft, action="/open")
    assert "报名路演" in Visitor(app).open(draft.path).text
    assert "泵阀专场征集" in Visitor(app).open("/calls").text
    call = trip.call()
    assert "初审有结果会通知您" in trip.apply(0).text
    trip.apply(1)
    assert clocks("call_screen") == 2
    assert len(trip.told(trip.organiser, "calls.applied")) == 2
    listed = trip.desk.open(f"/calls/{call.id}/applications")
    trip.desk.submit(listed, action=f"/calls/applications/{trip.application(0).id}/pass")
    trip.desk.submit(listed, action=f"/calls/applications/{trip.application(1).id}/pass")
    assert clocks("call_screen") == 0
    for juror in trip.jurors:
        manage = trip.desk.open(f"{trip.room}/manage")
        assert "已发出邀请" in trip.desk.submit(manage, {"email": juror.email}, button="发出邀请").text
    assert clocks("jury_score") == 2
    trip.judge(0, {"报名项目0": 8, "报名项目1": 6})
    trip.judge(1, {"报名项目0": 9, "报名项目1": 7})
    assert clocks("jury_score") == 0
    with reading():
        found = [
            (one.entry.project.title, one.result and str(one.result.mean), one.place) for one in scores(trip.jury())
        ]
    assert found == [("报名项目0", "8.5", 1), ("报名项目1", "6.5", 2)]
    trip.desk.submit(trip.desk.open(f"/calls/{call.id}/applications"), action="/close")
    early = trip.desk.open(f"/calls/{call.id}/decide")
    assert "还有项目没有定结果" in early.text
    assert early.soup.select("form[action*=decide]") == [], "no button that leads nowhere"
    with unit_of_work(), pytest.raises(RuleBroken, match="还有项目没有定结果"):
        services.decide_call(session.get(Call, call.id), actor=Viewer())
    for place, outcome in enumerate(("accepted", "waiting")):
        page = trip.desk.open(f"/calls/applications/{trip.application(place).id}")
        trip.desk.submit(page, {"outcome": outcome}, action="/outcome")
    assert trip.told(trip.teams[0], "calls.accepted") == []
    trip.desk.submit(trip.desk.open(f"/calls/{call.id}/decide"), action="/decide")
    assert len(trip.told(trip.teams[0], "calls.accepted")) == 1
    assert len(trip.told(trip.teams[1], "calls.waiting")) == 1
    public = Visitor(app).open(f"/calls/{call.id}").text
    assert "报名项目0" in public
    assert "报名项目1" not in public
    # The winner steps back, and the waiting list moves up.
    team = Visitor(app).sign_in(trip.teams[0])
    team.submit(team.open(f"/calls/applications/{trip.application(0).id}"), action="/withdraw")
    assert "空出一个名额" in trip.told(trip.organiser, "calls.place_free")[0]
    listed = trip.desk.open(f"/calls/{call.id}/applications")
    trip.desk.submit(listed, action="/promote")
    assert trip.application(1).state == "accepted"


def test_a_refusal_in_screening_says_why_at_once_and_can_be_taken_back(app: Flask, trip: Trip) -> None:
    trip.opened()
    trip.apply(0)
    address = f"/calls/applications/{trip.application(0).id}"
    page = trip.desk.open(f"{address}/refuse")
    assert trip.desk.submit(page, {"sentence": ""}, action="/refuse").status == 422
    trip.desk.submit(page, {"reason_code": "evidence", "sentence": "请补上第三方检测报告。"}, action="/refuse")
    [words] = trip.told(trip.teams[0], "calls.refused")
    assert "缺少实测、验证或权利依据" in words
    assert "第三方检测报告" in words
    team = Visitor(app).sign_in(trip.teams[0])
    assert "第三方检测报告" in team.open(address).text
    trip.desk.submit(trip.desk.open(address), action="/rescreen")
    assert trip.application(0).state == "submitted"


def test_wrong_dates_are_refused_and_what_was_typed_stays(trip: Trip) -> None:
    page = trip.write(closes_on="2020-01-01", decides_on="2020-01-01", title="")
    assert page.status == 422
    assert page.errors() == [
        "请填写名称，例如“2026 年第四季度泵阀专场征集”。", "报名截止日：请填写今天或以后的日期。",
        "最迟公布结果的日期：请填写报名截止日之后的日期，要留出初审和评分的时间。",
    ]  # fmt: skip
    assert "找耐磨密封方向" in page.html


def test_the_deadline_holds_to_the_second_and_the_call_closes_by_itself(app: Flask, trip: Trip) -> None:
    call = trip.opened()
    with unit_of_work():
        session.get_one(Call, call.id).closes_at = now() - timedelta(seconds=1)
    with unit_of_work(), pytest.raises(RuleBroken, match="报名已经截止"):
        services.apply(session.get_one(Call, call.id), trip.projects[0], text="x", speaker="x", actor=Viewer())
    with unit_of_work():
        close_overdue()
    assert trip.call().state == "screening"
    assert clocks("call_decide") == 1
    assert "报名已经截止" in Visitor(app).sign_in(trip.teams[0]).open(f"/calls/{call.id}/apply").text


def test_more_than_the_places_are_not_accepted_and_applying_twice_is_once(trip: Trip) -> None:
    call = trip.opened()
    trip.apply(0)
    trip.apply(1)
    with unit_of_work():
        present = session.get_one(Call, call.id)
        for place in (0, 1):
            application = session.get_one(Application, trip.application(place).id)
            again = services.apply(present, application.project, text="x", speaker="x", actor=Viewer())
            assert again.id == application.id
            services.pass_application(application, actor=Viewer())
            services.prepare_outcome(application, "accepted", reason_code=None, sentence="")
        services.close_applications(present, actor=None)
        with pytest.raises(RuleBroken, match="入选 2 个，超过了名额 1 个"):
            services.decide_call(present, actor=Viewer())


def test_a_call_that_was_closed_early_opens_again_until_its_deadline(app: Flask, trip: Trip) -> None:
    call = trip.opened()
    closed = trip.desk.submit(trip.desk.open(f"/calls/{call.id}/applications"), action="/close")
    trip.desk.submit(closed, action="/reopen")
    assert (trip.call().state, clocks("call_decide")) == ("open", 0)
    with unit_of_work():
        late = session.get_one(Call, call.id)
        services.close_applications(late, actor=None)
        late.closes_at = now() - timedelta(seconds=1)
        with pytest.raises(RuleBroken, match="公布的截止时间已经过了"):
            services.reopen_applications(late, actor=Viewer())


def test_a_cancelled_call_tells_everybody_why(app: Flask, trip: Trip) -> None:
    call = trip.opened()
    trip.apply(0)
    page = trip.desk.open(f"/calls/{call.id}/cancel")
    trip.desk.submit(page, {"reason": "场地停用，改到明年。"}, action="/cancel")
    assert "场地停用" in trip.told(trip.teams[0], "calls.cancelled")[0]
    assert "场地停用" in Visitor(app).open(f"/calls/{call.id}").text
    assert clocks("call_screen") == 0


def test_others_read_no_application_and_a_company_does_not_call(app: Flask, trip: Trip) -> None:
    trip.opened()
    trip.apply(0)
    stranger = Visitor(app).sign_in(trip.teams[1])
    assert stranger.open(f"/calls/applications/{trip.application(0).id}").status == 404
    assert stranger.open(f"/calls/{trip.call().id}/applications").status == 403
    assert stranger.open("/calls/new").status == 403
    assert stranger.open(trip.room).status == 404


def test_who_is_close_to_a_project_does_not_score_it(app: Flask, trip: Trip) -> None:
    trip.opened()
    trip.apply(0)
    trip.apply(1)
    with unit_of_work():
        for place in (0, 1):
            services.pass_application(session.get_one(Application, trip.application(place).id), actor=Viewer())
    manage = trip.desk.open(f"{trip.room}/manage")
    # A member of one team may be asked, and never sees the sheet of its own project.
    trip.desk.submit(manage, {"email": trip.teams[0].email}, button="发出邀请")
    close = Visitor(app).sign_in(trip.teams[0])
    page = close.submit(close.open(trip.room), {"declaration": "none", "promise": "y"})
    assert "需要回避、不由您评的：报名项目0" in page.text
    with reading():
        own = next(one.id for one in trip.jury().entries if one.project_id == trip.projects[0].id)
    assert close.open(f"{trip.room}/entries/{own}").status == 404
    unknown = trip.desk.submit(manage, {"email": "nobody@example.com"}, button="发出邀请")
    assert "没有用这个邮箱注册的账号" in unknown.errors()[0]


def test_the_sheet_is_fixed_once_somebody_scored_and_a_returned_one_is_scored_anew(app: Flask, trip: Trip) -> None:
    trip.opened()
    trip.apply(0)
    with unit_of_work():
        services.pass_application(session.get_one(Application, trip.application(0).id), actor=Viewer())
    address = trip.room
    page = trip.desk.open(f"{address}/criteria")
    wrong = trip.desk.submit(page, {"criteria-0-weight": "31"}, button="保存评分表")
    assert "各项权重加起来要等于 100，现在是 101" in wrong.errors()[0]
    due = today() + timedelta(days=3)
    trip.desk.submit(page, {"criteria-0-name": "技术水平", "due_on": due.isoformat()}, button="保存评分表")
    trip.desk.submit(trip.desk.open(f"{address}/manage"), {"email": trip.jurors[0].email}, button="发出邀请")
    with reading():
        [clock] = session.scalars(select(Clock).where(Clock.kind == "jury_score")).all()
        assert clock.due_at == datetime.combine(due, time(23, 59, 59), SHANGHAI)
    trip.judge(0, {"报名项目0": 5})
    fixed = trip.desk.submit(trip.desk.open(f"{address}/criteria"), {"criteria-0-name": "别的"}, button="保存评分表")
    assert (fixed.status, "评分表不能再改" in fixed.text) == (409, True)
    manage = trip.desk.open(f"{address}/manage")
    assert "技术水平 5" in manage.text
    assert trip.desk.open(f"{address}/scores.xlsx").status == 200
    trip.desk.submit(manage, action="/return")
    juror = Visitor(app).sign_in(trip.jurors[0])
    assert "接着评" in juror.open(address).text
    with reading():
        assert session.scalars(select(Juror)).one().state == "signed"
