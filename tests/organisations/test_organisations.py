import pytest
from flask import Flask
from sqlalchemy import event, func, select

from matchmaking.accounts.models import Role, User
from matchmaking.core.db import database, reading, session, unit_of_work
from matchmaking.core.history import HistoryEntry
from matchmaking.core.panels import MAIN, Panel, _panels, register_panel
from matchmaking.notifications.models import Notice
from matchmaking.organisations.models import Membership, Organisation
from tests.accounts.letters import letters
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor

FIRM = {
    "name": "浙江瓯锚泵阀有限公司",
    "short_name": "瓯锚泵阀",
    "kind": "enterprise",
    "credit_code": "91330302MA00000154",
    "county_code": "330324",
    "industry_codes": ["pump_valve"],
    "introduction": "永嘉瓯北的阀门厂。",
    "website": "https://example.com/",
    "contact_name": "郑屿舟",
    "contact_phone": "0577-88880000",
}


def stored() -> Organisation:
    """The only organisation."""
    with reading():
        found = session.scalars(select(Organisation)).one()
        session.expunge_all()
        return found


def test_registering_makes_the_person_its_owner_who_acts_for_it(visitor: Visitor) -> None:
    user = make_user()
    visitor.sign_in(user)
    page = visitor.submit(visitor.open("/organisations/new"), FIRM, button="登记机构")
    assert page.status == 200
    organisation = stored()
    assert page.path == f"/organisations/{organisation.id}"
    assert (organisation.name, organisation.state, organisation.created_by_id) == (FIRM["name"], "unverified", user.id)
    assert (organisation.credit_code, organisation.credit_code_needs_check) == (FIRM["credit_code"], False)
    with reading():
        assert session.scalars(select(Membership.role)).all() == ["owner"]
    assert page.soup.select_one(".menu-name").get_text() == "瓯锚泵阀"


def test_sent_twice_makes_one_organisation_also_without_a_code(visitor: Visitor) -> None:
    visitor.sign_in(make_user())
    for values in (FIRM, FIRM, {"name": "某大学技术转移中心", "kind": "transfer_centre"}):
        assert visitor.post("/organisations/new", values).status == 200
    visitor.post("/organisations/new", {"name": "某大学技术转移中心", "kind": "transfer_centre"})
    with reading():
        assert session.scalar(select(func.count(Organisation.id))) == 2


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"name": ""}, ["请填写机构全称。"]),
        ({"name": "x" * 101}, ["机构全称：最多 100 个字符，请删减后再提交。"]),
        ({"kind": ""}, ["请选择机构类别。"]),
        ({"kind": "party"}, None),
        ({"credit_code": ""}, ["请填写统一社会信用代码，共 18 位。"]),
        ({"credit_code": "9133"}, ["统一社会信用代码是 18 位，现在是 4 位。请核对后补全。"]),
        (
            {"credit_code": "91330302MA0000015Z"},
            ["统一社会信用代码：代码里只有数字和大写字母，而且没有 I、O、S、V、Z。请对照证照核对。"],
        ),
        (
            {"credit_code": "9133A302MA00000154"},
            ["统一社会信用代码：代码的第 3 到 8 位是行政区划，应当都是数字。请对照证照核对。"],
        ),
        ({"county_code": "110101"}, None),
        ({"industry_codes": ["no_such"]}, None),
        ({"website": "javascript:alert(1)"}, ["请填写以 https:// 或 http:// 开头的网址。"]),
        ({"contact_phone": "<b>"}, ["联系电话：请填写电话号码，例如 0577-88880000。"]),
        ({"introduction": "阀" * 1_001}, ["机构简介：最多 1000 个字符，请删减后再提交。"]),
        (
            {"industry_codes": ["pump_valve", "electrical", "footwear", "apparel", "digital", "other"]},
            ["主要产业：最多选 5 个产业。"],
        ),
    ],
)
def test_bad_input_is_explained_and_kept(visitor: Visitor, values: dict, errors: list[str] | None) -> None:
    visitor.sign_in(make_user())
    page = visitor.post("/organisations/new", {**FIRM, **values})
    assert page.status == 422
    assert page.title.startswith("有 1 处需要修改：登记机构")
    assert len(page.errors()) == 1
    if errors:
        assert page.errors() == errors
    if "short_name" not in values:
        assert page.soup.select_one("input[name=short_name]")["value"] == "瓯锚泵阀"
    with reading():
        assert session.scalar(select(func.count(Organisation.id))) == 0


def test_a_code_that_fails_only_the_check_sign_is_kept_with_a_warning(visitor: Visitor) -> None:
    visitor.sign_in(make_user())
    page = visitor.post("/organisations/new", {**FIRM, "credit_code": "9135O1OOM0001TGQXM"})
    assert "已按数字 0 和 1 保存：91350100M0001TGQXM。请核对。" in page.text
    assert "早期的部分代码也会这样" in page.text
    assert stored().credit_code_needs_check is True


def test_a_taken_code_says_how_to_join_and_names_only_public_organisations(visitor: Visitor) -> None:
    make_organisation(name="公开的厂", credit_code="91330302MA00000154")
    make_organisation(name="还没公开的厂", credit_code="91330381MA00000B72", state="unverified", verified_at=None)
    visitor.sign_in(make_user())
    public = visitor.post("/organisations/new", FIRM)
    assert public.status == 422
    assert public.errors()[0].startswith(
        "统一社会信用代码：这个代码已由“公开的厂”登记。如果那就是您所在的机构，请它的管理员在“成员”页"
    )
    hidden = visitor.post("/organisations/new", {**FIRM, "credit_code": "91330381 ma00000b72"})
    assert hidden.status == 422
    assert hidden.errors()[0].startswith("统一社会信用代码：这个代码已有机构登记，正等待核验。")
    assert "还没公开的厂" not in hidden.html


def test_an_unverified_organisation_is_seen_by_members_and_its_officers_only(app: Flask) -> None:
    owner, reader = make_user(), make_user()
    hidden = make_organisation(owner=owner, reader=reader, state="unverified", verified_at=None, name="未核验的厂")
    expected = {
        None: 404,
        make_user().id: 404,
        make_user(Role.BROKER).id: 404,
        make_user(Role.COUNTY_OFFICER, county_code="330302").id: 404,
        make_user(Role.COUNTY_OFFICER, county_code="330324").id: 200,
        make_user(Role.CITY_OFFICER).id: 200,
        make_user(Role.ADMINISTRATOR).id: 200,
        owner.id: 200,
        reader.id: 200,
    }
    found = {}
    for user_id in expected:
        visitor = Visitor(app)
        if user_id:
            with reading():
                user = session.get_one(User, user_id)
                session.expunge_all()
            visitor.sign_in(user)
        found[user_id] = visitor.open(f"/organisations/{hidden.id}").status
    assert found == expected
    assert "未核验的厂" not in Visitor(app).open("/organisations").text


def test_the_contact_is_not_public(app: Flask) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner, contact_name="郑屿舟", contact_phone="0577-88880000")
    page = f"/organisations/{organisation.id}"
    for visitor in (Visitor(app), Visitor(app).sign_in(make_user(Role.BROKER))):
        assert "0577-88880000" not in visitor.open(page).html
    assert "0577-88880000" in Visitor(app).sign_in(owner).open(page).html


def test_what_rooms_above_hang_into_the_page_is_shown(visitor: Visitor) -> None:
    organisation = make_organisation()
    before = list(_panels.get("organisation", []))
    register_panel("organisation", lambda _viewer, one: [Panel("organisations/_state_tag.html", {}, MAIN)])
    try:
        page = visitor.open(f"/organisations/{organisation.id}")
    finally:
        _panels["organisation"] = before
    assert page.status == 200
    assert "已核验" in page.soup.select_one(".detail-main").get_text()


def test_editing_needs_an_owner(app: Flask) -> None:
    owner, editor, reader = make_user(), make_user(), make_user()
    organisation = make_organisation(owner=owner, editor=editor, reader=reader)
    path = f"/organisations/{organisation.id}/edit"
    answers = {}
    for name, user in {"owner": owner, "editor": editor, "reader": reader, "stranger": make_user()}.items():
        answers[name] = Visitor(app).sign_in(user).open(path).status
    assert answers == {"owner": 200, "editor": 403, "reader": 403, "stranger": 403}
    assert Visitor(app).open(path).path == "/accounts/sign-in"


def test_a_change_of_core_facts_asks_the_officers_again_while_the_page_stays(app: Flask, visitor: Visitor) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner, **{**FIRM, "kind": "enterprise"})
    visitor.sign_in(owner)
    page = visitor.open(f"/organisations/{organisation.id}/edit")
    visitor.submit(page, {"introduction": "新的简介"}, button="保存资料")
    assert stored().state == "verified"
    page = visitor.submit(
        visitor.open(f"/organisations/{organisation.id}/edit"), {"name": "新的名字"}, button="保存资料"
    )
    assert "已重新提交核验" in page.text
    assert (stored().state, stored().is_public) == ("submitted", True)
    assert Visitor(app).open(f"/organisations/{organisation.id}").status == 200
    with reading():
        rows = session.scalars(select(HistoryEntry).where(HistoryEntry.subject_type == "organisations")).all()
        assert [(row.action, row.data.get("fields")) for row in rows] == [
            ("organisations.changed", ["introduction"]),
            ("organisations.changed", ["name"]),
            ("organisations.submitted", None),
        ]


def test_two_people_editing_at_once_see_both_versions(app: Flask) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner, **FIRM)
    first, second = Visitor(app).sign_in(owner), Visitor(app).sign_in(owner)
    path = f"/organisations/{organisation.id}/edit"
    pages = first.open(path), second.open(path)
    assert first.submit(pages[0], {"short_name": "甲"}, button="保存资料").status == 200
    answer = second.submit(pages[1], {"short_name": "乙"}, button="保存资料")
    assert answer.status == 409
    assert [cell.get_text() for cell in answer.soup.select("tbody td")] == ["乙", "甲"]
    assert stored().short_name == "甲"


def test_the_list_filters_counts_and_searches(visitor: Visitor) -> None:
    make_organisation(name="甲阀门厂", industry_codes=["pump_valve"])
    make_organisation(name="乙阀门厂", industry_codes=["pump_valve", "electrical"], county_code="330382")
    make_organisation(name="丙大学", kind="university", industry_codes=[], county_code="330304")
    make_organisation(name="丁阀门厂", state="submitted", verified_at=None)

    def names(query: str) -> list[str]:
        return [link.get_text() for link in visitor.open(f"/organisations{query}").soup.select("main h2 a")]

    assert names("") == ["丙大学", "乙阀门厂", "甲阀门厂"]
    assert names("?q=阀门") == ["乙阀门厂", "甲阀门厂"]
    assert names("?kind=university") == ["丙大学"]
    assert names("?industry=electrical") == ["乙阀门厂"]
    assert names("?county=330382&county=330304") == ["丙大学", "乙阀门厂"]
    assert names("?q=阀门&county=330304") == []
    page = visitor.open("/organisations?kind=enterprise")
    counts = {
        label.find("span").get_text(): label.select_one(".choice-count").get_text()
        for label in page.soup.select(".facets .choice")
    }
    assert counts["企业"] == "2"
    assert counts["高校"] == "1"
    assert counts["乐清市"] == "1"
    assert "瓯海区" not in counts
    assert counts["泵阀"] == "2"


@pytest.mark.parametrize(
    "query",
    ["?page=-1", "?page=999999999999", "?kind=nonsense", "?q=%25_%27", '?q=title:*+OR+"', "?q=" + "x" * 3000, "?q=😀",
     "?industry=%22", "?county=a&county=b"],
)  # fmt: skip
def test_odd_addresses_of_the_list_get_an_answer(visitor: Visitor, query: str) -> None:
    make_organisation()
    assert visitor.open("/organisations" + query).status == 200


def test_the_queries_of_the_list_do_not_grow_with_its_rows(app: Flask, visitor: Visitor) -> None:
    counted: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted.append(statement)

    event.listen(database().engine, "before_cursor_execute", count)
    found = []
    make_organisation()
    visitor.open("/organisations")
    for _ in range(2):
        counted.clear()
        visitor.open("/organisations")
        found.append(len([one for one in counted if one.startswith("SELECT")]))
        make_organisation()
        make_organisation()
    event.remove(database().engine, "before_cursor_execute", count)
    assert found[0] == found[1]
    assert found[0] <= 12


MATRIX = {
    "nobody": 303,
    "enterprise": 403,
    "researcher": 403,
    "broker": 403,
    "investor": 403,
    "owner": 403,
    "county_officer elsewhere": 403,
    "county_officer here": 303,
    "city_officer": 303,
    "administrator": 303,
    "city_officer who is a member": 403,
}


@pytest.mark.parametrize("verb", ["verify", "refuse"])
@pytest.mark.parametrize("who", MATRIX)
def test_who_may_decide_about_an_organisation(app: Flask, who: str, verb: str) -> None:
    owner = make_user()
    users = {
        "nobody": None,
        "owner": owner,
        "county_officer elsewhere": make_user(Role.COUNTY_OFFICER, county_code="330302"),
        "county_officer here": make_user(Role.COUNTY_OFFICER, county_code="330324"),
        "city_officer who is a member": make_user(Role.CITY_OFFICER),
    }
    user = users[who] if who in users else make_user(who)
    member = user if who == "city_officer who is a member" else None
    organisation = make_organisation(owner=owner, editor=member, state="submitted", verified_at=None)
    visitor = Visitor(app)
    if user is not None:
        visitor.sign_in(user)
    answer = visitor.post(f"/desk/organisations/{organisation.id}/{verb}", {"reason": "名称与执照不一致"}, follow=False)
    assert answer.status == MATRIX[who]
    allowed = MATRIX[who] == 303 and who != "nobody"
    outcome = {"verify": "verified", "refuse": "refused"}[verb]
    assert stored().state == (outcome if allowed else "submitted")
    if who == "nobody":
        assert answer.response.location.endswith("/accounts/sign-in")


def test_verifying_tells_the_members_and_opens_the_page(app: Flask, visitor: Visitor) -> None:
    owner, reader = make_user(name="甲"), make_user(name="乙")
    organisation = make_organisation(
        owner=owner, reader=reader, name="瓯锚泵阀", state="unverified", verified_at=None, credit_code_needs_check=True
    )
    officer = make_user(Role.COUNTY_OFFICER, county_code="330324")
    make_user(Role.COUNTY_OFFICER, county_code="330302")
    make_user(Role.CITY_OFFICER)
    visitor.sign_in(owner)
    visitor.submit(visitor.open(f"/organisations/{organisation.id}"), button="提交核验")
    with reading():
        told = session.execute(select(Notice.user_id, Notice.kind)).all()
        assert told == [(officer.id, "organisations.submitted")]
    desk = Visitor(app).sign_in(officer)
    page = desk.open("/desk/organisations")
    assert [link.get_text() for link in page.soup.select("main tbody a")] == ["瓯锚泵阀"]
    page = desk.submit(desk.open(f"/desk/organisations/{organisation.id}"), button="通过核验")
    assert "瓯锚泵阀已通过核验，成员会收到消息。" in page.text
    assert (stored().is_verified, stored().credit_code_needs_check) == (True, False)
    assert Visitor(app).open(f"/organisations/{organisation.id}").status == 200
    subjects = sorted((mail["To"], mail["Subject"]) for mail in letters(app) if "已通过核验" in mail["Subject"])
    assert subjects == sorted([(owner.email, "瓯锚泵阀已通过核验"), (reader.email, "瓯锚泵阀已通过核验")])
    again = desk.post(f"/desk/organisations/{organisation.id}/verify")
    assert again.status == 409


def test_a_refusal_needs_a_reason_which_reaches_the_members(app: Flask, visitor: Visitor) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner, name="瓯锚泵阀", state="submitted", verified_at=None)
    visitor.sign_in(make_user(Role.CITY_OFFICER))
    page = visitor.submit(visitor.open(f"/desk/organisations/{organisation.id}"), button="退回并告诉成员")
    assert page.status == 422
    assert page.errors() == ["退回的原因：请写明原因，机构成员会收到。"]
    visitor.submit(page, {"reason": "名称与营业执照不一致"}, button="退回并告诉成员")
    (mail,) = letters(app, owner.email)
    assert mail["Subject"] == "瓯锚泵阀没有通过核验"
    assert "原因：名称与营业执照不一致" in mail.get_content()
    mine = Visitor(app).sign_in(owner)
    page = mine.open(f"/organisations/{organisation.id}")
    assert "没有通过核验。 原因：名称与营业执照不一致" in page.text
    mine.submit(page, button="提交核验")
    assert stored().state == "submitted"
    with reading():
        entry = session.scalars(select(HistoryEntry).where(HistoryEntry.to_state == "refused")).one()
        assert (entry.from_state, entry.reason) == ("submitted", "名称与营业执照不一致")


def test_a_county_officer_sees_the_own_county_only(app: Flask, visitor: Visitor) -> None:
    make_organisation(name="永嘉的厂", county_code="330324", state="submitted", verified_at=None)
    make_organisation(name="鹿城的厂", county_code="330302", state="submitted", verified_at=None)
    make_organisation(name="外地的厂", county_code=None, state="submitted", verified_at=None)

    def names(visitor: Visitor, query: str = "") -> list[str]:
        return [link.get_text() for link in visitor.open(f"/desk/organisations{query}").soup.select("main tbody a")]

    county = visitor.sign_in(make_user(Role.COUNTY_OFFICER, county_code="330324"))
    assert names(county) == ["永嘉的厂"]
    assert names(county, "?county=330302&state=all") == []
    city = Visitor(app).sign_in(make_user(Role.CITY_OFFICER))
    assert names(city) == ["永嘉的厂", "鹿城的厂", "外地的厂"]
    assert names(city, "?county=330302") == ["鹿城的厂"]
    assert names(city, "?q=外地") == ["外地的厂"]
    assert names(city, "?state=verified") == []


def test_acting_for_one_of_several_organisations(app: Flask, visitor: Visitor) -> None:
    user = make_user()
    first, second = make_organisation(owner=user, short_name="甲厂"), make_organisation(reader=user, short_name="乙厂")
    other = make_organisation()
    visitor.sign_in(user)
    assert visitor.open("/organisations").soup.select_one(".menu-name").get_text() == "甲厂"
    page = visitor.submit(visitor.open("/organisations"), button="改为代表 乙厂")
    assert "您现在代表乙厂。" in page.text
    assert page.soup.select_one(".menu-name").get_text() == "乙厂"
    assert visitor.post(f"/organisations/{other.id}/act-for").status == 404
    visitor.post("/accounts/sign-out")
    visitor.sign_in(user)
    assert visitor.open("/organisations").soup.select_one(".menu-name").get_text() == "乙厂"
    with unit_of_work() as work:
        work.delete(work.scalars(select(Membership).where(Membership.organisation_id == second.id)).one())
    assert visitor.open("/organisations").soup.select_one(".menu-name").get_text() == "甲厂"
    assert first.id != second.id


def test_a_web_address_without_its_scheme_is_understood(visitor: Visitor) -> None:
    visitor.sign_in(make_user())
    page = visitor.post("/organisations/new", {**FIRM, "website": "www.example.com/pumps"})
    assert page.status == 200, page.errors()
    with reading():
        assert session.scalars(select(Organisation.website)).one() == "http://www.example.com/pumps"
