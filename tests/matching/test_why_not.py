"""Asking why a pair is not among the matches: finding the other record, the reasons, and what to do about each."""

import pytest
from flask import Flask

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.jobs import Job, run_waiting
from matchmaking.demands.models import Demand
from matchmaking.matching.models import Match
from matchmaking.matching.word_gaps import gaps
from matchmaking.vocabulary.thesaurus import Thesaurus
from matchmaking.vocabulary.word_tables import WordRow
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.kept import kept
from tests.matching.records import plant_unrelated
from tests.visitor import Seen, Visitor


class World:
    """A demand with its match, and an achievement of another trade that somebody may miss."""

    def __init__(self) -> None:
        plant_unrelated()
        self.buyer, self.maker, self.broker = make_user(), make_user("researcher"), make_user("broker")
        enterprise = make_organisation(owner=self.buyer, name="鹿鸣泵阀有限公司")
        university = make_organisation(kind="university", owner=self.maker, name="东瓯理工大学")
        self.demand_id = make_demand(enterprise, hides_name=True).id
        self.matched_id = make_achievement(university).id
        far = make_achievement(
            university, title="鞋楦自动打磨装置", summary="打磨鞋楦。", problem_solved="", description="",
            comparison="", keywords=["打磨"], industry_codes=["shoes"], measurements=[],
        )  # fmt: skip
        self.far_id, self.far_number = far.id, far.number
        own = make_achievement(enterprise, title="含颗粒介质球阀的阀座耐磨涂层")
        self.own_id = own.id

    def why(self, visitor: Visitor, achievement_id: int) -> Seen:
        return visitor.open(f"/matches/{self.demand_id}/{achievement_id}/why-not")


@pytest.fixture
def world(app: Flask) -> World:
    return kept(app, "why_not", World)


def reasons(page: Seen) -> list[str]:
    return [one.get_text(" ", strip=True) for one in page.soup.select("ol.reasons h2")]


def test_a_missed_record_is_found_by_number_and_by_title_and_says_what_is_missing(app: Flask, world: World):
    buyer = Visitor(app).sign_in(world.buyer)
    link = buyer.open(f"/demands/{world.demand_id}").soup.select_one('a[href$="/why-not"]')
    page = buyer.open(f"{link['href']}?q={world.far_number.lower()}")
    assert [one.get_text(strip=True) for one in page.soup.select(".rows h2")] == ["鞋楦自动打磨装置"]
    page = buyer.open(f"{link['href']}?q=阀座")
    assert "已匹配" in page.text
    answer = world.why(buyer, world.far_id)
    assert reasons(answer)[0] in ("共同的用词太少 主要原因", "产业不同，共同的用词还不够多 主要原因")
    assert "打磨" in answer.soup.select_one("#gaps-title").find_parent("section").get_text()
    assert "补进关键词" in answer.text
    assert "没有找到" in buyer.open(f"{link['href']}?q=籱").text


def test_a_pair_that_is_matched_leads_to_its_own_page_until_it_is_put_aside(app: Flask, world: World):
    buyer = Visitor(app).sign_in(world.buyer)
    page = world.why(buyer, world.matched_id)
    assert page.path == f"/matches/{world.demand_id}/{world.matched_id}"
    buyer.submit(page, {"reason_code": "temperature"}, button="标为不相关")
    aside = world.why(buyer, world.matched_id)
    assert reasons(aside) == ["您或同事标记过不相关 主要原因"]
    back = buyer.submit(aside, button="撤销")
    assert back.path == f"/matches/{world.demand_id}/{world.matched_id}"
    assert world.why(Visitor(app).sign_in(world.broker), world.matched_id).path == back.path


def test_whose_a_hidden_demand_is_cannot_be_learned_by_asking(app: Flask, world: World):
    assert reasons(world.why(Visitor(app).sign_in(world.buyer), world.own_id)) == ["双方是同一家单位 主要原因"]
    for person in (world.maker, world.broker):
        page = world.why(Visitor(app).sign_in(person), world.own_id)
        assert "同一家单位 主要原因" not in page.text
        assert "鹿鸣" not in page.soup.select_one("h1").find_parent("div").get_text().replace(
            page.soup.select(".page-head .meta")[-1].get_text(), ""
        )


def test_what_is_not_published_has_no_other_reason(app: Flask, world: World):
    with unit_of_work():
        session.get_one(Demand, world.demand_id).state = "expired"
    run_waiting()
    page = world.why(Visitor(app).sign_in(world.buyer), world.far_id)
    assert reasons(page) == ["需求现在没有公开 主要原因"]
    assert "已经过期" in page.text
    assert world.why(Visitor(app).sign_in(world.maker), world.far_id).status == 404


def test_a_worthy_pair_that_is_not_stored_can_be_weighed_again(app: Flask, world: World):
    with unit_of_work():
        for match in session.query(Match).filter_by(achievement_id=world.matched_id):
            session.delete(match)
    buyer = Visitor(app).sign_in(world.buyer)
    page = world.why(buyer, world.matched_id)
    assert reasons(page) == ["够条件，但还没有排进来 主要原因"]
    waiting = buyer.submit(page, button="现在重新比对")
    buyer.submit(page, button="现在重新比对")
    assert reasons(waiting) == ["刚有改动，正在重新计算 主要原因"]
    with reading():
        assert session.query(Job).filter_by(name="matching.rematch", state="waiting").count() == 1
    run_waiting()
    assert world.why(buyer, world.matched_id).path == f"/matches/{world.demand_id}/{world.matched_id}"


def test_a_pair_without_a_place_is_told_what_is_better(app: Flask, world: World):
    """With one place for each record, a weaker pair finds both taken."""
    app.config["MATCHES_KEPT"] = 1
    with reading():
        maker = session.get_one(Achievement, world.matched_id).organisation
        session.expunge_all()
    weaker = make_achievement(maker, title="阀座耐磨涂层的检测", readiness_level=None, measurements=[])
    make_demand(title="阀座耐磨涂层的检测", criteria=[])
    page = world.why(Visitor(app).sign_in(world.buyer), weaker.id)
    assert reasons(page) == ["双方都有更合适的 主要原因"]
    assert "这条需求有 1 项成果更合适。" in page.text
    (better,) = page.soup.select("ol.reasons .tasks a")
    assert better["href"] == f"/matches/{world.demand_id}/{world.matched_id}"


def test_words_of_one_side_are_named_once_with_their_other_names():
    thesaurus = Thesaurus(
        [
            WordRow("断路器", ("空气开关",), (), (), "circuit breaker", "机械"),
            WordRow("阀座", (), (), (), "valve seat", "机械"),
            WordRow("球阀阀座", (), (), (), "ball valve seat", "机械"),
        ]
    )
    found = gaps(thesaurus, ["球阀阀座和断路器", "阀座"], ["耐磨涂层"], "只说了涂层")
    assert [(one.word, one.names) for one in found] == [("耐磨涂层", ()), ("球阀阀座", ()), ("断路器", ("空气开关",))]
    assert [one.word for one in gaps(thesaurus, ["断路器", ""], [], "空气开关的触头")] == []
