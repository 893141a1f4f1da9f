"""A contest from the announcement to the first revenue of a winner."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.clocks.models import Clock
from matchmaking.contests import landing
from matchmaking.contests.models import Contest, ContestEntry, LandingStep, Winner
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.juries.models import Juror, Jury, JurySheet
from matchmaking.notifications.models import Notice
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.projects import make_project
from tests.visitor import Seen, Visitor


def day(ahead: int) -> str:
    return (today() + timedelta(days=ahead)).isoformat()


def one(query: Any) -> Any:
    with reading():
        found = session.scalars(query).one()
        session.expunge_all()
    return found


class Trip:
    """A centre, three teams with a project each, and a judge."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.organiser, self.judge = make_user(), make_user("broker")
        make_organisation(kind="transfer_centre", owner=self.organiser, county_code="330324")
        self.teams = [make_user() for _ in range(3)]
        places = [make_organisation(owner=one) for one in self.teams]
        self.projects = [make_project(one, title=f"参赛项目{n}") for n, one in enumerate(places)]
        self.desk = Visitor(app).sign_in(self.organiser)

    def write(self, **values: Any) -> Seen:
        data = {
            "title": "2026 年创新创业大赛", "about": "面向泵阀产业。",
            "closes_on": day(5), "divisions-0-name": "初创组",
            "rounds-0-name": "初赛", "rounds-0-advance_count": "2", "rounds-0-due_on": day(10),
            "rounds-1-name": "决赛", "rounds-1-advance_count": "1", "rounds-1-due_on": day(20),
        }  # fmt: skip
        return self.desk.submit(self.desk.open("/contests/new"), {**data, **values}, button="保存")

    def opened(self) -> int:
        self.desk.submit(self.write(), action="/open")
        return one(select(Contest)).id

    def enter(self, contest_id: int, place: int) -> Seen:
        team = Visitor(self.app).sign_in(self.teams[place])
        return team.submit(team.open(f"/contests/{contest_id}/enter"), {"project_id": str(self.projects[place].id)})

    def score(self, points: dict[str, int]) -> None:
        """The judge signed and gave every project the same points for everything."""
        with unit_of_work():
            jury = session.scalars(select(Jury).where(Jury.state == "open")).one()
            juror = Juror(user_id=self.judge.id, title=jury.title, state="signed", excluded=[])
            jury.jurors.append(juror)
            session.flush()
            for entry in jury.entries:
                value = points[entry.project.title]
                juror.sheets.append(
                    JurySheet(entry_id=entry.id, points={str(key): value for key in jury.weights}, handed_in_at=now())
                )

    def manage(self, contest_id: int) -> Seen:
        return self.desk.open(f"/contests/{contest_id}/manage")

    def told(self, place: int) -> list[str]:
        with reading():
            query = select(Notice.kind).where(Notice.user_id == self.teams[place].id, Notice.kind.like("contests.%"))
            return list(session.scalars(query.order_by(Notice.id)))


@pytest.fixture
def trip(app: Flask) -> Trip:
    return Trip(app)


def clocks(kind: str) -> int:
    with reading():
        return len(session.scalars(select(Clock).where(Clock.kind == kind, Clock.closed_at.is_(None))).all())


def test_a_contest_runs_from_the_announcement_to_the_landing_of_its_winner(app: Flask, trip: Trip) -> None:
    contest_id = trip.opened()
    assert "2026 年创新创业大赛" in Visitor(app).open("/contests").text
    for place in range(3):
        assert "已报名" in trip.enter(contest_id, place).text
    assert clocks("contest_admit") == 3
    early = trip.desk.submit(trip.manage(contest_id), action="/start")
    assert (early.status, "还有报名没有审核" in early.text) == (409, True)
    for _place in range(3):
        trip.desk.submit(trip.manage(contest_id), action="/admit")
    assert "初赛开始" in trip.desk.submit(trip.manage(contest_id), action="/start").text
    unscored = trip.desk.submit(trip.manage(contest_id), action="/close")
    assert (unscored.status, "评分还没交齐" in unscored.text) == (409, True)
    # Equals go on together: two places, and all three of them.
    trip.score({"参赛项目0": 9, "参赛项目1": 7, "参赛项目2": 7})
    ranking = trip.desk.submit(trip.manage(contest_id), action="/close")
    assert "9.0" in ranking.text
    assert [trip.told(place)[-1] for place in range(3)] == ["contests.advanced"] * 3
    trip.desk.submit(trip.manage(contest_id), action="/start")
    trip.score({"参赛项目0": 8, "参赛项目1": 9, "参赛项目2": 4})
    public = trip.desk.submit(trip.manage(contest_id), action="/close")
    assert "进入颁奖" in public.text
    assert trip.told(2)[-1] == "contests.ranked_last"
    award = trip.desk.open(f"/contests/{contest_id}/award")
    assert "参赛项目1" in award.text
    assert "参赛项目0" not in award.text
    empty = trip.desk.submit(award)
    assert (empty.status, "请至少给一个" in empty.text) == (409, True)
    moved = trip.desk.submit(award, {"rows-0-prize": "一等奖", "order": "1,2"})
    assert (moved.status, "参赛项目刚有变化" in moved.text) == (409, True)
    trip.desk.submit(award, {"rows-0-prize": "一等奖"})
    assert trip.told(1)[-1] == "contests.won"
    assert clocks("landing_report") == 1
    winner = one(select(Winner))
    team = Visitor(app).sign_in(trip.teams[1])
    page = team.open(f"/contests/winners/{winner.id}")
    wrong = team.submit(page, {"kind": "revenue", "on": day(1), "proof": ""})
    assert (wrong.status, len(wrong.errors())) == (422, 3)
    done = {"registered": "", "site": "", "funding": "120", "revenue": "35.5"}
    for kind, amount in done.items():
        values = {"kind": kind, "on": day(-1), "amount": amount, "proof": "合同 12 号", "county_code": "330324"}
        team.submit(team.open(f"/contests/winners/{winner.id}"), values, button="记下这一步")
    assert one(select(Winner)).state == "landed"
    assert one(select(LandingStep).where(LandingStep.kind == "revenue")).amount == Decimal("355000.00")
    assert clocks("landing_report") == 0
    table = trip.desk.open(f"/contests/{contest_id}/landing")
    assert "35.5" in table.text
    assert trip.desk.open(f"/contests/{contest_id}/landing.xlsx").status == 200
    shown = Visitor(app).open(f"/contests/{contest_id}").text
    assert shown.count("已完成") == 4
    assert "合同 12 号" not in shown


def test_wrong_rounds_and_divisions_are_refused_with_what_to_do(trip: Trip) -> None:
    wrong = {"divisions-0-name": "", "rounds-0-advance_count": "", "rounds-1-due_on": day(8)}
    page = trip.write(**wrong)
    assert page.status == 422
    assert "请至少写一个赛道" in page.errors()[0]
    assert "请填写晋级几个" in page.text
    assert "请填写报名截止日和上一轮之后的日期" in page.text
    assert "面向泵阀产业" in page.html


def test_a_refused_project_hears_why_and_a_withdrawn_one_is_scored_no_more(app: Flask, trip: Trip) -> None:
    contest_id = trip.opened()
    for place in range(2):
        trip.enter(contest_id, place)
    entry = one(select(ContestEntry).where(ContestEntry.project_id == trip.projects[0].id))
    page = trip.desk.open(f"/contests/entries/{entry.id}/refuse")
    assert trip.desk.submit(page, {"reason": ""}, action="/refuse").status == 422
    trip.desk.submit(page, {"reason": "成立已满十年。"}, action="/refuse")
    assert trip.told(0) == ["contests.refused"]
    team = Visitor(app).sign_in(trip.teams[0])
    assert "成立已满十年" in team.open(f"/contests/entries/{entry.id}").text
    other = one(select(ContestEntry).where(ContestEntry.project_id == trip.projects[1].id))
    assert team.open(f"/contests/entries/{other.id}").status == 404
    trip.desk.submit(trip.manage(contest_id), action="/admit")
    trip.desk.submit(trip.manage(contest_id), action="/start")
    leaving = Visitor(app).sign_in(trip.teams[1])
    leaving.submit(leaving.open(f"/contests/entries/{other.id}"), action="/withdraw")
    with reading():
        assert [entry.is_out for entry in session.scalars(select(Jury)).one().entries] == [True]


def test_giving_up_a_landing_keeps_the_reason_and_stops_the_clock(app: Flask, trip: Trip) -> None:
    contest_id = trip.opened()
    with unit_of_work():
        contest = session.get_one(Contest, contest_id)
        entry = ContestEntry(contest=contest, division=contest.divisions[0], project_id=trip.projects[0].id, title="甲")
        winner = Winner(entry=entry, prize="一等奖", title="甲")
        session.add(winner)
        session.flush()
        landing.follow_landing(winner)
        winner_id = winner.id
    team = Visitor(app).sign_in(trip.teams[0])
    address = f"/contests/winners/{winner_id}"
    assert "一个季度后再问" in team.submit(team.open(address), action="/unchanged").text
    assert clocks("landing_report") == 1
    team.submit(team.open(f"{address}/give-up"), {"reason": "迁往外地。"}, action="/give-up")
    assert clocks("landing_report") == 0
    assert team.open(address).status == 200
    assert "迁往外地" in trip.desk.open(address).text
    trip.desk.submit(trip.desk.open(address), action="/take-up")
    assert clocks("landing_report") == 1
    assert Visitor(app).sign_in(trip.teams[1]).open(address).status == 404


def test_a_cancelled_contest_tells_everybody_why(app: Flask, trip: Trip) -> None:
    contest_id = trip.opened()
    trip.enter(contest_id, 0)
    page = trip.desk.open(f"/contests/{contest_id}/cancel")
    trip.desk.submit(page, {"reason": "与省赛合并。"}, action="/cancel")
    assert trip.told(0) == ["contests.cancelled"]
    assert "与省赛合并" in Visitor(app).open(f"/contests/{contest_id}").text
