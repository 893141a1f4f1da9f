"""Projects: how they come into the permanent hall, what is seen of them, and what they are matched to."""

import io
from datetime import timedelta
from decimal import Decimal

from flask import Flask

from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.jobs import enqueue, run_waiting
from matchmaking.files.models import Download, StoredFile
from matchmaking.media.signals import media_ready
from matchmaking.projects.documents import describe, load
from matchmaking.projects.rules import contradictions, gaps
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.fitting import FITTING_ACHIEVEMENT, FITTING_DEMAND
from tests.factories.media import make_deck
from tests.factories.organisations import make_organisation
from tests.factories.projects import make_project, project_values
from tests.files.pdfs import PDF
from tests.visitor import Seen, Visitor, fields_of


def write(visitor: Visitor, page: Seen, values: dict[str, str | list[str]]) -> Seen:
    """Send a step of the form as a browser would."""
    sent = {**fields_of(page.form(action=page.path)), **values, "action": "next"}
    response = visitor.send("post", page.path, data=sent, follow_redirects=True)
    return Seen(response.status_code, response.request.path, response)


def test_a_project_is_written_checked_and_shown_in_the_hall(app: Flask, visitor: Visitor) -> None:
    person = make_user()
    make_organisation(name="楠溪先进制造研究院", owner=person, county_code="330324")
    owner, broker = Visitor(app).sign_in(person), Visitor(app).sign_in(make_user("broker"))
    page = write(
        owner,
        owner.open("/projects/new"),
        {
            "title": "阀座耐磨涂层产业化", "sentence": "让阀座一年只换一次", "summary": "阀座三个月就磨穿。",
            "industry_codes": "pump_valve", "stage": "pilot",
        },
    )  # fmt: skip
    assert page.path == "/projects/1/edit/technology"
    page = write(owner, page, {"technology": "激光重熔。", "rights-0-title": "一种涂层", "rights-0-basis": "licensed"})
    page = write(
        owner, page,
        {"market": "300 家泵阀厂。", "business_model": "按件收费。", "members-0-name": "林某",
         "members-0-role": "工艺负责人"},
    )  # fmt: skip
    page = write(
        owner, page,
        {"funding_need": "500", "funding_round": "angel", "valuation": "6000", "landing_county_codes": "330324"},
    )  # fmt: skip
    page = write(owner, page, {"contact_name": "周联络", "contact_phone": "0577-0000"})
    assert page.path == "/projects/1/submit"
    assert "写了资金需求，请写明钱用在哪里。" in page.text
    write(owner, owner.open("/projects/1/edit/funding"), {"funding_use": "中试线。"})
    owner.submit(owner.open("/projects/1/submit"), {"not_secret": "y"}, button="提交核验")
    broker.submit(broker.open("/projects/1"), button="核验通过，发布")
    run_waiting()
    paths = ("/projects?q=激光重熔", "/projects?stage=pilot&landing=330324&funding=300_1000", "/search?q=激光重熔",
             "/organisations/1")  # fmt: skip
    for path in paths:
        assert "阀座耐磨涂层产业化" in visitor.open(path).text, path
    assert "没有符合这些条件的项目" in visitor.open("/projects?stage=laboratory").text
    shown = visitor.open("/projects/1").text.replace("\xa0", " ")
    for words in ("让阀座一年只换一次", "500 万元", "愿意落在永嘉县", "得到许可", "林某"):
        assert words in shown, words
    for words in ("6000", "天使轮", "周联络", "0577"):
        assert words not in shown, words
    assert "融资轮次和投前估值" in shown
    owned = owner.open("/projects/1").text.replace("\xa0", " ")
    assert "天使轮" in owned
    assert "6,000 万元" in owned or "6000 万元" in owned


def test_what_a_project_must_not_say_and_must_not_lack(app: Flask) -> None:
    with app.test_request_context():
        assert contradictions(project_values(), {}, []) == []
        assert gaps(project_values()) == []
        hidden = project_values(hides_name=True, contact_name="", audiences={}, market="楠溪研究院卖给 300 家")
        found = contradictions(hidden, {}, ["楠溪研究院"])
        assert [one.field for one in found] == ["audiences-team", "market"]
        wrong = project_values(
            funding_need=Decimal(0), funding_round="b", valuation=Decimal(1), audiences={"round": "signed_in"},
            shown_until=today() - timedelta(days=1), rights=[{"kind": "invention", "title": "x", "basis": "stolen"}],
        )  # fmt: skip
        found = contradictions(wrong, {}, [])
        assert [one.field for one in found] == ["funding_need", "shown_until", "audiences-round", "rights-0-basis"]
        assert contradictions(wrong, wrong, [])[1].field == "audiences-round"
        empty = project_values(funding_use="", rights=[], members=[{"role": "工艺"}], sentence="")
        assert [one.field for one in gaps(empty)] == ["sentence", "rights", "members-0-name", "funding_use"]
        assert gaps(project_values(rights=[{"kind": "none", "title": ""}])) == []


def test_only_what_everybody_may_read_is_searched_matched_and_weighed(app: Flask, visitor: Visitor) -> None:
    place = make_organisation(name="籁棠先进制造研究院")
    audiences = {"technology": "consent", "business": "signed_in", "funding": "statement"}
    kept = make_project(place, technology="籧篨喷涂", plan="蘧庐试线", market="籁市场", audiences=audiences)
    hidden = make_project(place, title="不具名的项目", hides_name=True)
    for subject in (kept, hidden):
        make_deck("project", subject.id, (f"讲稿写着鸂鶒{subject.id}号",))
        with unit_of_work():
            media_ready.send("project", subject_id=subject.id, kind="deck")
    run_waiting()
    with reading():
        bodies = {one.id: describe(one).body for one in load([kept.id, hidden.id])}
    assert "籁市场" in bodies[kept.id]
    assert f"鸂鶒{kept.id}号" in bodies[kept.id]
    for words in ("籧篨", "蘧庐"):
        assert words not in bodies[kept.id], words
    for words in ("籁棠", "鸂鶒"):
        assert words not in bodies[hidden.id], words
    assert kept.title in visitor.open("/projects?q=鸂鶒").text
    assert "没有符合这些条件的项目" in visitor.open("/projects?q=籧篨").text
    assert kept.title not in visitor.open("/projects?funding=300_1000").text
    assert [one["href"] for one in visitor.open("/projects?media=deck").soup.select("article h2 a")] == [
        f"/projects/{kept.id}"
    ]
    page = visitor.open(f"/projects/{hidden.id}")
    assert "已脱敏单位" in page.text
    assert "籁棠" not in page.response.text
    assert page.soup.select_one(".deck-strip") is None
    assert visitor.open(f"/projects/{kept.id}").soup.select_one(".deck-strip") is not None
    assert "不具名的项目" not in visitor.open(f"/organisations/{place.id}").text


def test_a_business_plan_is_for_those_whom_the_team_agreed_to(app: Flask, visitor: Visitor) -> None:
    writer, asker = make_user(), make_user("investor")
    project = make_project(make_organisation(owner=writer))
    make_organisation(kind="investor", owner=asker)
    team, investor = Visitor(app).sign_in(writer), Visitor(app).sign_in(asker)
    address = f"/files/attach/projects/{project.id}/plan"
    assert "谁能" not in team.open(address).soup.select_one("main").get_text()
    sent = {"file": (io.BytesIO(PDF), "计划书.pdf"), "audience": "public"}
    assert team.post(address, sent, content_type="multipart/form-data").path == f"/projects/{project.id}"
    with reading():
        file = f"/files/{session.query(StoredFile).one().token}"
    assert (visitor.open(file).status, investor.open(file).status) == (404, 404)
    assert team.post(f"{file}/audience", {"audience": "public"}).status == 422
    page = investor.open(f"/projects/{project.id}")
    assert "上传的商业计划书，下载有记录" in page.text
    assert "计划书.pdf" not in page.text
    form = investor.open(f"/consents/ask/projects/{project.id}?group=plan")
    investor.submit(form, {"groups": ["plan"], "purpose": "想约谈"})
    team.post("/consents/1/grant", {})
    assert investor.open(file).status == 200
    assert "还没有向您公开的内容" in investor.open(f"/projects/{project.id}").text
    with reading():
        assert [(one.user_id, one.is_marked) for one in session.query(Download)] == [(asker.id, True)]


def test_a_project_leaves_the_hall_after_its_last_day_and_comes_back(app: Flask, visitor: Visitor) -> None:
    writer = make_user()
    soon = make_project(make_organisation(owner=writer), title="快撤展的", shown_until=today() + timedelta(days=7))
    make_project(title="长期展出的")
    past = make_project(make_organisation(owner=writer), title="已过期的", shown_until=today() - timedelta(days=1))
    titles = [one.get_text() for one in visitor.open("/projects?sort=lasting").soup.select("article h2")]
    assert titles == ["长期展出的", "快撤展的", "已过期的"]
    for _twice in range(2):
        with unit_of_work():
            enqueue("projects.expire")
        run_waiting()
    assert visitor.open(f"/projects/{past.id}").status == 404
    team = Visitor(app).sign_in(writer)
    notices = team.open("/notices").text
    assert notices.count("项目“已过期的”已撤展") == 1
    assert notices.count(f"项目“快撤展的”展出到 {soon.shown_until.isoformat()}") == 1
    page = team.open(f"/projects/{past.id}/renew")
    refused = team.submit(page, {"still_valid": "y"}, button="恢复公开")
    assert "展出截止日期已过" in refused.text
    team.submit(refused, {"still_valid": "y", "shown_until": ""}, button="恢复公开")
    assert visitor.open(f"/projects/{past.id}").status == 200


def test_a_project_is_found_for_a_demand_by_what_its_achievement_matches(app: Flask, visitor: Visitor) -> None:
    writer = make_user("researcher")
    place = make_organisation(owner=writer, kind="university")
    achievement = make_achievement(place, **FITTING_ACHIEVEMENT)
    other = make_achievement()
    project = make_project(
        place, title="曝气膜片产业化", summary="微孔曝气盘膜片不堵。", industry_codes=["new_materials"]
    )
    team = Visitor(app).sign_in(writer)
    page = team.open(f"/projects/{project.id}/links")
    forged = team.submit(page, {"achievements": [str(other.id)]}, button="保存")
    assert forged.status == 422
    assert "只能关联本单位已公开的成果和需求" in forged.text
    team.submit(team.open(f"/projects/{project.id}/links"), {"achievements": [str(achievement.id)]}, button="保存")
    demand = make_demand(**FITTING_DEMAND)
    run_waiting()
    panel = visitor.open(f"/demands/{demand.id}").soup.select_one("section[aria-labelledby=fits-project]")
    words = f"用到的成果“{achievement.title}”与这条需求匹配"
    assert words in panel.get_text()
    assert panel.select_one("a")["href"] == f"/projects/{project.id}"
    assert words in team.open(f"/projects/{project.id}").text
    shown = visitor.open(f"/projects/{project.id}")
    assert words not in shown.text
    assert achievement.title in shown.soup.select_one("section[aria-labelledby=linked]").get_text()
    assert project.title in visitor.open(f"/achievements/{achievement.id}").text
    assert f"新需求“{demand.title}”可能用得上您的项目" in team.open("/notices").text
