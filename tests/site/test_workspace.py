"""The workspace: what waits for whom, and which tabs belong to whom."""

from datetime import timedelta

import pytest
from flask import Flask

from matchmaking.accounts.models import Role
from matchmaking.core.db import now, session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.jobs import DEAD, Job
from matchmaking.organisations.models import Invitation
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.visitor import Seen, Visitor


def tasks(page: Seen) -> list[str]:
    """The lines of the list of tasks, each with its tag."""
    return [one.get_text(" ", strip=True) for one in page.soup.select('section[aria-labelledby="tasks"] li')]


def tabs(page: Seen) -> list[str]:
    return [one.get_text(strip=True) for one in page.soup.select(".sub-nav a")]


def test_the_workspace_asks_to_sign_in_first(visitor: Visitor) -> None:
    assert visitor.open("/workspace").path == "/accounts/sign-in"


def test_somebody_without_an_organisation_is_told_where_to_begin(app: Flask) -> None:
    page = Visitor(app).sign_in(make_user()).open("/workspace")
    assert tasks(page) == ["先登记或加入一个机构，再以它的名义发布"]
    assert "还没有匹配" in page.text


def test_drafts_returns_and_deadlines_of_the_own_organisation_are_listed_the_returned_first(app: Flask) -> None:
    user = make_user()
    own = make_organisation(owner=user)
    make_demand(own, title="写了一半", state="draft")
    make_demand(own, title="被退回的", state="draft", state_reason="请补充单位")
    make_demand(own, title="快到期的", deadline_on=today() + timedelta(days=3))
    make_demand(own, title="还早的", deadline_on=today() + timedelta(days=30))
    make_demand(title="别人的草稿", state="draft")
    page = Visitor(app).sign_in(user).open("/workspace")
    assert tasks(page) == [
        "按退回理由修改“被退回的” 已退回",
        "接着写“写了一半” 草稿",
        "需求“快到期的”快到截止日期，需要时请延期 还剩 3 天",
    ]
    tiles = {one.span.get_text(): one.b.get_text() for one in page.soup.select(".tile")}
    assert tiles == {"未读消息": "0", "已发布的需求": "2", "需求草稿": "2"}
    for link in page.soup.select('section[aria-labelledby="tasks"] a, .tile'):
        assert Visitor(app).sign_in(user).open(link["href"]).status == 200


@pytest.mark.parametrize(("state", "words"), [("unverified", "提交机构核验"), ("refused", "机构核验没有通过")])
def test_the_owner_is_reminded_of_the_verification(app: Flask, state: str, words: str) -> None:
    owner, reader = make_user(), make_user()
    make_organisation(owner=owner, reader=reader, state=state, verified_at=None)
    assert words in tasks(Visitor(app).sign_in(owner).open("/workspace"))[0]
    assert tasks(Visitor(app).sign_in(reader).open("/workspace")) == []


def test_an_invitation_comes_first(app: Flask) -> None:
    host, guest = make_user(), make_user()
    own = make_organisation(owner=host)
    with unit_of_work():
        session.add(
            Invitation(
                organisation_id=own.id, email=guest.email, role="editor", token_hash="y" * 64, invited_by_id=host.id,
                created_at=now(), expires_at=now() + timedelta(days=7),
            )
        )  # fmt: skip
    page = Visitor(app).sign_in(guest).open("/workspace")
    assert tasks(page)[0] == "有 1 个机构邀请您加入 待答复"


def test_desks_see_what_waits_for_them_and_county_officers_only_their_county(app: Flask) -> None:
    make_demand(state="submitted", county_code="330324")
    make_achievement(state="submitted", county_code="330382")
    make_organisation(state="submitted", verified_at=None, county_code="330324")
    found = {}
    for role, county in (("broker", None), ("county_officer", "330324"), ("city_officer", None), ("enterprise", None)):
        user = make_user(Role(role), county_code=county)
        shown = tasks(Visitor(app).sign_in(user).open("/workspace"))
        found[role] = [one for one in shown if "核验" in one or "凝练" in one]
    demands, achievements, places = "凝练台上有 1 条需求 待办理", "1 条成果等待核验 待核验", "1 家机构等待核验 待核验"
    assert found == {
        "broker": [demands, achievements],
        "county_officer": [demands, places],
        "city_officer": [demands, achievements, places],
        "enterprise": [],
    }


def test_administrators_see_failed_jobs_and_wishes_for_a_role(app: Flask) -> None:
    make_user(requested_role="broker")
    with unit_of_work():
        session.add(Job(name="x", queue="fast", key=None, payload={}, state=DEAD))
    page = Visitor(app).sign_in(make_user(Role.ADMINISTRATOR)).open("/workspace")
    assert tasks(page) == ["1 个后台任务失败 待处理", "1 人申请身份 待处理"]


def test_investors_see_mature_achievements_instead_of_matches(app: Flask) -> None:
    make_achievement(title="还在实验室的涂层", readiness_level=3)
    make_achievement(title="用过两年的涂层", readiness_level=8)
    page = Visitor(app).sign_in(make_user(Role.INVESTOR)).open("/workspace")
    assert "用过两年的涂层" in page.text
    assert "还在实验室的涂层" not in page.text
    assert "最吻合的匹配" not in page.text


def test_a_match_of_an_own_record_leads_to_its_reasons(app: Flask) -> None:
    user = make_user()
    make_demand(make_organisation(owner=user), title="球阀阀座碳化钨涂层寿命")
    make_achievement(title="球阀阀座碳化钨涂层")
    person = Visitor(app).sign_in(user)
    link = person.open("/workspace").soup.select_one('section[aria-labelledby="matches"] .record-title a')
    assert link.get_text() == "球阀阀座碳化钨涂层寿命"
    assert person.open(link["href"]).status == 200


def test_every_role_has_the_tabs_that_it_may_open(app: Flask) -> None:
    wanted = {
        Role.ENTERPRISE: [
            "今日", "我的需求", "我的成果", "专家资料", "服务基地", "我的项目", "我的路演", "项目跟进", "约谈",
            "请教与预约", "匹配", "我的应答", "受邀需求", "应答评选", "授权与保密",
        ],
        Role.INVESTOR: ["今日", "适合我们的项目", "我的路演", "项目跟进", "约谈", "匹配", "应答评选"],
        # The desk first: on a phone only the first tabs are in sight.
        Role.BROKER: [
            "今日", "凝练台", "匹配审阅", "项目跟进", "对接跟进", "匹配质量", "疑似重复", "待核验成果", "待核验专家",
            "待核验基地", "待核验项目", "我的路演", "约谈", "匹配", "应答评选",
        ],
        Role.COUNTY_OFFICER: [
            "今日", "凝练台", "揭榜办理", "匹配审阅", "项目跟进", "对接报表", "技术经理人业绩", "匹配质量", "疑似重复",
            "待核验成果", "待核验专家", "待核验基地", "待核验项目", "机构核验", "我的路演", "约谈", "匹配", "应答评选",
        ],
        Role.ADMINISTRATOR: [
            "今日", "凝练台", "揭榜办理", "匹配审阅", "项目跟进", "对接报表", "技术经理人业绩", "匹配质量", "疑似重复",
            "待核验成果", "待核验专家", "待核验基地", "待核验项目", "机构核验", "我的路演", "约谈", "匹配", "应答评选",
            "人员", "词表", "办理时限", "揭榜规则", "合同模板", "全库匹配", "后台任务",
        ],
    }  # fmt: skip
    for role, labels in wanted.items():
        person = Visitor(app).sign_in(make_user(role, county_code="330324"))
        page = person.open("/workspace")
        assert tabs(page) == labels
        for link in page.soup.select(".sub-nav a"):
            opened = person.open(link["href"])
            assert opened.status == 200
            assert opened.soup.select_one(".sub-nav a[aria-current]").get_text(strip=True) == link.get_text(strip=True)


def test_public_pages_have_no_tabs(app: Flask) -> None:
    person = Visitor(app).sign_in(make_user())
    assert tabs(person.open("/achievements")) == []
    assert tabs(person.open("/no-such-page")) == []
