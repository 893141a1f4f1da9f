"""A demand may hide whose it is; then the name appears nowhere for those who must not know it."""

import io

import pytest
from flask import Flask
from openpyxl import load_workbook

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import reading
from matchmaking.core.history import HistoryEntry
from matchmaking.core.jobs import run_waiting
from matchmaking.demands.documents import describe, load
from matchmaking.demands.permissions import organisation_shown
from matchmaking.files.models import StoredFile
from matchmaking.listings.file_rules import can_read_stored
from matchmaking.organisations.models import Organisation
from matchmaking.search.engine import Query
from matchmaking.search.registry import engine
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor
from tests.writing import change_record, write_record

NAME, SHORT, ENGLISH = "植字秘密阀业有限公司", "植字阀业", "Planted Valves Ltd"


@pytest.fixture
def hiding(app: Flask) -> Organisation:
    """An organisation with one hidden and one open demand."""
    organisation = make_organisation(
        owner=make_user(email="owner@hidden.example"), name=NAME, short_name=SHORT, name_en=ENGLISH
    )
    make_demand(organisation, hides_name=True, title="不公开名称的需求")
    return organisation


def leaks(text: str) -> list[str]:
    return [name for name in (NAME, SHORT, ENGLISH) if name in text]


PAGES = ["/demands", "/demands?q=阀座", "/demands/1", "/demands.atom", "/demands.csv", "/en/demands/1", "/en/demands"]


@pytest.mark.parametrize(
    "who",
    ["nobody", "enterprise", "investor", "other county officer", "county_officer", "broker", "city_officer"],
)
def test_the_name_leaks_nowhere(app: Flask, hiding: Organisation, who: str) -> None:
    visitor = Visitor(app)
    if who.endswith("officer") or who == "broker":
        county = "330302" if who.startswith("other") else "330324"
        visitor.sign_in(make_user(who.removeprefix("other ").replace(" ", "_"), county_code=county))
    elif who != "nobody":
        stranger = make_user(who)
        make_organisation(owner=stranger)
        visitor.sign_in(stranger)
    for path in PAGES:
        page = visitor.open(path)
        assert page.status == 200
        assert "不公开名称的需求" in page.html
        assert (path, leaks(page.html)) == (path, [])
        assert leaks(str(page.response.headers)) == []
    assert "已脱敏企业" in visitor.open("/demands").text
    assert f"/organisations/{hiding.id}" not in visitor.open("/demands/1").html
    book = load_workbook(io.BytesIO(visitor.client.get("/demands.xlsx").data))
    cells = "\n".join(str(cell.value) for row in book.active for cell in row)
    assert "不公开名称的需求" in cells
    assert leaks(cells) == []


def test_the_name_is_not_in_the_index(app: Flask, hiding: Organisation, visitor: Visitor) -> None:
    with reading():
        document = describe(load([1])[0])
        assert document is not None
        assert leaks(document.title + document.body + str(document.facets)) == []
        for word in (NAME, SHORT):
            results = engine().search("demand", Query(text=word))
            assert results.loosened or results.ids == []
    found = visitor.open("/demands", query_string={"q": NAME})
    assert "没有同时包含全部词语" in found.text or "没有符合" in found.text


@pytest.mark.parametrize("role", ["broker", "county_officer", "city_officer", "administrator"])
def test_the_desk_reads_the_name_after_it_said_why_and_the_owner_sees_that(
    app: Flask, hiding: Organisation, role: str
) -> None:
    user = make_user(role, county_code="330324")
    visitor = Visitor(app).sign_in(user)
    page = visitor.open("/demands/1")
    assert NAME not in page.text
    assert "说明理由后查看" in page.text
    form = visitor.open("/consents/open/demands/1")
    refused = visitor.submit(form, {"reason": ""})
    assert refused.status == 422
    assert refused.errors() == ["理由：请写明为什么需要看。"]
    assert NAME not in visitor.open("/demands/1").text
    assert NAME in visitor.submit(form, {"reason": "核实单位资质"}).text
    assert NAME in visitor.open("/demands/1").text
    with reading() as session:
        entry = session.query(HistoryEntry).filter_by(action="consents.opened").one()
        assert (entry.actor_id, entry.subject_type, entry.subject_id) == (user.id, "demands", 1)
        assert (entry.reason, entry.data) == ("核实单位资质", {"group": "name"})
        owner = Visitor(app).sign_in(session.query(User).filter_by(email="owner@hidden.example").one())
    seen = owner.open("/consents").text
    assert user.name in seen
    assert "核实单位资质" in seen


def test_an_officer_of_another_county_cannot_open_the_name(app: Flask, hiding: Organisation) -> None:
    visitor = Visitor(app).sign_in(make_user("county_officer", county_code="330302"))
    assert visitor.open("/consents/open/demands/1").status == 403
    assert visitor.post("/consents/open/demands/1", {"groups": "name", "reason": "想看"}).status == 403


@pytest.mark.parametrize(
    ("viewer", "shown"),
    [
        (Viewer.nobody(), False),
        (Viewer(user_id=1, role="enterprise"), False),
        (Viewer(user_id=1, role="investor", memberships={2: "owner"}), False),
        (Viewer(user_id=1, role="enterprise", memberships={1: "reader"}), True),
        (Viewer(user_id=1, role="broker"), False),
        (Viewer(user_id=1, role="county_officer", county_code="330324"), False),
        (Viewer(user_id=1, role="county_officer", county_code="330302"), False),
        (Viewer(user_id=1, role="city_officer"), False),
    ],
)
def test_who_learns_whose_demand_it_is(app: Flask, hiding: Organisation, viewer: Viewer, shown: bool) -> None:
    with reading():
        assert organisation_shown(viewer, load([1])[0]) is shown


def test_the_own_name_in_the_text_is_pointed_out(app: Flask) -> None:
    owner = make_user()
    make_organisation(owner=owner, name=NAME, short_name=SHORT)
    writer = Visitor(app).sign_in(owner)
    typed = {"title": f"{SHORT}要解决漏油", "problem": f"我们{NAME}的阀门漏油", "hides_name": "y"}
    page = write_record(writer, "demands", typed)
    message = "您选择了不公开单位名称，这里却写了名称。请改成“我司”。"
    assert page.path == "/demands/1/submit"
    assert page.errors()[:2] == [message, message]
    assert "有问题" in writer.open("/demands/1/edit").text
    refused = change_record(writer, "/demands/1", {"title": f"{SHORT}还是要解决漏油"})
    assert refused.errors() == [f"标题：{message}", f"具体问题：{message}"]
    assert change_record(writer, "/demands/1", {"hides_name": ""}).status == 200
    assert message not in writer.open("/demands/1/submit").errors()


def test_a_published_demand_that_names_its_enterprise_cannot_hide_it(app: Flask) -> None:
    owner = make_user()
    make_demand(make_organisation(owner=owner, name=NAME, short_name=SHORT), problem=f"我们{NAME}的阀门漏油")
    writer = Visitor(app).sign_in(owner)
    page = change_record(writer, "/demands/1", {"hides_name": "y"})
    assert page.status == 422
    (link,) = page.soup.select(".error-summary a")
    assert link["href"] == "/demands/1/edit/problem#problem"
    assert page.title.startswith("有 1 处需要修改")
    assert writer.open(link["href"]).soup.find(id="problem") is not None
    assert change_record(writer, "/demands/1", {"problem": "我司的阀门漏油"}).status == 200
    assert change_record(writer, "/demands/1", {"hides_name": "y"}).path == "/demands/1"


def test_a_name_hidden_later_leaves_the_index(app: Flask) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner, name=NAME)
    make_demand(organisation)
    writer = Visitor(app).sign_in(owner)
    with reading():
        assert not engine().search("demand", Query(text=NAME)).loosened
    page = change_record(writer, "/demands/1", {"hides_name": "y"})
    assert page.status == 200
    run_waiting()
    with reading():
        results = engine().search("demand", Query(text=NAME))
        assert results.loosened or results.ids == []


def test_the_page_of_the_organisation_does_not_list_it(app: Flask, hiding: Organisation, visitor: Visitor) -> None:
    make_demand(hiding, title="公开名称的需求")
    path = f"/organisations/{hiding.id}"
    public = visitor.open(path).text
    assert "公开名称的需求" in public
    assert "不公开名称的需求" not in public
    elsewhere = Visitor(app).sign_in(make_user("county_officer", county_code="330302")).open(path).text
    assert "不公开名称的需求" not in elsewhere
    for user in (make_user("broker"), make_user("city_officer"), make_user("county_officer", county_code="330324")):
        visitor = Visitor(app).sign_in(user)
        assert "不公开名称的需求" not in visitor.open(path).text
        visitor.submit(visitor.open("/consents/open/demands/1"), {"reason": "核实单位资质"})
        assert "不公开名称的需求" in visitor.open(path).text


def test_files_follow_the_name(app: Flask, hiding: Organisation) -> None:
    with reading():
        demand = load([1])[0]
        stored = StoredFile(subject_type="demands", subject_id=1, name="植字阀业.pdf")
        assert not can_read_stored(Viewer.nobody(), demand, stored)
        assert not can_read_stored(Viewer(user_id=1, role="broker"), demand, stored)
        assert can_read_stored(Viewer(user_id=1, role="enterprise", memberships={hiding.id: "reader"}), demand, stored)
