"""A demand may hide whose it is; then the name appears nowhere for those who must not know it."""

import io

import pytest
from flask import Flask
from openpyxl import load_workbook

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import reading
from matchmaking.core.jobs import run_waiting
from matchmaking.demands.documents import describe, load
from matchmaking.demands.permissions import can_read_files, organisation_shown
from matchmaking.organisations.models import Organisation
from matchmaking.search.engine import Query
from matchmaking.search.registry import engine
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor

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


@pytest.mark.parametrize("who", ["nobody", "enterprise", "investor", "other county officer"])
def test_the_name_leaks_nowhere(app: Flask, hiding: Organisation, who: str) -> None:
    visitor = Visitor(app)
    if who == "other county officer":
        visitor.sign_in(make_user("county_officer", county_code="330302"))
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


def test_members_brokers_and_the_officers_in_charge_read_the_name(app: Flask, hiding: Organisation) -> None:
    people = [
        make_user("broker"),
        make_user("county_officer", county_code="330324"),
        make_user("city_officer"),
        make_user("administrator"),
    ]
    for user in people:
        assert NAME in Visitor(app).sign_in(user).open("/demands/1").text


@pytest.mark.parametrize(
    ("viewer", "shown"),
    [
        (Viewer.nobody(), False),
        (Viewer(user_id=1, role="enterprise"), False),
        (Viewer(user_id=1, role="investor", memberships={2: "owner"}), False),
        (Viewer(user_id=1, role="enterprise", memberships={1: "reader"}), True),
        (Viewer(user_id=1, role="broker"), True),
        (Viewer(user_id=1, role="county_officer", county_code="330324"), True),
        (Viewer(user_id=1, role="county_officer", county_code="330302"), False),
        (Viewer(user_id=1, role="city_officer"), True),
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
    page = writer.submit(writer.open("/demands/new"), typed, button="存为草稿")
    message = "您选择了不公开单位名称，这里却写了名称。请改成“我司”。"
    assert page.errors() == [f"标题：{message}", f"具体问题：{message}"]
    del typed["hides_name"]
    assert writer.submit(writer.open("/demands/new"), typed, button="存为草稿").status == 200


def test_a_name_hidden_later_leaves_the_index(app: Flask) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner, name=NAME)
    make_demand(organisation)
    writer = Visitor(app).sign_in(owner)
    with reading():
        assert not engine().search("demand", Query(text=NAME)).loosened
    page = writer.submit(writer.open("/demands/1/edit"), {"hides_name": "y"}, button="保存修改")
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
        assert "不公开名称的需求" in Visitor(app).sign_in(user).open(path).text


def test_files_follow_the_name(app: Flask, hiding: Organisation) -> None:
    with reading():
        demand = load([1])[0]
        assert not can_read_files(Viewer.nobody(), demand)
        assert can_read_files(Viewer(user_id=1, role="broker"), demand)
        assert can_read_files(Viewer(user_id=1, role="enterprise", memberships={hiding.id: "reader"}), demand)
