"""The buttons and pages of following, as a visitor uses them without scripts."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.follows import services
from matchmaking.follows.models import Follow, SavedSearch
from matchmaking.follows.watched import WATCHED
from matchmaking.notifications.services import choose
from matchmaking.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.house.test_queries import MOST, counted
from tests.visitor import Visitor


def searches() -> list[SavedSearch]:
    with reading():
        found = list(session.scalars(select(SavedSearch).order_by(SavedSearch.id)))
        session.expunge_all()
        return found


def test_a_list_is_subscribed_to_with_its_words_and_filters(visitor: Visitor) -> None:
    user = make_user()
    make_demand(title="阀座耐磨涂层")
    visitor.sign_in(user)
    page = visitor.open("/demands?q=阀座&industry=pump_valve&sort=newest&page=1&nonsense=1")
    page = visitor.submit(page, button="订阅此搜索")
    assert page.path == "/notices/searches"
    assert "“阀座”、" in page.text
    (saved,) = searches()
    assert saved.arguments == {"q": ["阀座"], "industry": ["pump_valve"]}
    link = page.soup.select_one("main h2 a")["href"]
    assert "已订阅" in visitor.open(link).text
    assert "订阅此搜索" not in visitor.open("/demands?industry=pump_valve&q=阀座").text
    page = visitor.post("/notices/searches/add/demand", {"q": " 阀座 ", "industry": "pump_valve"})
    assert "您已经订阅过这个搜索" in page.text
    assert len(searches()) == 1


def test_the_button_is_there_once_even_when_the_process_has_several_applications(
    make_app: Callable[..., Flask],
) -> None:
    with make_app().app_context(), (app := make_app()).app_context():
        page = Visitor(app).sign_in(make_user()).open("/demands")
    assert page.text.count("订阅此搜索") == 1


def test_the_list_says_how_one_is_really_told(visitor: Visitor) -> None:
    user = make_user()
    visitor.sign_in(user)
    page = visitor.post("/notices/searches/add/demand", {"q": "阀座"})
    assert page.soup.select_one("main article .meta").get_text(strip=True).startswith("立即发邮件")
    with unit_of_work():
        choose(user.id, {"alerts": "nothing"})
    page = visitor.open("/notices/searches")
    assert page.soup.select_one("main article .meta").get_text(strip=True).startswith("完全不提醒")


def test_an_empty_list_can_be_subscribed_to_as_well(visitor: Visitor) -> None:
    visitor.sign_in(make_user())
    page = visitor.submit(visitor.open("/achievements?q=还没有的东西"), button="订阅此搜索")
    assert [one.get_text(strip=True) for one in page.soup.select("main h2 a")] == ["还没有的东西"]


def test_who_is_not_signed_in_is_led_there_and_back(visitor: Visitor) -> None:
    page = visitor.open("/demands?q=阀座")
    link = page.soup.find("a", string=lambda text: text and "登录后订阅此搜索" in text) or page.soup.select_one(
        "a[href*='sign-in'][class*='quiet']"
    )
    assert "next=/demands" in link["href"]
    assert visitor.post("/notices/searches/add/demand", {"q": "阀座"}).path == "/accounts/sign-in"
    assert searches() == []


def test_a_saved_search_is_renamed_paused_resumed_and_deleted(visitor: Visitor) -> None:
    visitor.sign_in(make_user())
    visitor.post("/notices/searches/add/achievement", {"q": "涂层"})
    (saved,) = searches()
    page = visitor.open(f"/notices/searches/{saved.id}/edit")
    page = visitor.submit(page, {"name": "我的涂层", "delivery": "daily"}, button="保存订阅")
    assert "每天汇总成一封" in page.text
    page = visitor.submit(page, button="暂停")
    assert "已暂停“我的涂层”。" in page.text
    since = searches()[0].since
    page = visitor.submit(page, button="继续")
    assert searches()[0].since > since
    page = visitor.submit(page, button="删除")
    assert "还没有订阅搜索" in page.text
    assert searches() == []


def test_a_bad_or_stale_change_is_refused(visitor: Visitor) -> None:
    visitor.sign_in(make_user())
    visitor.post("/notices/searches/add/achievement", {"q": "涂层"})
    path = f"/notices/searches/{searches()[0].id}/edit"
    page = visitor.open(path)
    assert visitor.submit(page, {"name": ""}).errors() == ["请填写名称。"]
    assert visitor.submit(page, {"delivery": "hourly"}).status == 422
    assert visitor.submit(page, {"name": "一"}).status == 200
    assert visitor.submit(page, {"name": "二"}).status == 409
    assert searches()[0].name == "一"


def test_the_searches_of_others_do_not_exist(app: Flask) -> None:
    owner, other = make_user(), Visitor(app).sign_in(make_user())
    with unit_of_work():
        services.save_search(owner.id, WATCHED["demand"], {"q": ["阀座"]})
    number = searches()[0].id
    assert other.open(f"/notices/searches/{number}/edit").status == 404
    for verb in ("edit", "pause", "resume", "delete"):
        assert other.post(f"/notices/searches/{number}/{verb}").status == 404, verb
    assert "阀座" not in other.open("/notices/searches").text
    assert len(searches()) == 1
    assert other.post("/notices/searches/add/organisation", {"q": "x"}).status == 404


def test_a_person_keeps_only_so_many(app: Flask) -> None:
    app.config["SAVED_SEARCHES"], app.config["FOLLOWS"] = 2, 1
    visitor = Visitor(app).sign_in(make_user())
    for word in ("一", "二", "三"):
        page = visitor.post("/notices/searches/add/demand", {"q": word})
    assert page.status == 409
    assert "最多订阅 2 个搜索。" in page.text
    assert len(searches()) == 2
    first, second = make_organisation(), make_organisation()
    assert visitor.post(f"/organisations/{first.id}/follow").status == 200
    page = visitor.post(f"/organisations/{second.id}/follow")
    assert (page.status, "最多关注 1 家机构。" in page.text) == (409, True)


def test_an_organisation_is_followed_and_unfollowed(visitor: Visitor) -> None:
    organisation = make_organisation(name="瓯锚泵阀有限公司")
    visitor.sign_in(make_user())
    page = visitor.submit(visitor.open(f"/organisations/{organisation.id}"), action="/follow")
    assert "已关注瓯锚泵阀有限公司。" in page.text
    page = visitor.open("/notices/following")
    assert "瓯锚泵阀有限公司" in page.text
    page = visitor.submit(page, button="取消关注")
    assert "还没有关注机构" in page.text
    visitor.submit(visitor.open(f"/organisations/{organisation.id}"), action="/follow")
    page = visitor.submit(visitor.open(f"/organisations/{organisation.id}"), button="取消关注")
    assert page.path == f"/organisations/{organisation.id}"
    with reading():
        assert session.scalars(select(Follow)).all() == []
    assert visitor.post(f"/organisations/{organisation.id}/unfollow").status == 404


def test_ones_own_and_unverified_organisations_cannot_be_followed(visitor: Visitor) -> None:
    user = make_user()
    own, unknown = make_organisation(reader=user), make_organisation(state="submitted", verified_at=None)
    visitor.sign_in(user)
    assert "/follow" not in visitor.open(f"/organisations/{own.id}").html
    assert visitor.post(f"/organisations/{own.id}/follow").status == 403
    assert visitor.post(f"/organisations/{unknown.id}/follow").status == 404
    assert visitor.post("/organisations/99999/follow").status == 404


def test_an_organisation_that_is_public_no_longer_is_left_out(visitor: Visitor) -> None:
    organisation = make_organisation(name="曾经公开有限公司")
    visitor.sign_in(make_user())
    visitor.post(f"/organisations/{organisation.id}/follow")
    with unit_of_work():
        stored = session.get_one(Organisation, organisation.id)
        stored.state, stored.verified_at = "refused", None
    assert "曾经公开有限公司" not in visitor.open("/notices/following").text


def test_industries_are_chosen_on_the_page_of_the_vocabulary(visitor: Visitor) -> None:
    assert "登录后关注产业" in visitor.open("/vocabulary").text
    visitor.sign_in(make_user())
    page = visitor.open("/vocabulary")
    page = visitor.submit(page, {"industry": ["pump_valve", "footwear", "nonsense"]}, button="保存关注的产业")
    assert page.path == "/notices/following"
    ticked = [one["value"] for one in page.soup.select("main input[name=industry][checked]")]
    assert sorted(ticked) == ["footwear", "pump_valve"]
    page = visitor.submit(page, {"industry": ["footwear"]}, button="保存关注的产业")
    ticked = [one["value"] for one in page.soup.select("main input[name=industry][checked]")]
    assert ticked == ["footwear"]


@pytest.mark.parametrize("path", ["/notices/searches", "/notices/following"])
def test_a_page_costs_the_same_however_much_is_followed(app: Flask, path: str) -> None:
    user = make_user()
    visitor = Visitor(app).sign_in(user)
    costs = []
    for word in ("一", "二"):
        with unit_of_work():
            for number in range(1 if word == "一" else 9):
                services.save_search(user.id, WATCHED["demand"], {"q": [f"{word}{number}"]})
        for _one in range(1 if word == "一" else 9):
            visitor.post(f"/organisations/{make_organisation().id}/follow")
        visitor.open(path)
        with counted() as asked:
            assert visitor.open(path).status == 200
        costs.append(len(asked))
    assert costs[0] == costs[1] <= MOST
