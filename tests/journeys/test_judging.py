"""The trip of a judgment: a side says no, a broker says yes, both lists follow at once, and all of it is taken back."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from matchmaking.core.db import reading, session
from matchmaking.core.history import HistoryEntry
from matchmaking.matching.judgment_models import Judgment
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.matching.records import plant_unrelated, two_criteria, two_measurements
from tests.visitor import Seen, Visitor


def rows(page: Seen) -> list[str]:
    """The titles of a list of matches."""
    return [one.get_text(strip=True) for one in page.soup.select("article.record h2")]


def said(page: Seen) -> str:
    """What is said of the first match of a list."""
    found = page.soup.select_one("article.record .said")
    return "" if found is None else found.get_text(" ", strip=True)


def test_what_is_said_of_a_match_changes_what_both_sides_see(app: Flask) -> None:
    plant_unrelated()
    owner, researcher = make_user(), make_user("researcher")
    enterprise = make_organisation(owner=owner, name="鹿鸣泵阀有限公司")
    university = make_organisation(kind="university", owner=researcher, name="东瓯理工大学")
    demand = make_demand(enterprise, title="含颗粒介质球阀阀座涂层", criteria=two_criteria(), hides_name=True)
    achievements = [
        make_achievement(university, title=f"球阀阀座碳化钨涂层{word}", measurements=two_measurements())
        for word in ("甲", "乙")
    ]
    buyer, maker = Visitor(app).sign_in(owner), Visitor(app).sign_in(researcher)
    broker = Visitor(app).sign_in(make_user("broker"))
    first, second = rows(buyer.open("/matches"))

    # A broker finds the demand in the queue and rates the second candidate as the best.
    page = broker.open("/desk/matches")
    link = page.soup.select_one("h2.record-title a")["href"]
    better = next(one for one in achievements if one.title == second)
    broker.submit(broker.open(link), {"verdict": "strong"}, action=f"/{better.id}/judge")
    page = buyer.open("/matches")
    assert rows(page) == [second, first]
    assert "评为强相关" in said(page)
    assert "评为强相关" in said(maker.open("/matches"))

    # The enterprise cannot use it; four impatient clicks are one judgment.
    form = {"verdict": "irrelevant", "reason_code": "temperature", "sentence": "鹿鸣的工况到 450 ℃", "seen": "0"}
    form["csrf_token"] = buyer.token()
    address = f"/matches/{demand.id}/{better.id}/judge"
    clickers = [Visitor(app) for _click in range(4)]
    for one in clickers:
        one.client.set_cookie("session", buyer.client.get_cookie("session").value)
    with ThreadPoolExecutor(4) as clicks:
        answers = list(clicks.map(lambda one: one.send("post", address, data=form).status_code, clickers))
    assert answers == [303] * 4
    with reading():
        assert session.scalars(select(Judgment.verdict).order_by(Judgment.id)).all() == ["strong", "irrelevant"]
    page = buyer.open("/matches")
    assert rows(page) == [first]
    assert "已标记不相关 1" in page.text

    # Asked why the pair is gone, the site says so to the enterprise; for the other side it is still there.
    pair = address.removesuffix("/judge")
    page = buyer.open(f"{pair}/why-not")
    assert "您或同事标记过不相关 主要原因" in page.text
    page = maker.open(f"{pair}/why-not")
    assert page.path == pair
    assert "满足的指标 2 项：" in page.text

    # The other side keeps the pair and reads the reason, and neither who said it nor the sentence.
    page = maker.open("/matches")
    assert len(rows(page)) == 2
    assert "标为不相关：温度范围不够" in page.text
    for secret in ("鹿鸣", "450 ℃", owner.name):
        assert secret not in page.html
    assert "鹿鸣" not in maker.open(address.removesuffix("/judge")).html

    # Both take back what they said, from the list of what they said.
    for visitor in (buyer, broker):
        page = visitor.submit(visitor.open("/matches/judgments"), action="/undo")
        assert "已撤销" in page.text
    page = buyer.open("/matches")
    assert (rows(page), said(page)) == ([first, second], "")
    with reading():
        actions = session.scalars(
            select(HistoryEntry.action).where(HistoryEntry.action.like("judgments.%")).order_by(HistoryEntry.id)
        ).all()
    assert actions == ["judgments.given", "judgments.given", "judgments.undone", "judgments.undone"]
