"""The room of a session: in step with the speaker, questions and votes, the host's desk with its undo, the replay."""

import json
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from flask import Flask

from matchmaking.clocks.models import Clock
from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.notifications.models import Notice
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.stages.models import Chapter, Poll, StageMessage, StageMoment, StageQuestion
from matchmaking.streaming.models import StreamEvent
from tests.factories.accounts import make_user
from tests.factories.media import make_deck, make_video
from tests.factories.organisations import make_organisation
from tests.factories.projects import make_project
from tests.factories.roadshows import make_roadshow
from tests.kept import kept
from tests.visitor import Seen, Visitor


class Scene(NamedTuple):
    """A session with two projects, its host, the team of the first, and two people who look on."""

    roadshow: Roadshow
    host: Any
    team: Any
    viewers: tuple[Any, Any]
    pitches: tuple[Pitch, Pitch]


def set_scene() -> Scene:
    host, team, one, other = make_user("broker"), make_user("researcher"), make_user(), make_user()
    house = make_organisation(owner=team, name="瓯江阀材研究院")
    make_organisation(owner=one, name="鹿鸣泵阀有限公司")
    project = make_project(house)
    make_deck("project", project.id, ("六项指标", "成本", "联系"))
    begin = now() - timedelta(minutes=5)
    roadshow = make_roadshow(
        starts_at=begin, host_id=host.id,
        pitches=[
            ("阀座耐磨涂层", 20, {"project_id": project.id, "speaker": "林某"}),
            ("自由问答", 10, {"kind": "questions"}),
        ],
    )  # fmt: skip
    return Scene(roadshow, host, team, (one, other), tuple(roadshow.pitches))


@pytest.fixture
def scene(app: Flask) -> Scene:
    return kept(app, "room", set_scene)


def room(scene: Scene) -> str:
    return f"/roadshows/{scene.roadshow.id}/room"


def desk(scene: Scene) -> str:
    return f"/roadshows/{scene.roadshow.id}/host"


def opened(app: Flask, scene: Scene) -> Visitor:
    """The host at the desk of a session that is on."""
    host = Visitor(app).sign_in(scene.host)
    host.submit(host.open(desk(scene)), action="/host/open")
    return host


def ask(visitor: Visitor, scene: Scene, text: str, **values: Any) -> Seen:
    return visitor.submit(visitor.open(room(scene)), {"text": text, **values}, action="/room/questions")


def question(text: str) -> StageQuestion:
    with reading() as session:
        found = session.query(StageQuestion).filter_by(text=text).one()
        session.expunge_all()
        return found


def kinds_told() -> list[str]:
    with reading() as session:
        return [one.kind for one in session.query(StreamEvent).order_by(StreamEvent.id)]


def test_a_late_comer_lands_on_the_page_that_is_on_and_may_leave_it(app: Flask, scene: Scene) -> None:
    viewer = Visitor(app)
    assert "未开场" in viewer.open(room(scene)).text
    host = opened(app, scene)
    host.submit(host.open(desk(scene)), action="/room/page", button="下一页")
    page = viewer.open(room(scene))
    assert page.soup.select_one("#page-shown")["alt"].startswith("第 2 页")
    assert page.soup.select_one("[data-follow]")["aria-current"] == "true"
    assert "正在讲，第 1 个，共 1 个项目" in page.text
    left = viewer.open(page.soup.select_one('[data-page="3"]')["href"])
    assert left.soup.select_one("#page-shown")["alt"].startswith("第 3 页")
    assert left.soup.select_one("[data-follow]")["aria-current"] == "false"
    assert (
        viewer.open(left.soup.select_one("[data-follow]")["href"])
        .soup.select_one("#page-shown")["alt"]
        .startswith("第 2")
    )
    # The team turns its own pages in the room; somebody else may not.
    team = Visitor(app).sign_in(scene.team)
    assert (
        team.submit(team.open(room(scene)), action="/room/page", button="下一页")
        .soup.select_one("#page-shown")["alt"]
        .startswith("第 3 页")
    )
    assert Visitor(app).sign_in(scene.viewers[0]).post(room(scene) + "/page", {"page": "1"}).status == 403
    assert kinds_told() == ["stage", "page", "page"]


def test_a_question_is_asked_once_voted_for_and_the_vote_taken_back(app: Flask, scene: Scene) -> None:
    opened(app, scene)
    one, other = (Visitor(app).sign_in(person) for person in scene.viewers)
    ask(one, scene, "小批量单价多少？", form_key="k" * 32)
    again = ask(one, scene, "小批量单价多少？", form_key="k" * 32)
    assert again.soup.select("[data-questions] li p")[0].get_text() == "小批量单价多少？"
    assert len(again.soup.select("[data-questions] li")) == 1
    first = question("小批量单价多少？")
    for votes in (1, 0, 1):
        page = other.post(room(scene) + "/vote", {"question": str(first.id)})
        assert page.soup.select_one(".vote span").get_text() == str(votes)
        assert page.soup.select_one(".vote")["aria-pressed"] == ("true" if votes else "false")
    assert one.open(room(scene)).soup.select_one(".vote")["aria-pressed"] == "false"
    assert Visitor(app).post(room(scene) + "/vote", {"question": str(first.id)}, follow=False).status == 303
    assert question("小批量单价多少？").vote_count == 1
    assert kinds_told() == ["stage", "question", "votes", "votes", "votes"]
    assert "最多 100 字" in ask(other, scene, "").text
    assert ask(other, scene, "长" * 101).status == 422
    one.submit(one.open(room(scene)), action="/withdraw")
    assert one.open(room(scene)).soup.select("[data-questions] li") == []


def test_an_anonymous_question_names_its_asker_to_the_host_and_the_team_only(app: Flask, scene: Scene) -> None:
    host = opened(app, scene)
    asker = Visitor(app).sign_in(scene.viewers[0])
    ask(asker, scene, "泄漏数据有吗？", is_anonymous="y")
    asked = question("泄漏数据有吗？")
    address = f"/stage-questions/{asked.id}"
    public = [Visitor(app), Visitor(app).sign_in(scene.viewers[1])]
    for visitor in public:
        for path in (room(scene), address, room(scene) + "/parts"):
            assert "鹿鸣泵阀" not in visitor.open(path).html
        assert "匿名企业" in visitor.open(room(scene)).text
    with reading() as session:
        assert not any("鹿鸣" in str(one.data) for one in session.query(StreamEvent))
    assert "鹿鸣泵阀" in host.open(desk(scene)).text
    team = Visitor(app).sign_in(scene.team)
    assert "鹿鸣泵阀" in team.open(address).text
    # On the hub the team also learns that it must not tell.
    assert "（对外匿名）" in team.open(f"/projects/{asked.project_id}/hub").text


def test_the_host_answers_pins_hides_and_blocks_and_takes_all_of_it_back(app: Flask, scene: Scene) -> None:
    host = opened(app, scene)
    asker = Visitor(app).sign_in(scene.viewers[0])
    ask(asker, scene, "能喷大口径吗？")
    asked = question("能喷大口径吗？")
    for action in ["answered", "pin", "people/block"]:
        host.submit(
            host.open(desk(scene)), action=f"/host/questions/{asked.id}/{action}" if "people" not in action else action
        )
    page = asker.open(room(scene))
    assert "现场已答，" in page.text
    assert "置顶" in page.text
    assert "主持人暂停了您的发言" in page.text
    assert asker.post(room(scene) + "/questions", {"text": "再问"}).status == 403
    host.submit(host.open(desk(scene)), {"reason": "off_topic"}, action="/hide")
    assert "能喷大口径吗" not in Visitor(app).open(room(scene)).html
    assert "与这场路演无关" in asker.open(f"/stage-questions/{asked.id}").text
    assert Visitor(app).open(f"/stage-questions/{asked.id}").status == 404
    undone = []
    for _step in range(4):
        page = host.submit(host.open(desk(scene)), action="/host/undo/")
        undone.append(page.soup.select_one(".flash").get_text(strip=True))
    assert [one.removesuffix("。").split("：")[1] for one in undone] == [
        "隐藏了提问", "禁止了一位观众发言", "置顶了提问", "标为现场已答",
    ]  # fmt: skip
    back = question("能喷大口径吗？")
    assert (back.state, back.live_seconds, back.pinned_at, back.hidden_reason) == ("open", None, None, None)
    assert ask(asker, scene, "再问").status == 200
    with reading() as session:
        told = [one.kind for one in session.query(Notice).filter_by(user_id=scene.viewers[0].id).order_by(Notice.id)]
    assert told == ["stages.answered_live", "stages.hidden"]


def test_messages_are_limited_and_can_be_switched_off_by_host_and_viewer(app: Flask, scene: Scene) -> None:
    host = opened(app, scene)
    viewer, other = (Visitor(app).sign_in(person) for person in scene.viewers)

    def say(words: str, key: str) -> Seen:
        return viewer.post(room(scene) + "/messages", {"message": words, "form_key": key})

    for number in range(5):
        assert say(f"第 {number} 条", f"key{number}").status == 200
    assert say("第 4 条", "key4").status == 200
    assert "发得太快了" in say("第 5 条", "key5").text
    page = other.open(room(scene))
    assert [one.get_text() for one in page.soup.select("[data-messages] li")] == [f"第 {n} 条" for n in (1, 2, 3, 4)]
    other.submit(page, action="/messages-shown")
    assert other.open(room(scene)).soup.select_one("[data-messages]").has_attr("hidden")
    host.submit(host.open(desk(scene)), action="/messages", button="隐藏")
    assert "第 4 条" not in viewer.open(room(scene)).text
    host.submit(host.open(desk(scene)), action="/host/messages", button="关闭弹幕")
    assert viewer.open(room(scene)).soup.select_one("[data-talk]") is None
    assert other.post(room(scene) + "/messages", {"message": "喂", "form_key": "x"}).status == 409
    with reading() as session:
        assert session.query(StageMessage).count() == 5


def test_a_poll_takes_one_vote_of_each_and_shows_what_was_chosen_once_it_is_closed(app: Flask, scene: Scene) -> None:
    host = opened(app, scene)
    bad = host.submit(host.open(desk(scene)), {"question": "最关心什么？", "options": "价格"}, action="/host/polls")
    assert bad.errors() == ["请写 2 到 6 个选项，每行一个，每个最多 40 字。"]
    host.submit(
        host.open(desk(scene)), {"question": "最关心什么？", "options": "价格\n交期\n寿命"}, action="/host/polls"
    )
    with reading() as session:
        poll_id = session.query(Poll.id).scalar()
    viewer, other = (Visitor(app).sign_in(person) for person in scene.viewers)
    for visitor, choice in ((viewer, "0"), (viewer, "2"), (other, "2")):
        visitor.post(room(scene) + "/choose", {"poll": str(poll_id), "choice": choice})
    assert viewer.open(room(scene)).soup.select_one('input[name="choice"][checked]')["value"] == "2"
    assert viewer.post(room(scene) + "/choose", {"poll": str(poll_id), "choice": "9"}).status == 409
    host.submit(host.open(desk(scene)), action=f"/host/polls/{poll_id}/close")
    assert [one.get_text() for one in viewer.open(room(scene)).soup.select(".room-poll b")] == ["0", "0", "2"]
    assert viewer.post(room(scene) + "/choose", {"poll": str(poll_id), "choice": "0"}).status == 409
    host.submit(host.open(desk(scene)), action="/host/undo/")
    assert viewer.open(room(scene)).soup.select_one('input[name="choice"][checked]')["value"] == "2"


def test_after_the_session_open_questions_go_to_the_team_with_a_clock_and_the_answer_to_the_asker(
    app: Flask, scene: Scene
) -> None:
    host = opened(app, scene)
    asker = Visitor(app).sign_in(scene.viewers[0])
    ask(asker, scene, "多久能供货？")
    host.submit(host.open(desk(scene)), action="/host/pitch")
    page = host.submit(host.open(desk(scene)), action="/host/close")
    assert "1 个没答的提问已转给项目方" in page.text
    asked = question("多久能供货？")
    team = Visitor(app).sign_in(scene.team)
    assert "提问" in team.open("/workspace").text
    with reading() as session:
        query = session.query(Clock.id).filter_by(subject_type="stage_questions", subject_id=asked.id, closed_at=None)
        clock_id = query.scalar()
        assert clock_id
        assert [one.pitch_id for one in session.query(Chapter).order_by(Chapter.id)] == [
            one.id for one in scene.pitches
        ]
    replay = asker.open(room(scene))
    assert "回放" in replay.title
    assert replay.soup.select_one("[data-stream]") is None
    answer = team.submit(team.open(f"/stage-questions/{asked.id}"), {"text": "六周。"}, action="/answer")
    assert "回答已公开" in answer.text
    assert "六周。" in Visitor(app).open(room(scene)).text
    with reading() as session:
        assert session.get(Clock, clock_id).closed_at is not None
        told = [one.kind for one in session.query(Notice).filter_by(user_id=scene.viewers[0].id)]
    assert told == ["stages.answered"]
    # The replay goes on taking questions; the host may still go back to the live session.
    ask(asker, scene, "有现货吗？", pitch_id=str(scene.pitches[0].id))
    with reading() as session:
        assert session.query(Clock).filter_by(subject_type="stage_questions", closed_at=None).count() == 1
    chapters = host.submit(host.open(desk(scene)), {f"chapter-{scene.pitches[0].id}": "1:05"}, action="/chapters")
    assert "章节已保存" in chapters.text
    assert host.open(desk(scene)).soup.select_one(f"#chapter-{scene.pitches[0].id}")["value"] == "1:05"
    # Without a recording the replay begins with the first project, which has something to show.
    assert asker.open(room(scene)).soup.select_one("#page-shown")
    host.submit(host.open(desk(scene)), action="/host/undo/")
    assert "直播中" in asker.open(room(scene)).text
    with reading() as session:
        assert session.query(Clock).filter_by(subject_type="stage_questions", closed_at=None).count() == 0


def test_who_does_not_host_has_no_desk_and_a_draft_has_no_room(app: Flask, scene: Scene) -> None:
    stranger = Visitor(app).sign_in(scene.viewers[1])
    assert stranger.open(desk(scene)).status == 403
    assert stranger.post(desk(scene) + "/open").status == 403
    with unit_of_work() as session:
        session.get(Roadshow, scene.roadshow.id).state = "draft"
    assert Visitor(app).open(room(scene)).status == 404


def test_in_the_replay_the_deck_goes_along_with_the_recording(app: Flask, scene: Scene) -> None:
    first, second = scene.pitches
    begun = now() - timedelta(hours=1)
    with unit_of_work() as session:
        roadshow = session.get_one(Roadshow, scene.roadshow.id)
        roadshow.state, roadshow.opened_at, roadshow.closed_at = "ended", begun, now()
        for seconds, pitch, page in ((30, first, 1), (90, first, 3), (120, first, 2), (600, second, 1)):
            at = begun + timedelta(seconds=seconds)
            session.add(StageMoment(roadshow_id=roadshow.id, pitch_id=pitch.id, page=page, at=at))
        # Ten seconds were cut from the beginning of the recording.
        session.add(Chapter(roadshow_id=roadshow.id, pitch_id=first.id, seconds=20))
        session.add(Chapter(roadshow_id=roadshow.id, pitch_id=second.id, seconds=590))
    make_video("roadshow", scene.roadshow.id, purpose="recording", duration_seconds=900)
    page = Visitor(app).open(f"{room(scene)}?pitch={first.id}")
    assert page.soup.select_one("video#video source")["src"].endswith("#t=20")
    assert json.loads(page.soup.select_one(".room-pages")["data-turns"]) == [[20, 1], [80, 3], [110, 2]]
    chapters = [(one["data-chapter"], one["data-seconds"]) for one in page.soup.select("[data-chapter]")]
    assert chapters == [(str(first.id), "20"), (str(second.id), "590")]
