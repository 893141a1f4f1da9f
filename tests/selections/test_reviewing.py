"""Reviewers: who may not, the declaration before anything, the own points before those of others."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.clocks.models import Clock
from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.core.history import record
from matchmaking.core.jobs import run_waiting
from matchmaking.organisations.models import Membership, Organisation
from matchmaking.proposals.models import Proposal
from matchmaking.selections.models import Candidate, Reviewer, SelectionComment
from matchmaking.selections.scoring import is_clear, letter, result, weighted
from tests.accounts.letters import letters
from tests.factories.accounts import make_user
from tests.factories.selections import make_review, make_reviewer
from tests.selections.stage import Stage, plant_stage
from tests.visitor import Seen, Visitor

POINTS = {f"rows-{place}-points": "8" for place in range(5)}


def invite(stage: Stage, email: str) -> Seen:
    return stage.owner_page.submit(stage.open("/reviewers"), {"email": email}, button="发出邀请")


def ids(stage: Stage) -> dict[str, int]:
    with reading() as session:
        query = select(Candidate.letter, Candidate.id).where(Candidate.selection_id == stage.selection.id)
        return dict(session.execute(query).all())


def test_whoever_is_close_to_a_team_is_refused(app: Flask) -> None:
    stage = plant_stage(app)
    former, writer, named = (make_user(name=name) for name in ("旧人", "执笔人", "组里的许工"))
    with unit_of_work() as session:
        proposal = session.get_one(Proposal, stage.proposals[0].id)
        team = session.get_one(Organisation, proposal.organisation_id)
        record("organisations.member_removed", team, data={"user_id": former.id})
        proposal.created_by_id = writer.id
        proposal.team = "许主任、组里的许工等 6 人"
    for person in (stage.leaders[1], former, writer, named):
        page = invite(stage, person.email)
        assert page.status == 422
        assert "有关联" in page.errors()[0]
    assert invite(stage, make_user().email).status == 200
    with reading() as session:
        assert len(session.scalars(select(Reviewer)).all()) == 1


def test_an_interest_that_comes_later_ends_the_right_to_read_at_once(app: Flask) -> None:
    stage = plant_stage(app, stage="assessed")
    expert = make_user("researcher")
    make_reviewer(stage.selection, expert)
    visitor = Visitor(app).sign_in(expert)
    assert visitor.open(stage.path).status == 200
    with unit_of_work() as session:
        team = session.get_one(Proposal, stage.proposals[0].id).organisation_id
        session.add(Membership(organisation_id=team, user_id=expert.id, role="reader", created_at=now()))
    assert visitor.open(stage.path).status == 404
    assert visitor.open(f"{stage.path}/proposals/B").status == 404
    assert "平台核查：有关联，已停止" in stage.open("/reviewers").text


def test_somebody_without_an_account_signs_up_and_declares_before_seeing_anything(app: Flask) -> None:
    stage = plant_stage(app, stage="assessed")
    assert invite(stage, "Fresh@Example.com").status == 200
    run_waiting()
    (mail,) = letters(app, "fresh@example.com")
    assert "楠洼" not in str(mail)
    person = Visitor(app).sign_in(make_user("researcher", name="新专家", email="fresh@example.com"))
    page = person.open("/reviews")
    assert "耐磨阀座涂层征集" in page.text
    assert "已脱敏企业" in page.text
    assert person.open(stage.path).status == 404
    with reading() as session:
        (reviewer,) = session.scalars(select(Reviewer.id))
    form = person.open(f"/reviews/{reviewer}")
    assert person.submit(form, {"declaration": "none"}, button="签署声明").status == 422
    assert person.open(stage.path).status == 404
    page = person.submit(form, {"declaration": "none", "promise": "y"}, button="签署声明")
    assert page.path == stage.path
    assert "楠洼" not in page.text
    assert "声明：没有利害关系" in stage.open("/reviewers").text
    assert Visitor(app).sign_in(make_user()).open(f"/reviews/{reviewer}").status == 404


def test_a_declared_interest_takes_the_proposal_away_and_a_whole_one_the_part(app: Flask) -> None:
    stage = plant_stage(app, stage="assessed")
    some, none = make_user("researcher"), make_user("researcher", name="退出的人")
    parts = [make_reviewer(stage.selection, one, state="invited") for one in (some, none)]
    visitor = Visitor(app).sign_in(some)
    form = visitor.open(f"/reviews/{parts[0].id}")
    with reading() as session:
        team = session.get_one(Proposal, stage.proposals[1].id).organisation_id
    values = {"declaration": "some", "organisations": str(team), "interest": "师生", "promise": "y"}
    assert visitor.submit(form, values, button="签署声明").path == stage.path
    assert [visitor.open(f"{stage.path}/proposals/{one}").status for one in "ABC"] == [200, 404, 200]
    assert "雁砾" not in visitor.open(stage.path).text
    assert "雁砾" not in visitor.open(f"{stage.path}/compare?p=A&p=B&p=C").text
    other = Visitor(app).sign_in(none)
    values = {"declaration": "all", "promise": "y"}
    assert other.submit(other.open(f"/reviews/{parts[1].id}"), values, button="签署声明").path == "/reviews"
    assert other.open(stage.path).status == 404
    assert stage.told(stage.owner) == ["退出的人不参加评审：耐磨阀座涂层征集"]


def test_others_are_read_only_after_the_own_review_is_in_and_then_it_is_fixed(app: Flask) -> None:
    stage = plant_stage(app, stage="assessed")
    first, second = make_user("researcher", name="评甲"), make_user("researcher", name="评乙")
    early = make_reviewer(stage.selection, first)
    make_reviewer(stage.selection, second)
    make_review(early, ids(stage)["A"], 3)
    visitor = Visitor(app).sign_in(second)
    page = visitor.open(f"{stage.path}/proposals/A")
    assert "评甲" not in page.text
    assert "您交了评分，才能看别人的" in page.text
    assert "3.0" not in visitor.open(stage.path).text
    page = visitor.submit(page, {"rows-0-points": "8"}, button="先保存")
    assert "还没有提交" in page.text
    page = visitor.submit(visitor.open(page.path), {"rows-0-points": "8"}, button="提交评分")
    assert page.status == 422
    assert len(page.errors()) == 4
    old = visitor.open(f"{stage.path}/proposals/A")
    page = visitor.submit(old, {**POINTS, "comment": "可以做"}, button="提交评分")
    assert "评甲" in page.text
    assert "5.5 3.0–8.0 分，2 位评审" in page.text
    assert page.soup.select_one('form[action$="/review"]') is None
    assert visitor.submit(old, POINTS, button="提交评分").status == 409
    assert "还差 2 份评分" in stage.open().text


def test_the_owner_may_return_a_review_and_criteria_stay_once_scored(app: Flask) -> None:
    stage = plant_stage(app, stage="assessed")
    expert = make_user("researcher")
    reviewer = make_reviewer(stage.selection, expert)
    make_review(reviewer, ids(stage)["A"], 8)
    assert "已经有人打分" in stage.owner_page.open(f"/demands/{stage.demand.id}/selection").text
    page = stage.owner_page.submit(stage.open("/proposals/A"), button="退回重评")
    assert "已退回" in page.text
    assert stage.told(expert) == ["请重新评分：耐磨阀座涂层征集"]
    assert Visitor(app).sign_in(expert).open(f"{stage.path}/proposals/A").form("/review")


def test_a_reviewers_clock_runs_for_the_person_until_all_is_reviewed(app: Flask) -> None:
    stage = plant_stage(app, count=1, stage="assessed")
    expert = make_user("researcher", name="评甲")
    invite(stage, expert.email)
    assert stage.told(expert) == ["评审邀请：耐磨阀座涂层征集"]
    visitor = Visitor(app).sign_in(expert)
    assert "评审“耐磨阀座涂层征集”的应答" in visitor.open("/workspace").text
    page = visitor.submit(visitor.open("/reviews/1"), {"declaration": "none", "promise": "y"}, button="签署声明")
    visitor.submit(visitor.open(f"{page.path}/proposals/A"), POINTS, button="提交评分")
    with reading() as session:
        clocks = [
            (one.user_id, one.was_answered) for one in session.scalars(select(Clock)) if one.kind == "review_score"
        ]
    assert clocks == [(expert.id, True)]
    assert stage.told(stage.owner) == ["评甲已交齐评分：耐磨阀座涂层征集"]


def test_remarks_stay_among_those_who_choose(app: Flask) -> None:
    stage = plant_stage(app, stage="assessed")
    expert = make_user("researcher", name="评甲")
    make_reviewer(stage.selection, expert)
    visitor = Visitor(app).sign_in(expert)
    page = stage.open()
    for _one in range(2):
        stage.owner_page.submit(page, {"text": "楠洼阀门的预算只有 80 万", "about": "A"}, action="/comments")
    with reading() as session:
        assert len(session.scalars(select(SelectionComment)).all()) == 1
    seen = visitor.open(f"{stage.path}/proposals/A").text
    assert "▇▇的预算只有 80 万" in seen
    assert "洼厂长" not in seen
    visitor.submit(visitor.open(stage.path), {"text": "那就看 B"}, action="/comments")
    assert "评审人 评甲" in stage.open().text
    assert stage.told(expert) == ["评审讨论有新内容：耐磨阀座涂层征集"]
    for team, proposal in zip(stage.teams, stage.proposals, strict=True):
        assert "预算只有" not in team.open(f"/proposals/{proposal.id}").text
        assert team.post(f"{stage.path}/comments", {"text": "我们也说一句"}).status == 404


def test_reviewers_of_a_hidden_firm_are_not_named_outside_it(app: Flask) -> None:
    stage = plant_stage(app, stage="assessed")
    expert, officer = make_user("researcher", name="评甲"), make_user("county_officer", county_code="330324")
    boss, other = make_reviewer(stage.selection, stage.owner), make_reviewer(stage.selection, expert)
    make_reviewer(stage.selection, make_user(email="guest@nanwa-valves.example"), state="invited", user_id=None)
    for part in (boss, other):
        make_review(part, ids(stage)["A"], 7)
    stage.owner_page.post(f"{stage.path}/comments", {"text": "我也评了", "form_key": "k"})
    pages = [Visitor(app).sign_in(expert).open(f"{stage.path}{one}") for one in ("", "/proposals/A")]
    pages += [Visitor(app).sign_in(officer).open(f"{stage.path}{one}") for one in ("", "/reviewers")]
    assert [one.status for one in pages] == [200] * 4
    for secret in ("洼厂长", stage.owner.email, "nanwa-valves", "楠洼"):
        assert [secret in one.html for one in pages] == [False] * 4, secret
    assert "需求方的评审人" in pages[1].text
    assert "评甲" in pages[3].text
    assert "洼厂长" in stage.open("/proposals/A").text


def test_weighted_results_show_their_spread_and_no_false_precision() -> None:
    weights = {1: 60, 2: 40}
    assert weighted({1: 8, 2: 5}, weights) == Decimal("6.8")
    found = result([{1: 8, 2: 5}, {1: 7, 2: 7}, {1: 9, 2: 8}], weights)
    assert found is not None
    assert (str(found.mean), str(found.low), str(found.high), str(found.spread), found.count) == (
        "7.5", "6.8", "8.6", "1.8", 3,
    )  # fmt: skip
    assert result([], weights) is None


@pytest.mark.parametrize(
    ("better", "worse", "clear"),
    [([[8], [9]], [[6], [7]], True), ([[8], [6]], [[6], [7]], False), ([[9]], [[2]], False)],
)
def test_a_difference_is_clear_only_beyond_the_reviewers_own(
    better: list[list[int]], worse: list[list[int]], clear: bool
) -> None:
    one, other = (result([{1: points[0]} for points in row], {1: 100}) for row in (better, worse))
    assert one is not None
    assert other is not None
    assert is_clear(one, other) is clear


def test_letters_go_on_after_z() -> None:
    assert [letter(place) for place in (0, 1, 25, 26, 51, 52, 701, 702)] == [
        "A", "B", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
