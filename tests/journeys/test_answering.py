"""A team asks, answers, revises, withdraws and answers again; whoever follows the demand hears of the answer."""

from flask import Flask

from matchmaking.core.jobs import run_waiting
from tests.accounts.letters import letters
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.proposals.trips import PROMISED, TYPED, make_trip
from tests.visitor import Visitor


def test_a_team_asks_answers_revises_withdraws_and_answers_again(app: Flask) -> None:
    trip = make_trip(app, hides_name=True)
    follower = make_user("researcher", email="follower@example.com")
    make_organisation(owner=follower)
    reader = Visitor(app).sign_in(follower)
    reader.submit(reader.open(trip.path()), button="关注", action="following/demand")
    # The team does not know who asks for this, and asks before it writes.
    page = trip.writer.open(trip.path())
    assert "已脱敏企业" in page.text
    asked = {"text": "基体是什么材料？", "hides_asker": "y"}
    trip.writer.submit(trip.writer.open(trip.path("/questions/ask")), asked, button="提交问题")
    told = trip.enterprise.open("/notices")
    assert f"需求“{trip.demand.title}”有人提问" in told.text
    trip.enterprise.submit(trip.enterprise.open("/questions/1"), {"text": "F316。"}, button="公开答复")
    run_waiting()
    heard = [letter for letter in letters(app) if letter["To"] == "follower@example.com"]
    assert [letter["Subject"] for letter in heard] == [f"您关注的需求“{trip.demand.title}”有新的公开答疑"]
    assert "鹿鸣" not in str(heard[0])
    # One page, checked and submitted; the enterprise finds it among its tasks.
    answer = trip.submitted()
    assert "已脱敏企业" in trip.writer.open(answer).text
    assert "评议应答 YD-" in trip.enterprise.open("/workspace").text
    assert "表面工程试验大学" in trip.enterprise.open(answer).text
    edit = trip.writer.open(f"{answer}/edit")
    trip.writer.submit(edit, {"promises-1-answer": "yes", "no_confidential": "y"}, button="提交修改")
    assert "3 项指标： 满足 3" in trip.enterprise.open(answer).text
    # A second thought, and a third.
    form = trip.writer.open(f"{answer}/withdraw")
    trip.writer.submit(form, {"reason": "先做完样件再来"}, button="确认撤回")
    assert trip.enterprise.open(answer).status == 404
    again = trip.writer.submit(trip.writer.open(trip.path("/answer")), {"like_id": "1"}, button="开始写")
    check = trip.writer.submit(again, {**TYPED, **PROMISED}, button="保存并核对")
    last = trip.writer.submit(check, {"no_confidential": "y"}, button="提交应答")
    assert "已提交，编号 YD-" in last.text
    listed = trip.enterprise.open(trip.path("/answers"))
    assert len(listed.soup.select("table tbody tr")) == 1
    assert "先做完样件再来" in listed.text
    for visitor in (reader, Visitor(app)):
        assert "表面工程试验大学" not in visitor.open(trip.path()).text
    assert reader.open(last.path).status == 404
