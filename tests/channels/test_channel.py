"""The channel in the database: planning, pins and skips, theme days, and its pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.channels import queries, services
from matchmaking.channels.models import ChannelRound
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.core.jobs import run_waiting
from matchmaking.media.models import Video
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from matchmaking.projects.models import Project
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.projects import make_project
from tests.visitor import Visitor

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CURATOR = Viewer(user_id=1, role="city_officer")


class Hall:
    """Three projects on show with videos of 60, 90 and 30 seconds, and one without."""

    def __init__(self) -> None:
        self.owner = make_user()
        place = make_organisation(owner=self.owner)
        lines = [("pump_valve", 60.0), ("footwear", 90.0), ("pump_valve", 30.0)]
        self.projects = [
            make_project(place, title=f"频道项目 {n}", industry_codes=[line]) for n, (line, _s) in enumerate(lines)
        ]
        make_project(place)
        with unit_of_work():
            for project, (_line, seconds) in zip(self.projects, lines, strict=True):
                session.add(
                    Video(token=f"t{project.id}", subject_type="project", subject_id=project.id, purpose="pitch",
                          name="a.mp4", size=1, state="ready", duration_seconds=seconds, width=1280, height=720)
                )  # fmt: skip

    def plan(self, moment: datetime = START) -> bool:
        with unit_of_work():
            return services.plan(moment)


@pytest.fixture
def hall(app: Flask) -> Hall:
    return Hall()


def at(moment: datetime, count: int = 1) -> list[tuple[int, float]]:
    """(project id, second of its film) on the air at a moment and after it."""
    with reading():
        return [(one.project.id, one.showing.offset(moment)) for one in queries.films_from(moment, count)]


def rounds() -> list[tuple[datetime, list[int]]]:
    with reading():
        found = session.scalars(select(ChannelRound).order_by(ChannelRound.starts_at))
        return [(one.starts_at, [clip[1] for clip in one.clips]) for one in found]


def test_all_films_run_one_after_the_other_and_two_clocks_agree(hall: Hall) -> None:
    assert hall.plan()
    assert not hall.plan(START + timedelta(seconds=100))
    [(_begins, order)] = rounds()
    assert sorted(order) == [one.id for one in hall.projects]
    lengths = {one.id: seconds for one, seconds in zip(hall.projects, (60, 90, 30), strict=True)}
    first, second, third = order
    early, late = START + timedelta(seconds=5), START + timedelta(hours=1, seconds=lengths[first] + 7)
    # An hour is exactly twenty rounds of three minutes.
    assert at(early) == [(first, 5)]
    assert [project for project, _second in at(late, 4)] == [second, third, first, second]
    assert at(late)[0][1] == 7


def test_what_changes_begins_when_the_present_film_has_ended(hall: Hall) -> None:
    hall.plan()
    first, second, third = rounds()[0][1]
    moment = START + timedelta(seconds=10)
    with unit_of_work():
        playing = queries.showings_from(moment, 1)[0]
        session.add(services.ChannelMark(project_id=third, kind="pin", actor_id=1))
        session.flush()
        services.plan(moment)
    assert [one for one, _second in at(moment, 4)] == [first, third, first, second]
    assert rounds()[1][0] == playing.ends_at
    with unit_of_work():
        session.add(services.ChannelMark(project_id=second, kind="skip", actor_id=1))
        session.flush()
        services.plan(moment + timedelta(seconds=1))
    # The round that has not begun is planned anew instead of a third one.
    assert [one for one, _second in at(moment, 4)] == [first, third, first, third]
    assert len(rounds()) == 2


def test_a_film_that_may_not_be_shown_any_more_ends_at_once(hall: Hall) -> None:
    hall.plan()
    first = rounds()[0][1][0]
    moment = START + timedelta(seconds=10)
    with unit_of_work():
        session.get_one(Project, first).state = "withdrawn"
    assert first not in [one for one, _second in at(moment, 6)]
    assert hall.plan(moment)
    [(playing, second)] = at(moment)
    assert (playing != first, second) == (True, 0)


def test_every_day_has_its_own_order_and_a_theme_day_its_own_projects(hall: Hall) -> None:
    day = START.astimezone(SHANGHAI).date()
    with unit_of_work():
        services.set_theme(day, title="泵阀日", industry_codes=["pump_valve"], actor=CURATOR)
        services.plan(START)
    assert sorted(rounds()[-1][1]) == [hall.projects[0].id, hall.projects[2].id]
    hall.plan(START + timedelta(days=1))
    assert len(rounds()[-1][1]) == 3


def test_an_empty_hall_says_so_and_a_last_withdrawal_empties_the_channel(app: Flask) -> None:
    with unit_of_work():
        assert not services.plan(START)
    assert "频道里还没有节目" in Visitor(app).open("/channel").text
    hall = Hall()
    hall.plan()
    with unit_of_work():
        for one in session.scalars(select(Project)):
            one.state = "withdrawn"
    hall.plan(START + timedelta(seconds=5))
    assert at(START + timedelta(seconds=6)) == []


def test_the_page_and_the_player_show_the_same_film_at_the_same_second(app: Flask, hall: Hall) -> None:
    hall.plan(now() - timedelta(seconds=20))
    visitor = Visitor(app)
    page = visitor.open("/channel")
    told = visitor.open("/channel/now").response.json
    video = page.soup.select_one("video")
    assert page.soup.select_one("#on-air").get_text() == told["now"]["title"]
    assert float(video["data-offset"]) == pytest.approx(told["now"]["offset"], abs=2)
    assert video["src"].endswith(f"#t={video['data-offset']}")
    assert told["now"]["offset"] == pytest.approx(20, abs=3)
    assert told["now"]["page"] in [one["href"] for one in page.soup.select("#on-air a")]
    coming = page.soup.select(".detail-side ol li a")
    assert coming[0].get_text() == told["next"]["title"]
    assert Visitor(app).open("/en/channel").status == 200


def test_a_curator_pins_skips_and_takes_it_back_and_the_team_hears_why(app: Flask, hall: Hall) -> None:
    hall.plan(now())
    curator = Visitor(app).sign_in(make_user("city_officer"))
    desk = curator.open("/desk/channel")
    assert "频道项目 1" in desk.text
    first, second, _third = [one.id for one in hall.projects]
    refused = curator.submit(curator.open(f"/desk/channel/{first}/skip"), {"reason": ""}, action="/skip")
    assert (refused.status, refused.errors()) == (422, ["请写明原因，项目方会看到。"])
    curator.submit(refused, {"reason": "片头有错字，改好后恢复。", "until_on": today().isoformat()}, action="/skip")
    desk = curator.submit(curator.open(f"/desk/channel/{second}/pin"), action="/pin")
    assert "片头有错字" in desk.text
    assert "置顶" in desk.text
    assert rounds()[-1][1][0] == second
    assert first not in rounds()[-1][1]
    curator.submit(desk, action=f"/desk/channel/{first}/unmark")
    assert first in rounds()[-1][1]
    with reading():
        found = session.scalars(select(Notice).where(Notice.user_id == hall.owner.id, Notice.kind.like("channels.%")))
        told = [(one.kind, " ".join(words_of(one, "zh")[1])) for one in found]
    assert [kind for kind, _words in told] == ["channels.skipped", "channels.resumed"]
    assert "片头有错字，改好后恢复。" in told[0][1]
    assert curator.open("/desk/channel/99999/pin").status == 404


def test_theme_days_are_set_and_dropped_and_the_past_is_refused(app: Flask, hall: Hall) -> None:
    curator = Visitor(app).sign_in(make_user("city_officer"))
    page = curator.open("/desk/channel/theme")
    values: dict[str, Any] = {"on": "2020-01-01", "title": "泵阀日", "industry_codes": ["pump_valve"]}
    refused = curator.submit(page, values, action="theme")
    assert "请填写今天或以后的日期。" in refused.errors()[0]
    desk = curator.submit(refused, {**values, "on": today().isoformat()}, action="theme")
    assert "泵阀日" in desk.text
    assert "今天的主题：泵阀日" in Visitor(app).open("/channel").text
    assert "没有排主题日" in curator.submit(desk, action="/drop").text


def test_the_channel_follows_the_hall_by_itself(app: Flask, hall: Hall) -> None:
    run_waiting()
    with unit_of_work():
        from_hall = services.plan()
    owner = Visitor(app).sign_in(hall.owner)
    first = hall.projects[0]
    page = owner.open(f"/projects/{first.id}/withdraw")
    if from_hall:
        owner.submit(page, {"reason": "改版"}, action="withdraw")
    run_waiting()
    assert first.id not in rounds()[-1][1]
