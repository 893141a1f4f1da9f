"""The trip of an item that everybody ignores: reminded, overdue, at the county, at the city, and done at last."""

from flask import Flask

from tests.clocks.test_clocks import let_pass, tasks
from tests.journeys.steps import CODE_OF_FIRM, CRITERIA, DEMAND, Person, at_desk, register, sign_up, write

TITLE = DEMAND["title"]


def clock_mail(person: Person) -> list[str]:
    """The subjects of the letters about time limits, oldest first."""
    return [subject for subject, _text in person.mail() if TITLE in subject and "期" in subject]


def test_an_ignored_demand_climbs_to_the_city_and_comes_back_published(app: Flask) -> None:
    broker = at_desk(app, "broker")
    county = at_desk(app, "county_officer", county_code="330324")
    elsewhere = at_desk(app, "county_officer", county_code="330302")
    city = at_desk(app, "city_officer")
    buyer = sign_up(app, "enterprise", "邬晓东", "wu@example.com")
    register(buyer, county, name="清漪环保设备有限公司", kind="enterprise", credit_code=CODE_OF_FIRM)
    path = write(buyer, "demands", DEMAND, "criteria", CRITERIA)

    # The owner reads whose turn it is, and every desk has it on its list.
    assert "由技术经理人在 2 个工作日内办理" in buyer.open(path).text
    for desk in (broker, county, city):
        assert [one for one in tasks(desk.open("/workspace")) if TITLE in one or "有 1 条需求" in one]

    # Nobody does anything; each level hears when its time has come, by mail too.
    seen = []
    for moment in ("remind_at", "due_at", "county_at", "city_at"):
        let_pass(moment)
        seen.append([len(clock_mail(desk)) for desk in (broker, county, city, elsewhere)])
    assert seen == [[1, 0, 0, 0], [2, 0, 0, 0], [2, 1, 0, 0], [2, 1, 1, 0]]
    assert clock_mail(county)[0].startswith("逾期转来")

    # The city officer finds it first on the list, opens it from there and publishes it.
    page = city.open("/workspace")
    (link,) = [one for one in page.soup.select('section[aria-labelledby="tasks"] a') if TITLE in one.get_text()]
    assert tasks(page)[0].startswith("分诊需求")
    number = path.rsplit("/", 1)[1]
    assert city.open(link["href"]).status == 200
    done = city.visitor.submit(city.open(f"/desk/refinements/{number}"), button="可发布，按原文发布")
    assert "已发布" in done.text
    for desk in (broker, county, city):
        assert not [one for one in tasks(desk.open("/workspace")) if TITLE in one]
        assert not [title for title in desk.notices() if "逾期转来" in title]
    assert [title for title in buyer.notices() if "已发布" in title]
