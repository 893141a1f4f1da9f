"""A new user writes a complete demand and a complete achievement without scripts, in a time that is counted."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.fitting import FITTING_ACHIEVEMENT, FITTING_DEMAND
from tests.journeys.steps import (
    ACHIEVEMENT,
    CODE_OF_FIRM,
    CRITERIA,
    DEMAND,
    MEASUREMENTS,
    at_desk,
    publish,
    register,
    sign_up,
)
from tests.visitor import Seen, Visitor
from tests.writing import STEPS, step_of, write_record

FIRM = {"name": "乐清清瀑曝气设备有限公司", "kind": "enterprise", "credit_code": CODE_OF_FIRM, "contact_name": "池清"}
# What a person needs for a page, a field and a character: slow readers who type Chinese with one hand.
SECONDS_A_PAGE, SECONDS_A_FIELD, SECONDS_A_CHARACTER = 10, 4, 0.7
TEN_MINUTES = 600
COMPLETE_DEMAND: dict[str, Any] = {
    **DEMAND,
    **{
        f"criteria-{number}-{name}": value
        for number, row in enumerate(CRITERIA)
        for name, value in {**row, "test_method": "HJ/T 252"}.items()
    },
    "context": "用在印染厂污水处理现场，风机和管道不能改；水温 35 ℃，纤维和钙垢多。",
    "deadline_on": "2099-12-18",
    "audiences-money": "signed_in",
}
COMPLETE_ACHIEVEMENT: dict[str, Any] = {
    **ACHIEVEMENT,
    **{
        f"measurements-{number}-{name}": value
        for number, row in enumerate(MEASUREMENTS)
        for name, value in {"condition": "印染废水，35 ℃", **row}.items()
    },
    "comparison": "现在的三元乙丙膜片三个月堵一次，它 14 个月不用洗。",
    "readiness_basis": "self",
    "rights-0-kind": "invention",
    "rights-0-title": "一种曝气膜片的微孔成型方法",
    "rights-0-status": "granted",
    "team": "膜材料课题组",
}


@dataclass
class Watched(Visitor):
    """A visitor whose pages are counted."""

    app: Flask
    pages: int = 0
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        Visitor.__init__(self, self.app)

    def send(self, method: str, path: str, **options: Any) -> Any:
        self.pages += 1
        self.seen.append(f"{method} {path}")
        return super().send(method, path, **options)


def seconds(pages: int, typed: dict[str, Any]) -> float:
    """How long somebody needs for so many pages and for what is typed into them."""
    characters = sum(len(value) for value in typed.values() if isinstance(value, str))
    return pages * SECONDS_A_PAGE + len(typed) * SECONDS_A_FIELD + characters * SECONDS_A_CHARACTER


def meter(page: Seen) -> str:
    return page.soup.select_one("section[aria-labelledby=completeness]").get_text(" ", strip=True)


def test_a_new_user_posts_a_complete_demand_in_ten_minutes(app: Flask) -> None:
    for _number in range(4):
        make_achievement()
    fitting = make_achievement(**FITTING_ACHIEVEMENT)
    officer = at_desk(app, "county_officer", county_code="330324")
    person = sign_up(app, "enterprise", "池清", "chi@example.com")
    register(person, officer, **FIRM)
    watched = Watched(app)
    watched.client = person.visitor.client

    check = write_record(watched, "demands", COMPLETE_DEMAND)
    assert check.path.endswith("/submit"), check.errors()
    assert "11 项里有 11 项写清了" in meter(check)
    assert FITTING_ACHIEVEMENT["title"] in check.soup.select_one("section[aria-labelledby=trial]").get_text()
    done = watched.submit(check, {"not_secret": "y"}, button="提交核验")
    # The empty form, three rows more, four steps, the declaration.
    assert watched.pages == 1 + 3 + 4 + 1, watched.seen
    assert seconds(watched.pages, COMPLETE_DEMAND) < TEN_MINUTES

    publish(officer, done.path)
    page = person.open(f"/achievements/{fitting.id}")
    assert "为什么与您的需求匹配" in page.text
    assert "登录后可见" in Visitor(app).open(done.path).text


def test_a_new_user_posts_a_complete_achievement_in_english(app: Flask) -> None:
    for _number in range(4):
        make_demand()
    demand = make_demand(**FITTING_DEMAND)
    officer = at_desk(app, "county_officer", county_code="330324")
    broker = at_desk(app, "broker")
    person = sign_up(app, "researcher", "连膜", "lian@example.com", "/en")
    register(person, officer, **FIRM)
    watched = Watched(app)
    watched.client = person.visitor.client

    check = write_record(watched, "achievements", COMPLETE_ACHIEVEMENT, prefix="/en")
    assert check.path == "/en/achievements/1/submit", check.errors()
    progress = check.soup.select_one("section[aria-labelledby=completeness] progress")
    assert (progress["value"], progress["max"]) == ("9", "9")
    done = watched.submit(check, {"not_secret": "y"}, action="/submit")
    assert done.path == "/en/achievements/1"
    assert watched.pages == 1 + 2 + 4 + 1, watched.seen
    assert seconds(watched.pages, COMPLETE_ACHIEVEMENT) < TEN_MINUTES
    assert all(path.split(" ")[1].startswith("/en/") for path in watched.seen)

    publish(broker, "/achievements/1")
    assert COMPLETE_ACHIEVEMENT["title"] in Visitor(app).open(f"/demands/{demand.id}").text


def test_the_steps_are_the_ones_that_the_pages_speak_of() -> None:
    assert STEPS == {
        "demands": ("problem", "criteria", "terms", "audience"),
        "achievements": ("result", "evidence", "rights", "audience"),
    }
    assert step_of("demands", "deadline_on") == "terms"
