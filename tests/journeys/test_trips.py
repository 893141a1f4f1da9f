"""The trips that every change must keep natural, walked from the sign-up to the mail about a match."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from matchmaking.core.jobs import run_waiting
from matchmaking.search.following import compare
from matchmaking.search.registry import engine
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.fitting import FITTING_ACHIEVEMENT, FITTING_DEMAND
from tests.factories.organisations import make_organisation
from tests.journeys.steps import (
    ACHIEVEMENT,
    CODE_OF_FIRM,
    CODE_OF_SCHOOL,
    CRITERIA,
    DEMAND,
    MEASUREMENTS,
    Person,
    at_desk,
    publish,
    register,
    sign_up,
    write,
)
from tests.visitor import Seen, Visitor
from tests.writing import change_record

FIRM = {"name": "乐清清瀑曝气设备有限公司", "kind": "enterprise", "credit_code": CODE_OF_FIRM, "contact_name": "池清"}
SCHOOL = {"name": "瓯江试验学院膜材料研究所", "kind": "university", "credit_code": CODE_OF_SCHOOL}


@pytest.fixture
def broker(app: Flask) -> Person:
    return at_desk(app, "broker")


@pytest.fixture
def officer(app: Flask) -> Person:
    """Looks after the county in which both organisations are."""
    return at_desk(app, "county_officer", county_code="330324")


def other_records(count: int = 6) -> None:
    """A catalogue in which words mean something."""
    for _number in range(count):
        make_achievement()
        make_demand()


def findings(page: Seen) -> dict[str, str]:
    """Criterion → verdict, as the panel “why it fits” shows them."""
    found = {}
    for row in page.soup.select("section.match tbody tr"):
        heading, last = row.find("th"), row.find_all("td")[-1]
        found[heading.find("span").get_text(strip=True)] = last.get_text(" ", strip=True)
    return found


VERDICTS = {"氧转移效率": "满足", "连续运行时间": "满足", "阻力损失": "未达到", "膜片硬度": "未说明"}


def enterprise_with_demand(app: Flask, officer: Person, **values: str) -> tuple[Person, str]:
    """Trip 1 up to the demand that waits for its check."""
    person = sign_up(app, "enterprise", "池清", "chi@example.com")
    register(person, officer, **FIRM)
    return person, write(person, "demands", {**DEMAND, **values}, "criteria", CRITERIA)


def researcher_with_achievement(app: Flask, officer: Person) -> tuple[Person, str]:
    """Trip 2 up to the achievement that waits for its check."""
    person = sign_up(app, "researcher", "连膜", "lian@example.com")
    register(person, officer, **SCHOOL)
    return person, write(person, "achievements", ACHIEVEMENT, "measurements", MEASUREMENTS)


def check_told_once(person: Person, subject: str, pair: str) -> None:
    """One notice and one letter about the pair, also after everything ran again."""
    for _again in range(2):
        run_waiting()
        assert len([title for title in person.notices() if subject in title]) == 1, person.notices()
        mails = [(title, text) for title, text in person.mail() if subject in title]
        assert len(mails) == 1, person.mail()
        assert f"http://127.0.0.1:8000{person.prefix}{pair}\n" in mails[0][1]


def test_a_demand_finds_an_achievement_and_both_sides_are_told_once(
    app: Flask, visitor: Visitor, broker: Person, officer: Person
) -> None:
    other_records()
    researcher, achievement = researcher_with_achievement(app, officer)
    publish(broker, achievement)
    enterprise, demand = enterprise_with_demand(app, officer)
    assert visitor.open(demand).status == 404
    assert any("需求" in title for title in broker.notices() + officer.notices())
    publish(officer, demand)

    pair = f"/matches/{demand.rsplit('/', 1)[1]}/{achievement.rsplit('/', 1)[1]}"
    assert findings(enterprise.open(achievement)) == VERDICTS
    assert findings(researcher.open(demand)) == VERDICTS
    assert findings(visitor.open(demand)) == VERDICTS
    whole = visitor.open(pair)
    assert "4,600 Pa" in whole.text.replace("\u00a0", " ") or "4600 Pa" in whole.text.replace("\u00a0", " ")
    assert "曝气盘" in "".join(mark.get_text() for mark in whole.soup.select("mark"))
    assert DEMAND["title"] in researcher.open("/matches").text
    assert ACHIEVEMENT["title"] in enterprise.open("/matches").text
    check_told_once(enterprise, "有一项吻合的成果", pair)
    check_told_once(researcher, "与一条需求吻合", pair)

    changed = change_record(enterprise.visitor, demand, {"budget_high": "160"})
    assert changed.status == 200
    check_told_once(enterprise, "有一项吻合的成果", pair)
    check_told_once(researcher, "与一条需求吻合", pair)


def test_an_achievement_finds_a_demand_the_other_way_round(app: Flask, broker: Person, officer: Person) -> None:
    other_records()
    enterprise, demand = enterprise_with_demand(app, officer)
    publish(broker, demand)
    assert enterprise.open("/matches").text.count(ACHIEVEMENT["title"]) == 0
    researcher, achievement = researcher_with_achievement(app, officer)
    publish(broker, achievement)
    assert findings(enterprise.open(achievement)) == VERDICTS
    assert findings(researcher.open(demand)) == VERDICTS
    pair = f"/matches/{demand.rsplit('/', 1)[1]}/{achievement.rsplit('/', 1)[1]}"
    check_told_once(enterprise, "有一项吻合的成果", pair)
    check_told_once(researcher, "与一条需求吻合", pair)


def test_what_is_sent_back_with_a_reason_comes_again_and_is_published(
    app: Flask, visitor: Visitor, broker: Person, officer: Person
) -> None:
    enterprise, demand = enterprise_with_demand(app, officer)
    reason = "请写明水质和测试方法。"
    broker.visitor.submit(broker.open(f"{demand}/send-back"), {"reason": reason})
    run_waiting()
    assert reason in enterprise.open(demand).text
    assert any(reason in text for _subject, text in enterprise.mail())
    assert visitor.open(demand).status == 404
    assert change_record(enterprise.visitor, demand, {"criteria-0-test_method": "HJ/T 252"}).status == 200
    saved = enterprise.open(f"{demand}/submit")
    assert enterprise.visitor.submit(saved, {"not_secret": "y"}, button="提交核验").path == demand
    publish(broker, demand)
    assert "HJ/T 252" in visitor.open(demand).text


def test_a_hidden_name_stays_hidden_through_the_whole_trip(
    app: Flask, visitor: Visitor, broker: Person, officer: Person
) -> None:
    other_records()
    researcher, achievement = researcher_with_achievement(app, officer)
    publish(broker, achievement)
    enterprise, demand = enterprise_with_demand(app, officer, hides_name="y")
    publish(broker, demand)
    pair = f"/matches/{demand.rsplit('/', 1)[1]}/{achievement.rsplit('/', 1)[1]}"
    for path in (demand, achievement, pair, "/matches", "/demands?q=曝气盘", "/notices"):
        assert FIRM["name"] not in researcher.open(path).html, path
    assert "已脱敏企业" in researcher.open(demand).text
    assert all(FIRM["name"] not in text for _subject, text in researcher.mail())
    assert FIRM["name"] not in broker.open(demand).text
    assert FIRM["name"] in enterprise.open(demand).text


def test_a_withdrawn_record_leaves_lists_index_and_matches(
    app: Flask, visitor: Visitor, broker: Person, officer: Person
) -> None:
    other_records()
    researcher, achievement = researcher_with_achievement(app, officer)
    publish(broker, achievement)
    enterprise, demand = enterprise_with_demand(app, officer)
    publish(broker, demand)
    number = int(demand.rsplit("/", 1)[1])
    assert number in engine().revisions("demand")
    assert DEMAND["title"] in visitor.open(achievement).text
    enterprise.visitor.submit(enterprise.open(f"{demand}/withdraw"), {"reason": "已自行解决"})
    run_waiting()
    assert number not in engine().revisions("demand")
    assert compare("demand").is_equal
    assert visitor.open(demand).status == 404
    assert DEMAND["title"] not in visitor.open(achievement).text
    assert DEMAND["title"] not in visitor.open("/demands?q=曝气盘").text
    assert DEMAND["title"] not in researcher.open("/matches").text


def test_english_is_kept_through_a_trip(app: Flask, broker: Person, officer: Person) -> None:
    other_records()
    researcher, achievement = researcher_with_achievement(app, officer)
    publish(broker, achievement)
    person = sign_up(app, "enterprise", "Chi Qing", "chi@example.com", "/en")
    register_in_english(person, officer)
    demand = write(person, "demands", DEMAND, "criteria", CRITERIA)
    publish(broker, demand)
    page = person.open(demand)
    assert page.soup.html["lang"] == "en"
    own_links = [one["href"] for one in page.soup.select("a[href^='/']") if not one.get("hreflang")]
    assert [one for one in own_links if not one.startswith(("/en/", "/en#", "/static/")) and one != "/en"] == []
    assert page.soup.select_one("a[hreflang^=zh]")["href"] == demand
    assert person.mail()[-1][0].startswith("An achievement fits your demand")
    pair = f"/matches/{demand.rsplit('/', 1)[1]}/{achievement.rsplit('/', 1)[1]}"
    assert f"http://127.0.0.1:8000/en{pair}" in person.mail()[-1][1]
    out = person.visitor.post("/en/accounts/sign-out")
    assert out.path == "/en/"


def register_in_english(person: Person, officer: Person) -> None:
    values = {**FIRM, "county_code": "330324"}
    page = person.visitor.submit(person.open("/organisations/new"), values)
    assert page.path.startswith("/en/organisations/"), page.errors()
    page = person.visitor.submit(page, action="/submit")
    assert page.path.startswith("/en/organisations/")
    where = page.path.removeprefix("/en")
    assert "已通过核验" in officer.visitor.submit(officer.open(f"/desk{where}"), button="通过核验").text


def test_signing_in_leads_back_to_where_somebody_was_going(app: Flask) -> None:
    person = sign_up(app, "enterprise", "池清", "chi@example.com")
    person.visitor.post("/accounts/sign-out")
    asked = person.visitor.open("/en/demands/new")
    assert asked.path == "/en/accounts/sign-in"
    there = person.visitor.submit(asked, {"email": person.email, "password": "correct horse battery 42"})
    assert there.path == "/en/organisations/new"


@pytest.mark.parametrize("settings", [{}, {"SEARCH_URL": "whoosh:{instance}/index"}], ids=["memory", "folder"])
def test_imported_records_are_published_and_matched(
    make_app: Callable[..., Flask], settings: dict[str, str], tmp_path: Path
) -> None:
    app = make_app(**settings)
    with app.app_context():
        make_organisation(name="乐清清瀑曝气设备有限公司")
        make_organisation(name="瓯江试验学院", kind="university")
        other_records()
        run = app.test_cli_runner().invoke
        for room, organisation, record in (
            ("demands", "乐清清瀑曝气设备有限公司", FITTING_DEMAND),
            ("achievements", "瓯江试验学院", FITTING_ACHIEVEMENT),
        ):
            path = tmp_path / f"{room}.jsonl"
            path.write_text(
                json.dumps({"external_number": "A-1", "organisation": organisation, **record}, ensure_ascii=False),
                "utf-8",
            )
            arguments = ["import", room, str(path), "--source", "试", "--publish"]
            assert "1 created" in run(args=[*arguments, "--dry-run"]).output
            assert "1 created" in run(args=arguments).output
            assert "1 unchanged" in run(args=arguments).output
        visitor = Visitor(app)
        listed = visitor.open("/demands?q=曝气盘")
        (link,) = {one["href"] for one in listed.soup.select("main a[href^='/demands/']") if "曝气盘" in one.get_text()}
        page = visitor.open(link)
        assert FITTING_ACHIEVEMENT["title"] in page.text
        assert findings(page) == {name: verdict for name, verdict in VERDICTS.items() if name != "膜片硬度"}
        checked = run(args=["search", "check"]).output
        assert all(f"{kind}: equal (index 7, database 7)" in checked for kind in ("achievement", "demand"))
