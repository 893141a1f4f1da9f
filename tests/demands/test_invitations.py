"""Invited and direct demands: who is asked, who sees them, what the asked say, and other ways of publishing."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.models import Role, User
from matchmaking.clocks.models import Clock
from matchmaking.core.db import reading, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.jobs import run_waiting
from matchmaking.demands import answers
from matchmaking.demands.models import Demand, Invitee
from matchmaking.matching.models import Match
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from matchmaking.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.fitting import FITTING_ACHIEVEMENT, FITTING_DEMAND
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor

TITLE = FITTING_DEMAND["title"]


def titles(user: User) -> list[str]:
    """The titles of a person's notices, oldest first."""
    with reading() as session:
        query = select(Notice).where(Notice.user_id == user.id).order_by(Notice.id)
        return [words_of(one, "zh")[0] for one in session.scalars(query)]


def stored(model: Any) -> list[Any]:
    with unit_of_work() as session:
        return list(session.scalars(select(model).order_by(model.id)))


class Case:
    """An enterprise with a draft, a university whose achievement fits and one that only has people, and a broker."""

    def __init__(self, app: Flask, mode: str, **values: Any) -> None:
        self.app = app
        self.owner, self.asked_person, self.other_person = make_user(), make_user("researcher"), make_user("researcher")
        self.buyer = make_organisation(owner=self.owner, name="某某环保厂")
        self.asked = make_organisation(owner=self.asked_person, kind="university", name="瓯江大学")
        self.other = make_organisation(owner=self.other_person, kind="institute", name="括苍研究所")
        self.achievement = make_achievement(self.other, **FITTING_ACHIEVEMENT)
        data = {"state": "draft", "published_at": None, "number": None, **FITTING_DEMAND, "mode": mode, **values}
        self.demand = make_demand(self.buyer, **data)
        self.page = f"/demands/{self.demand.id}"
        self.writer = Visitor(app).sign_in(self.owner)
        self.reader = Visitor(app).sign_in(self.asked_person)
        self.outsider = Visitor(app).sign_in(self.other_person)
        self.desk = Visitor(app).sign_in(make_user(Role.BROKER))

    def choose(self, *organisations: Organisation) -> None:
        for one in organisations:
            self.writer.post(f"{self.page}/invitees/{one.id}")

    def publish(self) -> None:
        self.writer.submit(self.writer.open(f"{self.page}/submit"), {"not_secret": "y"}, button="提交核验")
        self.desk.submit(self.desk.open(f"/desk/refinements/{self.demand.id}"), button="可发布，按原文发布")
        run_waiting()


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every demand has an answer."""
    monkeypatch.setattr(answers, "_counts", [lambda demand: 1])


def test_an_invited_demand_is_handed_in_only_with_somebody_to_ask(app: Flask) -> None:
    case = Case(app, "invited")
    page = case.writer.open(f"{case.page}/submit")
    assert "请先选好要邀请的单位。" in page.errors()
    assert page.soup.find("a", href=f"{case.page}/invitees") is not None
    found = case.writer.open(f"{case.page}/invitees?q=瓯江")
    assert "瓯江大学" in found.text
    assert "成果最接近的单位" in found.text
    assert "括苍研究所" in found.soup.find(attrs={"aria-labelledby": "suggested"}).get_text()
    case.choose(case.asked, case.asked)
    assert [one.organisation_id for one in stored(Invitee)] == [case.asked.id]
    assert titles(case.asked_person) == []
    assert case.writer.open(f"{case.page}/submit").errors() == []


def test_only_the_invited_its_own_people_and_the_desk_see_an_invited_demand(app: Flask) -> None:
    case = Case(app, "invited")
    case.choose(case.asked)
    case.publish()
    officer = Visitor(app).sign_in(make_user(Role.COUNTY_OFFICER, county_code=case.demand.county_code))
    elsewhere = Visitor(app).sign_in(make_user(Role.COUNTY_OFFICER, county_code="330329"))
    seen = [one.open(case.page).status for one in (case.writer, case.reader, case.desk, officer)]
    assert seen == [200, 200, 200, 200]
    assert [one.open(case.page).status for one in (case.outsider, Visitor(app), elsewhere)] == [404, 404, 404]
    for path in (
        "/",
        "/demands",
        "/demands?q=曝气盘",
        "/search?q=曝气盘",
        "/demands.atom",
        "/demands.csv",
        "/sitemap.xml",
    ):
        assert TITLE not in case.reader.open(path).html, path
    assert titles(case.asked_person) == [f"有单位邀请您应答需求“{TITLE}”"]
    assert "贵单位受邀应答" in case.reader.open(case.page).text
    assert "括苍" not in case.reader.open(case.page).text
    assert stored(Invitee)[0].seen_at is not None
    assert TITLE in case.reader.open("/demands/invitations").text
    assert TITLE not in case.outsider.open("/demands/invitations").text
    assert f"答复邀请“{TITLE}”" in case.reader.open("/workspace").text


def test_the_owner_sees_what_fits_and_the_other_side_only_when_it_is_invited(app: Flask) -> None:
    case = Case(app, "invited")
    case.choose(case.asked)
    case.publish()
    assert [(one.demand_id, one.achievement_id) for one in stored(Match)] == [(case.demand.id, case.achievement.id)]
    pair = f"/matches/{case.demand.id}/{case.achievement.id}"
    assert case.achievement.title in case.writer.open("/matches").text
    assert case.achievement.title in case.writer.open(case.page).text
    assert TITLE not in case.outsider.open("/matches").text
    assert TITLE not in case.outsider.open(f"/achievements/{case.achievement.id}").text
    assert TITLE not in Visitor(app).open(f"/achievements/{case.achievement.id}").text
    assert titles(case.other_person) == []
    assert [one for one in titles(case.owner) if "匹配" in one or "成果" in one]
    assert case.outsider.open(pair).status == 404
    case.choose(case.other)
    assert titles(case.other_person) == [f"有单位邀请您应答需求“{TITLE}”"]
    assert TITLE in case.outsider.open("/matches").text
    assert TITLE in case.outsider.open(f"/achievements/{case.achievement.id}").text


def test_a_new_achievement_finds_an_invited_demand_that_is_in_no_index(app: Flask) -> None:
    case = Case(app, "invited")
    case.choose(case.asked)
    case.publish()
    new = make_achievement(case.asked, **{**FITTING_ACHIEVEMENT, "title": "另一种防堵塞膜片"})
    run_waiting()
    assert (case.demand.id, new.id) in [(one.demand_id, one.achievement_id) for one in stored(Match)]
    assert [one for one in titles(case.asked_person) if "另一种防堵塞膜片" in one]


def test_an_institution_declines_with_a_reason_and_may_change_its_mind(app: Flask) -> None:
    case = Case(app, "invited")
    case.choose(case.asked)
    case.publish()
    page = case.reader.open(f"{case.page}/invitation")
    refused = case.reader.submit(page, {"reply": "declined"})
    assert (refused.status, refused.errors()) == (422, ["谢绝的原因：谢绝请选一个原因，对方会看到。"])
    case.reader.submit(page, {"reply": "declined", "reason_code": "capacity", "reason": "设备检修到年底"})
    shown = case.writer.open(case.page).text
    assert ("谢绝：近期人手或设备排不开" in shown, "设备检修到年底" in shown) == (True, True)
    assert titles(case.owner)[-1] == f"瓯江大学 谢绝了“{TITLE}”"
    case.reader.submit(page, {"reply": "willing"})
    assert "打算应答" in case.writer.open(case.page).text
    assert titles(case.owner)[-1] == f"瓯江大学 打算应答“{TITLE}”"
    assert case.outsider.open(f"{case.page}/invitation").status == 404


def test_no_more_than_twenty_are_invited_and_only_who_can_answer(app: Flask) -> None:
    case = Case(app, "invited")
    app.config["INVITEES"] = 1
    case.choose(case.asked)
    full = case.writer.post(f"{case.page}/invitees/{case.other.id}")
    assert (full.status, "最多邀请 1 家单位" in full.text) == (409, True)
    app.config["INVITEES"] = 20
    for wrong in (
        case.buyer,
        make_organisation(kind="government"),
        make_organisation(state="submitted", verified_at=None),
    ):
        assert case.writer.post(f"{case.page}/invitees/{wrong.id}").status in (404, 409)
    assert case.outsider.post(f"{case.page}/invitees/{case.other.id}").status == 404
    case.writer.post(f"{case.page}/invitees/{case.asked.id}/remove")
    assert stored(Invitee) == []


def test_a_direct_demand_starts_from_an_achievement_as_one_draft(app: Flask) -> None:
    case = Case(app, "open")
    page = case.writer.open(f"/achievements/{case.achievement.id}")
    for _twice in range(2):
        draft = case.writer.submit(page, button="直接联系这项成果的单位")
    demands = stored(Demand)
    assert (len(demands), demands[-1].mode, demands[-1].organisation_id) == (2, "direct", case.buyer.id)
    assert draft.path.startswith(f"/demands/{demands[-1].id}/")
    assert case.outsider.open(f"/demands/{demands[-1].id}").status == 404
    assert case.achievement.title in case.writer.open(f"/demands/{demands[-1].id}").text
    at_home = f"/achievements/{case.achievement.id}"
    own, theirs = case.writer.open(at_home).text, case.outsider.open(at_home).text
    assert (demands[-1].title in own, demands[-1].title in theirs) == (True, False)
    assert "直接联系这家单位" in case.writer.open(f"/organisations/{case.asked.id}").text


def test_the_institution_of_a_direct_demand_has_a_clock_and_after_a_no_the_demand_opens(app: Flask) -> None:
    case = Case(app, "direct")
    case.choose(case.other, case.asked)
    assert [one.organisation_id for one in stored(Invitee)] == [case.asked.id]
    case.publish()
    clock = next(one for one in stored(Clock) if one.kind == "direct_answer")
    assert (clock.organisation_id, clock.closed_at) == (case.asked.id, None)
    assert f"答复“{TITLE}”愿不愿意洽谈" in case.reader.open("/workspace").text
    assert "请对方在" in case.writer.open(case.page).text
    assert titles(case.asked_person)[-1] == f"有单位想和您直接洽谈：“{TITLE}”"
    answer = {"reply": "declined", "reason_code": "field"}
    case.reader.submit(case.reader.open(f"{case.page}/invitation"), answer)
    assert [one.was_answered for one in stored(Clock) if one.kind == "direct_answer"] == [True]
    assert Visitor(app).open(case.page).status == 404
    case.writer.submit(case.writer.open(case.page), button="改为公开征集")
    run_waiting()
    assert Visitor(app).open(case.page).status == 200
    assert TITLE in Visitor(app).open("/demands").text


def test_a_published_demand_changes_its_way_within_limits(app: Flask) -> None:
    case = Case(app, "open")
    case.publish()
    assert TITLE in Visitor(app).open("/demands").text
    page = case.writer.open(f"{case.page}/mode")
    assert [one["value"] for one in page.soup.select("input[name=mode]")] == ["invited"]
    done = case.writer.submit(page, {"mode": "invited"})
    run_waiting()
    assert done.path == f"{case.page}/invitees"
    assert TITLE not in Visitor(app).open("/demands").text
    assert Visitor(app).open(case.page).status == 404
    assert case.writer.submit(case.writer.open(f"{case.page}/mode"), {"mode": "open"}).path == case.page


@pytest.mark.usefixtures("answered")
def test_once_somebody_has_answered_an_open_demand_stays_open(app: Flask) -> None:
    case = Case(app, "open")
    case.publish()
    page = case.writer.open(f"{case.page}/mode")
    assert "已经收到 1 份应答，不能再改成定向邀请。" in page.text
    refused = case.writer.post(f"{case.page}/mode", {"mode": "invited", "version": case.demand.version + 2})
    assert refused.status == 409
    assert Visitor(app).open(case.page).status == 200


def test_the_edit_form_of_a_public_demand_has_neither_mode_nor_deadline(app: Flask) -> None:
    owner = make_user()
    demand = make_demand(make_organisation(owner=owner), deadline_on=today() + timedelta(days=20))
    page = Visitor(app).sign_in(owner).open(f"/demands/{demand.id}/edit/terms")
    assert page.soup.select("input[name=mode], input[name=deadline_on]") == []
    assert page.soup.find("a", href=f"/demands/{demand.id}/extend") is not None
