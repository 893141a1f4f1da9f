"""A live session in a real server that is killed: no question, vote or interest is lost, and the room comes back."""

import http.client
import re
import threading
import time
from http.client import HTTPException
from pathlib import Path

from sqlalchemy.orm import close_all_sessions

from matchmaking import create_app
from matchmaking.core.db import database, now, reading, unit_of_work
from matchmaking.interests.models import Interest
from matchmaking.roadshows.models import Roadshow
from matchmaking.roadshows.services import open_roadshow
from matchmaking.stages.models import StageQuestion, StageVote
from tests.conftest import TEST_SETTINGS
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.projects import make_project
from tests.factories.roadshows import make_roadshow
from tests.live import PATIENCE, Client, free_port, kill_site, start_site, stop_site
from tests.visitor import PASSWORD


def told(port: int, path: str, last: int, until: str) -> list[str]:
    """The texts of the questions that a page is told of after an event, until the one that is waited for."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Last-Event-ID": str(last)})
    answer = connection.getresponse()
    assert answer.status == 200
    found: list[str] = []
    while until not in found:
        line = answer.readline().decode()
        assert line, f"the server said no more after {found}"
        found += re.findall(r"第 \d+ 问", line)
    connection.close()
    return list(dict.fromkeys(found))


def test_nothing_said_in_a_room_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    instance.mkdir()
    port = free_port()
    options = ("--no-sample", "--no-worker")
    process = start_site(instance, port, *options)
    app = create_app({**TEST_SETTINGS, "SEARCH_URL": "whoosh:{instance}/index"}, instance_path=instance)
    asked: list[str] = []
    voted: list[str] = []
    followed: list[int] = []
    try:
        with app.app_context():
            person = make_user()
            make_organisation(owner=person)
            project = make_project(make_organisation(owner=make_user("researcher")))
            roadshow = make_roadshow(starts_at=now(), pitches=[("阀座涂层", 20, {"project_id": project.id})])
            with unit_of_work() as session:
                open_roadshow(session.get_one(Roadshow, roadshow.id), actor=None)
            room = f"/roadshows/{roadshow.id}/room"

        def speak() -> None:
            client = Client(f"http://127.0.0.1:{port}")
            try:
                client.sign_in(person.email, PASSWORD)
                where = f"/interests/new/{project.id}/follow?roadshow={roadshow.id}"
                status, _where = client.submit(where, {})
                followed.append(status)
                # At most five wait for an answer; the sixth would be refused.
                for number in range(5):
                    text = f"第 {number} 问"
                    status, where = client.submit(room, {"text": text}, action="/questions")
                    assert status == 303, status
                    asked.append(text)
                    status, _where = client.submit(room, {"question": where.rpartition("-")[2]}, action="/vote")
                    assert status == 303, status
                    voted.append(text)
                    time.sleep(0.3)
            except (OSError, HTTPException):
                return

        page = Client(f"http://127.0.0.1:{port}").send(room)[2].decode()
        stream = re.search(r'data-stream="([^"]+)"', page)
        assert stream is not None
        speaker = threading.Thread(target=speak)
        speaker.start()
        while len(voted) < 2:
            assert speaker.is_alive(), (followed, asked)
            time.sleep(0.01)
        kill_site(process)
        speaker.join(timeout=PATIENCE)
        process = start_site(instance, port, *options)
        with app.app_context(), reading() as session:
            kept = {one.text: one for one in session.query(StageQuestion)}
            votes = {one.question_id for one in session.query(StageVote)}
            assert [text for text in asked if text not in kept] == []
            assert [text for text in voted if kept[text].id not in votes] == []
            assert followed == [303]
            assert session.query(Interest).count() == 1
        # The page comes back by itself with its old ticket, and hears of everything that it missed.
        assert told(port, stream[1], 0, asked[-1]) == [f"第 {number} 问" for number in range(len(asked))]
        assert "直播中" in Client(f"http://127.0.0.1:{port}").send(room)[2].decode()
    finally:
        stop_site(process)
        close_all_sessions()
        with app.app_context():
            database().engine.dispose()
