"""What waits has somebody whose turn it is, a time limit, reminders, and a way up when it is ignored."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from matchmaking.accounts.models import Role, User
from matchmaking.clocks.models import Clock
from matchmaking.clocks.queries import rules_by_kind
from matchmaking.clocks.rules import CITY, COUNTY, KINDS, default_limits
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.wording import DUE_TODAY, ON_TIME, OVERDUE, state_of
from matchmaking.clocks.working_days import SHANGHAI, add_working_days
from matchmaking.core.db import database, now, reading, unit_of_work
from matchmaking.core.jobs import enqueue, run_waiting
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from matchmaking.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.visitor import Seen, Visitor

COUNTY_CODE = "330324"
MOMENTS = ("opened_at", "due_at", "remind_at", "county_at", "city_at", "next_at")


def clocks() -> list[Clock]:
    with unit_of_work() as session:
        return list(session.scalars(select(Clock).order_by(Clock.id)))


def running() -> list[str]:
    return [one.kind for one in clocks() if one.closed_at is None]


def told(user: User) -> list[str]:
    """The titles of the notices of a person about clocks, oldest first."""
    with reading() as session:
        query = select(Notice).where(Notice.user_id == user.id, Notice.kind.startswith("clocks."))
        return [words_of(one, "zh")[0] for one in session.scalars(query.order_by(Notice.id))]


def let_pass(until: str) -> None:
    """Let time go by for the running clocks until just after one of their moments, then have them looked at."""
    with unit_of_work() as session:
        for clock in session.scalars(select(Clock).where(Clock.closed_at.is_(None))):
            gone = getattr(clock, until) - now() + timedelta(minutes=1)
            for name in MOMENTS:
                moment = getattr(clock, name)
                setattr(clock, name, moment - gone if moment else None)
    look()


def look() -> None:
    with unit_of_work():
        enqueue("clocks.look")
    run_waiting()


def tasks(page: Seen) -> list[str]:
    return [one.get_text(" ", strip=True) for one in page.soup.select('section[aria-labelledby="tasks"] li')]


def hand_in(owner: Visitor, path: str = "/demands/1/submit") -> None:
    owner.submit(owner.open(path), {"not_secret": "y"}, button="提交核验")


def test_every_kind_has_its_limits_and_every_limit_its_kind(app: Flask) -> None:
    assert set(KINDS) == set(default_limits())


def test_each_step_of_a_record_stops_one_clock_and_starts_the_next(app: Flask) -> None:
    owner, broker = make_user(), make_user(Role.BROKER)
    make_demand(make_organisation(owner=owner, county_code=COUNTY_CODE), title="某条需求", state="draft")
    writer, desk = Visitor(app).sign_in(owner), Visitor(app).sign_in(broker)
    assert running() == []
    hand_in(writer)
    assert running() == ["demand_check"]
    desk.submit(desk.open("/demands/1/send-back"), {"reason": "请写条件"})
    assert running() == ["demand_revision"]
    hand_in(writer)
    assert running() == ["demand_check"]
    desk.submit(desk.open("/desk/refinements/1"), button="可发布，按原文发布")
    assert running() == []
    assert [(one.kind, one.was_answered) for one in clocks()] == [
        ("demand_check", True),
        ("demand_revision", True),
        ("demand_check", True),
    ]


def test_what_its_own_people_take_back_counts_as_no_answer(app: Flask) -> None:
    owner, officer = make_user(), make_user(Role.CITY_OFFICER)
    make_achievement(make_organisation(owner=owner), state="draft", published_at=None, number=None)
    writer, desk = Visitor(app).sign_in(owner), Visitor(app).sign_in(officer)
    hand_in(writer, "/achievements/1/submit")
    assert "等待核验" in desk.open("/notices").text
    writer.post("/achievements/1/reopen")
    # What no longer waits is not left among the officers' unread notices.
    assert "等待核验" not in desk.open("/notices").soup.select_one("main").get_text()
    assert [(one.kind, one.closed_at is not None, one.was_answered) for one in clocks()] == [
        ("achievement_check", True, False)
    ]


def test_an_organisation_has_its_clocks_too(app: Flask) -> None:
    owner, officer = make_user(), make_user(Role.COUNTY_OFFICER, county_code=COUNTY_CODE)
    make_organisation(owner=owner, county_code=COUNTY_CODE, state="unverified", verified_at=None, name="某某泵阀厂")
    member, desk = Visitor(app).sign_in(owner), Visitor(app).sign_in(officer)
    member.post("/organisations/1/submit")
    assert running() == ["organisation_check"]
    assert tasks(desk.open("/workspace"))[0].startswith("核验机构“某某泵阀厂”")
    assert "由永嘉县主管部门在 3 个工作日内办理" in member.open("/organisations/1").text
    desk.submit(desk.open("/desk/organisations/1"), {"reason": "代码写错了"}, button="退回")
    assert running() == ["organisation_revision"]
    assert [one for one in tasks(member.open("/workspace")) if "按退回理由补充“某某泵阀厂”的资料" in one]
    member.post("/organisations/1/submit")
    desk.post("/desk/organisations/1/verify")
    assert running() == []


def test_starting_and_stopping_twice_changes_nothing(app: Flask) -> None:
    demand = make_demand(state="submitted")
    with unit_of_work():
        first = open_clock("demand_check", demand, county_code=COUNTY_CODE)
        assert open_clock("demand_check", demand, county_code=COUNTY_CODE) is first
    with unit_of_work():
        close_clock("demand_check", demand)
        close_clock("demand_check", demand)
    assert len(clocks()) == 1
    assert running() == []


def test_a_refused_change_leaves_no_clock(app: Flask) -> None:
    demand = make_demand(state="submitted")
    with pytest.raises(ZeroDivisionError), unit_of_work():
        open_clock("demand_check", demand)
        raise ZeroDivisionError
    assert clocks() == []


def test_an_ignored_record_goes_from_the_centre_to_the_county_to_the_city_and_each_hears_once(app: Flask) -> None:
    owner, broker = make_user(), make_user(Role.BROKER)
    county, city = make_user(Role.COUNTY_OFFICER, county_code=COUNTY_CODE), make_user(Role.CITY_OFFICER)
    elsewhere = make_user(Role.COUNTY_OFFICER, county_code="330302")
    hidden = make_organisation(owner=owner, county_code=COUNTY_CODE, name="隐名阀门有限公司", short_name="隐名阀门")
    make_demand(hidden, title="阀座磨得快", state="draft", hides_name=True)
    hand_in(Visitor(app).sign_in(owner))
    assert told(broker) == []

    let_pass("remind_at")
    look()
    assert told(broker) == ["快到期：需求分诊“阀座磨得快”"]
    let_pass("due_at")
    look()
    assert told(broker) == ["快到期：需求分诊“阀座磨得快”", "已到期：需求分诊“阀座磨得快”"]
    assert told(county) == told(city) == []
    let_pass("county_at")
    look()
    assert (told(county), told(city)) == (["逾期转来：需求分诊“阀座磨得快”"], [])
    let_pass("city_at")
    look()
    assert told(county) == told(city) == ["逾期转来：需求分诊“阀座磨得快”"]
    assert len(told(broker)) == 2
    assert told(elsewhere) == told(owner) == []
    (clock,) = clocks()
    assert (clock.level, clock.next_at) == (CITY, None)

    for user in (broker, county, city):
        first = tasks(Visitor(app).sign_in(user).open("/workspace"))[0]
        assert first.startswith("分诊需求“阀座磨得快” 逾期")
        assert "已逐级上报" in first
        assert "市级主管部门" in first
    assert not [one for one in tasks(Visitor(app).sign_in(elsewhere).open("/workspace")) if "阀座磨得快" in one]
    with reading() as session:
        for notice in session.scalars(select(Notice).where(Notice.kind.startswith("clocks."))):
            words = str(words_of(notice, "zh")) + str(words_of(notice, "en")) + str(notice.data)
            assert "隐名" not in words

    desk = Visitor(app).sign_in(broker)
    desk.submit(desk.open("/desk/refinements/1"), button="可发布，按原文发布")
    assert running() == []
    # Nobody had read them: what is done need not be read any more.
    assert told(broker) == told(county) == told(city) == []


def test_a_worker_that_was_away_tells_every_level_but_no_late_reminder(app: Flask) -> None:
    broker, county = make_user(Role.BROKER), make_user(Role.COUNTY_OFFICER, county_code=COUNTY_CODE)
    city = make_user(Role.CITY_OFFICER)
    demand = make_demand(title="没人管", state="submitted")
    with unit_of_work():
        open_clock("demand_check", demand, county_code=COUNTY_CODE)
    let_pass("city_at")
    assert told(broker) == ["已到期：需求分诊“没人管”"]
    assert told(county) == told(city) == ["逾期转来：需求分诊“没人管”"]


def test_a_run_that_dies_tells_nothing_and_the_next_one_tells_once(app: Flask) -> None:
    broker = make_user(Role.BROKER)
    demand = make_demand(title="断电", state="submitted")
    with unit_of_work():
        open_clock("demand_check", demand, at=now() - timedelta(days=30))

    def die(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE clocks"):
            raise OSError("the power is gone")

    event.listen(database().engine, "before_cursor_execute", die)
    look()
    event.remove(database().engine, "before_cursor_execute", die)
    assert told(broker) == []
    look()
    look()
    assert told(broker) == ["已到期：需求分诊“断电”"]


def test_an_organisation_that_must_act_is_reminded_and_nobody_above_it(app: Flask) -> None:
    owner, reader, city = make_user(), make_user(), make_user(Role.CITY_OFFICER)
    own = make_organisation(owner=owner, reader=reader, county_code=COUNTY_CODE)
    demand = make_demand(own, title="被退回的", state="draft", state_reason="请补充")
    with unit_of_work():
        open_clock("demand_revision", demand, organisation_id=own.id, county_code=COUNTY_CODE)
    let_pass("due_at")
    assert told(owner) == ["已到期：修改需求“被退回的”"]
    assert told(reader) == told(city) == []
    found = tasks(Visitor(app).sign_in(owner).open("/workspace"))
    assert len([one for one in found if "被退回的" in one]) == 1
    assert found[0].startswith("按退回理由修改“被退回的” 刚刚逾期")


def test_a_record_without_a_county_goes_straight_to_the_city(app: Flask) -> None:
    make_user(Role.BROKER)
    city = make_user(Role.CITY_OFFICER)
    demand = make_demand(title="外地的", state="submitted", county_code=None)
    with unit_of_work():
        open_clock("demand_check", demand)
    let_pass("county_at")
    assert told(city) == []
    let_pass("city_at")
    assert told(city) == ["逾期转来：需求分诊“外地的”"]


def test_records_that_waited_before_there_were_clocks_get_one_from_today(app: Flask) -> None:
    make_demand(state="submitted", submitted_at=now() - timedelta(days=90))
    make_achievement(state="submitted")
    make_organisation(state="submitted", verified_at=None)
    look()
    look()
    assert sorted(running()) == ["achievement_check", "demand_check", "organisation_check"]
    assert all(one.due_at > now() for one in clocks())


def test_the_clock_of_a_deleted_record_stops(app: Flask) -> None:
    demand = make_demand(state="submitted")
    with unit_of_work() as session:
        open_clock("demand_check", demand)
        session.delete(session.get_one(type(demand), demand.id))
    make_user(Role.BROKER)
    let_pass("due_at")
    assert running() == []


def test_the_state_has_three_values(app: Flask) -> None:
    due = datetime(2026, 11, 25, 17, 30, tzinfo=SHANGHAI)
    clock = Clock(due_at=due)
    moments = [due + timedelta(days=-1), due + timedelta(hours=-9), due, due + timedelta(seconds=1)]
    assert [state_of(clock, one) for one in moments] == [ON_TIME, DUE_TODAY, DUE_TODAY, OVERDUE]


def test_queues_show_a_sign_a_word_and_the_owner(app: Flask) -> None:
    officer = make_user(Role.COUNTY_OFFICER, county_code=COUNTY_CODE)
    demand = make_demand(state="submitted", county_code=COUNTY_CODE)
    place = make_organisation(state="submitted", verified_at=None, county_code=COUNTY_CODE)
    with unit_of_work():
        open_clock("demand_check", demand, county_code=COUNTY_CODE)
        open_clock("organisation_check", place, county_code=COUNTY_CODE, at=now() - timedelta(days=30))
    desk = Visitor(app).sign_in(officer)
    on_time = desk.open("/desk/refinements").soup.select_one("ul.rows > li p")
    assert "还剩 2 个工作日" in on_time.get_text(" ", strip=True)
    assert "技术经理人" in on_time.get_text()
    assert on_time.select_one(".tag-outline svg") is not None
    late = desk.open("/desk/organisations").soup.select_one("td[data-label='办理期限']")
    assert late.get_text(" ", strip=True).startswith("逾期")
    assert "永嘉县主管部门" in late.get_text()
    assert late.select_one(".tag-bad svg") is not None


def test_the_clock_of_a_waiting_record_is_for_its_people_and_the_desk_only(app: Flask) -> None:
    owner = make_user()
    own = make_organisation(owner=owner)
    demand = make_demand(own, state="submitted")
    with unit_of_work():
        open_clock("demand_check", demand, county_code=COUNTY_CODE)
    page = Visitor(app).sign_in(owner).open("/demands/1")
    assert "由技术经理人在 2 个工作日内办理" in page.text
    with unit_of_work() as session:
        session.get_one(type(demand), demand.id).state = "published"
    assert "个工作日内办理" not in Visitor(app).open("/demands/1").text


def answer(organisation: Organisation, days: int, *, was_answered: bool = True, kind: str = "demand_revision") -> None:
    """One finished clock of an organisation that took so many working days."""
    opened = datetime(2026, 11, 2, 9, 0, tzinfo=SHANGHAI)
    clock = Clock(
        kind=kind, subject_type="demands", subject_id=1, organisation_id=organisation.id,
        opened_at=opened, due_at=add_working_days(opened, 5), closed_at=add_working_days(opened, days),
        was_answered=was_answered,
    )  # fmt: skip
    with unit_of_work() as session:
        session.add(clock)


def test_the_public_page_shows_the_median_from_five_answers_on(app: Flask) -> None:
    own = make_organisation()
    for days in (1, 1, 2, 9):
        answer(own, days)
    answer(own, 30, was_answered=False)
    answer(own, 30, kind="payment_pay")
    assert "答复用时" not in Visitor(app).open("/organisations/1").text
    answer(own, 9)
    page = Visitor(app).open("/organisations/1")
    assert page.soup.select_one('section[aria-labelledby="response"] b').get_text() == "2 个工作日"
    answer(own, 3)
    page = Visitor(app).open("/organisations/1")
    assert page.soup.select_one('section[aria-labelledby="response"] b').get_text() == "2.5 个工作日"


def test_the_page_of_an_authority_shows_how_fast_its_desk_is(app: Flask) -> None:
    make_organisation(kind="government", county_code=COUNTY_CODE)
    opened = datetime(2026, 11, 2, 9, 0, tzinfo=SHANGHAI)
    with unit_of_work() as session:
        for number in range(5):
            clock = Clock(
                kind="demand_check", subject_type="demands", subject_id=number, county_code=COUNTY_CODE, level=COUNTY,
                first_level=0, opened_at=opened, due_at=opened, closed_at=opened, was_answered=True,
            )  # fmt: skip
            session.add(clock)
    page = Visitor(app).open("/organisations/1")
    assert page.soup.select_one('section[aria-labelledby="response"] b').get_text() == "当天"


def test_a_changed_rule_holds_for_new_clocks_only(app: Flask) -> None:
    admin = Visitor(app).sign_in(make_user(Role.ADMINISTRATOR))
    first, second = make_demand(state="submitted"), make_demand(state="submitted")
    with unit_of_work():
        before = open_clock("demand_check", first).due_at
    assert "数据到 2026 年" in admin.open("/desk/clocks").text
    page = admin.submit(admin.open("/desk/clocks/demand_check"), {"days": "7", "county_days": "2", "city_days": "4"})
    assert page.path == "/desk/clocks"
    assert "“需求分诊”的时限已修改" in page.text
    with unit_of_work():
        after = open_clock("demand_check", second)
    assert clocks()[0].due_at == before
    assert after.due_at == add_working_days(after.opened_at, 7)
    assert after.city_at == add_working_days(after.due_at, 4)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"days": ""}, "请填写办理期限。"),
        ({"days": "0"}, "请填写不小于 1 的数字。"),
        ({"days": "1.5"}, "请填写整数天。"),
        ({"days": "61"}, "请填写不大于 60 的数字。"),
        ({"county_days": "3", "city_days": "3"}, "转市级要晚于转县（市、区），请填写更大的天数。"),
    ],
)
def test_a_limit_that_makes_no_sense_is_refused(app: Flask, typed: dict[str, str], words: str) -> None:
    admin = Visitor(app).sign_in(make_user(Role.ADMINISTRATOR))
    page = admin.submit(admin.open("/desk/clocks/demand_check"), typed)
    assert page.status == 422
    assert words in page.text
    with reading():
        assert rules_by_kind() == {}


def test_two_administrators_do_not_overwrite_each_other(app: Flask) -> None:
    admin = Visitor(app).sign_in(make_user(Role.ADMINISTRATOR))
    mine, theirs = admin.open("/desk/clocks/demand_check"), admin.open("/desk/clocks/demand_check")
    assert admin.submit(theirs, {"days": "4"}).status == 200
    assert admin.submit(mine, {"days": "9"}).status == 409
    with reading():
        assert rules_by_kind()["demand_check"].days == 4


def test_the_workspace_and_the_queues_cost_the_same_for_one_clock_and_for_many(app: Flask) -> None:
    people = {
        "/workspace": Visitor(app).sign_in(make_user(Role.CITY_OFFICER)),
        "/desk/refinements": Visitor(app).sign_in(make_user(Role.BROKER)),
        "/desk/organisations": Visitor(app).sign_in(make_user(Role.CITY_OFFICER)),
    }
    costs: dict[str, list[int]] = {path: [] for path in people}
    for count in (1, 9):
        for _one in range(count):
            records = {
                "demand_check": make_demand(state="submitted"),
                "achievement_check": make_achievement(state="submitted"),
                "organisation_check": make_organisation(state="submitted", verified_at=None),
            }
            with unit_of_work():
                for kind, record in records.items():
                    open_clock(kind, record, county_code=COUNTY_CODE).level = CITY
        for path, visitor in people.items():
            visitor.open(path)
            asked: list[str] = []

            def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any, into: list[str] = asked) -> None:
                if not statement.startswith("BEGIN"):
                    into.append(statement)

            event.listen(database().engine, "before_cursor_execute", note)
            assert visitor.open(path).status == 200
            event.remove(database().engine, "before_cursor_execute", note)
            costs[path].append(len(asked))
    assert all(few == many for few, many in costs.values()), costs
    assert all(many <= 12 for _few, many in costs.values()), costs


def test_a_person_may_be_the_one_who_must_act_and_is_the_only_one_reminded(app: Flask) -> None:
    person, colleague = make_user(), make_user()
    own = make_organisation(owner=person, editor=colleague, county_code=COUNTY_CODE)
    with unit_of_work():
        clock = open_clock("organisation_revision", own, user_id=person.id)
    assert (clock.user_id, clock.organisation_id, clock.level) == (person.id, None, None)
    assert len(tasks(Visitor(app).sign_in(person).open("/workspace"))) == 1
    assert tasks(Visitor(app).sign_in(colleague).open("/workspace")) == []
    let_pass("due_at")
    assert len(told(person)) == 1
    assert told(colleague) == []


def test_a_promised_moment_is_due_then_and_what_an_organisation_neglects_can_go_up(app: Flask) -> None:
    owner, county = make_user(), make_user(Role.COUNTY_OFFICER, county_code=COUNTY_CODE)
    own = make_organisation(owner=owner, county_code=COUNTY_CODE)
    promised = now() + timedelta(days=30)
    with unit_of_work():
        clock = open_clock(
            "organisation_revision", own, organisation_id=own.id, county_code=COUNTY_CODE, due_at=promised
        )
        # The kind itself stays with its organisation; one that goes up has this moment from its rule.
        clock.county_at = add_working_days(promised, 1)
    assert clock.due_at == promised
    let_pass("county_at")
    (after,) = clocks()
    assert (after.level, after.organisation_id, after.closed_at) == (COUNTY, own.id, None)
    assert [len(told(one)) for one in (owner, county)] == [1, 1]
    assert len(tasks(Visitor(app).sign_in(county).open("/workspace"))) == 1
    with unit_of_work():
        close_clock("organisation_revision", own)
    assert [told(one) for one in (owner, county)] == [[], []]
