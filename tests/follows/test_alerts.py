"""Who is told of a newly published record: those who follow it, once, and nobody who may not know."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from matchmaking.accounts.models import User
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.jobs import DONE, RUNNING, Job, run_waiting
from matchmaking.demands.models import Demand
from matchmaking.follows import services
from matchmaking.follows.alerts import tell_followers
from matchmaking.follows.models import Follow, SavedSearch
from matchmaking.follows.watched import WATCHED
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import choose
from tests.accounts.letters import letters
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation

KIND = "follows.new_record"
TITLE = "磁力泵内磁组件的低温涂层"


def save(user: User, kind: str = "demand", delivery: str = "at_once", **arguments: list[str]) -> int:
    """Save a search; before now, so that what comes is new."""
    with unit_of_work():
        search, _new = services.save_search(user.id, WATCHED[kind], arguments)
        search.delivery, search.since = delivery, now() - timedelta(minutes=1)
        # The test needs the id.
        session.flush()
        return search.id


def follow(user: User, organisation: Any = None, industry: str | None = None) -> None:
    with unit_of_work():
        if organisation is not None:
            services.follow_organisation(user.id, organisation.id)
        if industry:
            services.choose_industries(user.id, [industry])
        session.execute(update(Follow).values(created_at=now() - timedelta(minutes=1)))


def alerts(user: User) -> list[Notice]:
    """The alerts of a person after all jobs have run."""
    run_waiting()
    with reading():
        found = list(session.scalars(select(Notice).where(Notice.user_id == user.id, Notice.kind == KIND)))
        session.expunge_all()
        return found


def test_a_new_record_that_fits_a_saved_search_is_told_once(app: Flask) -> None:
    user, other = make_user(), make_user()
    save(user, q=["磁力泵"])
    save(user, industry=["pump_valve"])
    follow(user, industry="pump_valve")
    save(other, q=["打火机"])
    demand = make_demand(title=TITLE)
    (notice,) = alerts(user)
    assert notice.path == f"/demands/{demand.id}"
    assert (notice.data["title"], notice.data["search"], notice.data["industries"]) == (
        TITLE, "磁力泵", ["pump_valve"],
    )  # fmt: skip
    assert alerts(other) == []
    (mail,) = letters(app, user.email)
    assert mail["Subject"] == f"新需求：{TITLE}"
    assert "符合您订阅的搜索“磁力泵”。" in mail.get_content()
    with unit_of_work():
        session.get_one(Demand, demand.id).summary = "磁力泵，改了一句。"
    assert len(alerts(user)) == 1, "a change of the record is no news"


@pytest.mark.parametrize(
    ("arguments", "fits"),
    [
        ({}, True),
        ({"q": ["磁力泵 低温"]}, True),
        ({"q": ["磁力泵 打火机"]}, False),
        ({"industry": ["footwear", "pump_valve"]}, True),
        ({"industry": ["footwear"]}, False),
        ({"q": ["磁力泵"], "county": ["330302"]}, False),
        ({"q": ["磁力泵"], "county": ["330324"], "budget": ["50_200"]}, True),
        ({"no_such_facet": ["x"]}, False),
    ],
)
def test_every_word_and_every_filter_must_fit(app: Flask, arguments: dict[str, list[str]], fits: bool) -> None:
    user = make_user()
    save(user, **arguments)
    make_achievement(title=TITLE)
    assert alerts(user) == [], "the search is for demands"
    make_demand(title=TITLE)
    assert len(alerts(user)) == int(fits)


def test_only_what_is_published_after_subscribing_counts(app: Flask) -> None:
    user = make_user()
    old = make_demand(title=TITLE)
    with unit_of_work():
        services.save_search(user.id, WATCHED["demand"], {"q": ["磁力泵"]})
    make_demand(title=f"{TITLE} 早", published_at=now() - timedelta(days=8))
    with unit_of_work():
        session.get_one(Demand, old.id).summary = "磁力泵"
    assert alerts(user) == []
    make_demand(title=f"{TITLE} 新")
    assert [one.data["title"] for one in alerts(user)] == [f"{TITLE} 新"]


def test_a_draft_is_told_of_only_when_it_is_published(app: Flask) -> None:
    user = make_user()
    save(user, q=["磁力泵"])
    demand = make_demand(title=TITLE, state="submitted", published_at=None)
    assert alerts(user) == []
    with unit_of_work():
        stored = session.get_one(Demand, demand.id)
        stored.state, stored.published_at = "published", now()
    assert len(alerts(user)) == 1


def test_nobody_is_told_of_what_is_their_own(app: Flask) -> None:
    owner, reader, author = make_user(), make_user(), make_user()
    own = make_organisation(owner=owner, reader=reader)
    for user in (owner, reader, author):
        save(user, q=["磁力泵"])
        follow(user, industry="pump_valve")
    make_demand(own, title=TITLE, created_by_id=author.id)
    assert [alerts(user) for user in (owner, reader, author)] == [[], [], []]


def test_followers_of_an_organisation_hear_of_its_records_but_never_of_a_hidden_name(app: Flask) -> None:
    user, broker, officer, administrator = (
        make_user(role) for role in ("researcher", "broker", "city_officer", "administrator")
    )
    organisation = make_organisation(name="瓯江龘靐精密阀门有限公司", short_name="龘靐阀门")
    everybody = (user, broker, officer, administrator)
    for one in everybody:
        follow(one, organisation)
    make_demand(organisation, title="藏名的需求", hides_name=True)
    assert [alerts(one) for one in everybody] == [[], [], [], []]
    make_demand(organisation, title="署名的需求")
    make_achievement(organisation, title="署名的成果")
    assert [one.data["title"] for one in alerts(user)] == ["署名的需求", "署名的成果"]
    assert {one.data["organisation"] for one in alerts(user)} == {"龘靐阀门"}


def test_a_hidden_name_stays_hidden_in_alerts_of_searches_and_industries(app: Flask) -> None:
    user, finder = make_user(), make_user("researcher", language="zh")
    organisation = make_organisation(name="瓯江龘靐精密阀门有限公司", short_name="龘靐阀门")
    follow(user, organisation, industry="pump_valve")
    save(user, q=["磁力泵"])
    save(finder, q=["龘靐"])
    make_demand(organisation, title=TITLE, hides_name=True)
    (notice,) = alerts(user)
    assert notice.data["organisation"] == ""
    assert "龘靐" not in str(notice.data)
    assert all("龘靐" not in mail.as_string() + mail.get_content() for mail in letters(app))
    assert alerts(finder) == [], "nor can the name be found out by a search"


def test_a_paused_search_is_silent_and_nothing_is_made_up_for_afterwards(app: Flask) -> None:
    user = make_user()
    search_id = save(user, q=["磁力泵"])
    with unit_of_work():
        services.pause_search(session.get_one(SavedSearch, search_id))
    missed = make_demand(title=f"{TITLE} 一")
    assert alerts(user) == []
    with unit_of_work():
        services.resume_search(session.get_one(SavedSearch, search_id))
    with unit_of_work():
        session.get_one(Demand, missed.id).summary = "磁力泵，改了一句。"
    assert alerts(user) == []
    make_demand(title=f"{TITLE} 二")
    assert [one.data["title"] for one in alerts(user)] == [f"{TITLE} 二"]


def test_the_frequency_of_a_search_is_never_louder_than_the_preference(app: Flask) -> None:
    calm, daily, silent, mixed = (make_user() for _one in range(4))
    save(calm, delivery="site", q=["磁力泵"])
    save(daily, delivery="daily", q=["磁力泵"])
    save(silent, delivery="at_once", q=["磁力泵"])
    save(mixed, delivery="daily", q=["磁力泵"])
    follow(mixed, industry="pump_valve")
    with unit_of_work():
        choose(silent.id, {"alerts": "nothing"})
    make_demand(title=TITLE)
    assert [[one.delivery for one in alerts(user)] for user in (calm, daily, silent, mixed)] == [
        ["site"], ["daily"], [], ["at_once"],
    ]  # fmt: skip
    assert [mail["To"] for mail in letters(app)] == [mixed.email]


def test_a_person_who_may_not_sign_in_any_more_is_told_nothing(app: Flask) -> None:
    user = make_user(is_active=False)
    save(user, q=["磁力泵"])
    make_demand(title=TITLE)
    assert alerts(user) == []


def test_a_kill_between_telling_and_writing_it_down_tells_nobody_twice(app: Flask) -> None:
    user = make_user()
    save(user, q=["磁力泵"])
    demand = make_demand(title=TITLE)
    assert len(alerts(user)) == 1
    with unit_of_work():
        again = update(Job).where(Job.name == "follows.tell_followers", Job.state == DONE)
        died = session.execute(again.values(state=RUNNING, leased_until=now() - timedelta(minutes=1)))
        assert died.rowcount == 1
    assert run_waiting() == 1
    with pytest.raises(KeyboardInterrupt), unit_of_work():
        tell_followers("demand", [demand.id])
        raise KeyboardInterrupt
    assert len(alerts(user)) == 1
    assert len(letters(app, user.email)) == 1


def test_nothing_is_asked_while_nobody_follows_anything(app: Flask) -> None:
    make_demand(title=TITLE)
    with reading():
        jobs = session.scalar(select(func.count(Job.id)).where(Job.name == "follows.tell_followers"))
    assert jobs == 0


def test_many_records_at_once_are_one_job(app: Flask) -> None:
    user = make_user()
    save(user, q=["磁力泵"])
    demands = [make_demand(state="submitted", published_at=None, title=f"{TITLE} {one}") for one in range(3)]
    with unit_of_work():
        for one in demands:
            stored = session.get_one(Demand, one.id)
            stored.state, stored.published_at = "published", now()
    assert len(alerts(user)) == 3
    with reading():
        jobs = session.scalar(select(func.count(Job.id)).where(Job.name == "follows.tell_followers"))
    assert jobs == 1
