"""From a call to the replay: two people look on, a question is answered, a talk is booked, a match found."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.jobs import run_waiting
from matchmaking.interests.models import InterestMatch
from matchmaking.matching.models import Match
from matchmaking.organisations.models import Organisation
from matchmaking.projects.models import Project, ProjectAchievement
from matchmaking.roadshows.models import Roadshow
from matchmaking.stages.models import StageQuestion
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.media import make_deck
from tests.factories.meetings import in_days, make_pair, make_slot
from tests.factories.organisations import make_organisation
from tests.factories.roadshows import make_roadshow
from tests.visitor import Visitor


def accept(app: Flask, team_person: User, project: Project) -> None:
    """A centre calls, the team applies, the project passes screening and is accepted; everybody reads of it then."""
    organiser = make_user()
    make_organisation(kind="transfer_centre", owner=organiser)
    centre, team = Visitor(app).sign_in(organiser), Visitor(app).sign_in(team_person)
    days = {
        name: (today() + timedelta(days=ahead)).isoformat() for name, ahead in (("closes_on", 5), ("decides_on", 9))
    }
    draft = centre.submit(centre.open("/calls/new"), {"title": "泵阀专场征集", "about": "找有实测的项目。", **days})
    call = centre.submit(draft, action="/open").path
    words = {"project_id": str(project.id), "text": "想找应用企业。", "speaker": "林工"}
    application = team.submit(team.open(f"{call}/apply"), words).path
    centre.submit(centre.open(application), action="/pass")
    centre.submit(centre.open(application), {"outcome": "accepted"}, action="/outcome")
    centre.submit(centre.open(f"{call}/applications"), action="/close")
    assert project.title not in Visitor(app).open(call).text
    centre.submit(centre.open(f"{call}/decide"), action="/decide")
    assert project.title in Visitor(app).open(call).text
    assert "入选" in team.open(application).text


def test_from_the_call_to_the_replay_with_a_question_a_booking_and_a_match(app: Flask) -> None:
    pair, host_person, other_person = make_pair(), make_user("broker"), make_user()
    with reading():
        team_place = session.get_one(Organisation, pair.team_place)
        asker_place = session.get_one(Organisation, pair.asker_place)
        session.expunge_all()
    achievement, demand = make_achievement(team_place), make_demand(asker_place)
    with unit_of_work():
        session.add(ProjectAchievement(project_id=pair.project.id, achievement_id=achievement.id))
    make_deck("project", pair.project.id, ("封面", "六项指标"))
    slot = make_slot(pair, in_days(3))
    accept(app, pair.team, pair.project)
    roadshow = make_roadshow(
        host_id=host_person.id, starts_at=now() - timedelta(minutes=1),
        pitches=[(pair.project.title, 20, {"project_id": pair.project.id}), ("自由问答", 10, {"kind": "questions"})],
    )  # fmt: skip
    room, desk = f"/roadshows/{roadshow.id}/room", f"/roadshows/{roadshow.id}/host"
    host, team = Visitor(app).sign_in(host_person), Visitor(app).sign_in(pair.team)
    asker, other = Visitor(app).sign_in(pair.asker), Visitor(app).sign_in(other_person)

    # The session begins; both land on the page that is on.
    host.submit(host.open(desk), action="/host/open")
    host.submit(host.open(desk), action="/room/page", button="下一页")
    for viewer in (asker, other):
        assert viewer.open(room).soup.select_one("#page-shown")["alt"].startswith("第 2 页")

    # One asks, the other wants to know too, the speaker answers; a second question stays open.
    asker.submit(asker.open(room), {"text": "小批量单价多少？"}, action="/questions")
    with reading():
        first = session.scalars(select(StageQuestion.id)).one()
    assert other.post(f"{room}/vote", {"question": str(first)}).soup.select_one(".vote span").get_text() == "1"
    host.submit(host.open(desk), action=f"/questions/{first}/answered")
    assert "现场已答" in asker.open(room).text
    other.submit(other.open(room), {"text": "有现货吗？", "is_anonymous": "y"}, action="/questions")

    # A talk is booked from the room; the demand of who asks comes into one list with the project's achievement.
    page = asker.open(asker.open(room).soup.select_one('a[href*="/meetings/new/"]')["href"])
    sent = asker.submit(page, {"reason": "我们每年换四次阀座。", "slot_id": str(slot.id)}, button="送出")
    run_waiting()
    assert "已约定" in team.submit(team.open(sent.path), {"decision": "accepted"}, button="答复").text
    with reading():
        (match,) = session.execute(select(Match.demand_id, Match.achievement_id).join(InterestMatch)).all()
    assert tuple(match) == (demand.id, achievement.id)
    assert "来自路演" in team.open(f"/matches/{demand.id}/{achievement.id}").text

    # Closed, the page is the replay; the open question has an owner, and the answer reaches who asked.
    assert "1 个没答的提问已转给项目方" in host.submit(host.open(desk), action="/host/close").text
    replay = Visitor(app).open(room)
    assert "回放" in replay.title
    assert "有现货吗？" in replay.text
    with reading():
        waiting = session.scalars(select(StageQuestion.id).where(StageQuestion.id != first)).one()
        assert session.get_one(Roadshow, roadshow.id).state == "ended"
        assert session.get_one(Project, pair.project.id).is_published
    team.submit(team.open(f"/stage-questions/{waiting}"), {"text": "有 20 套现货。"}, action="/answer")
    assert "有 20 套现货。" in Visitor(app).open(room).text
    assert "有了回答" in other.open("/notices").text
    hub = team.open(f"/projects/{pair.project.id}/hub")
    assert "小批量单价多少？" in hub.text
    assert "岭下阀门" in hub.text
