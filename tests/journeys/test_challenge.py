"""揭榜: from the draft over the experts and the public notice to answers, and an objection that stops it."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.challenges.choosing import begin_choice
from matchmaking.challenges.models import Challenge
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.history import history_of
from matchmaking.core.jobs import enqueue, run_waiting
from matchmaking.demands.models import Demand
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from matchmaking.proposals.models import Proposal
from matchmaking.public_notices.models import PublicNotice
from matchmaking.selections.deciding import reopen_decision
from matchmaking.selections.models import Candidate, Selection
from matchmaking.selections.services import place_candidates
from tests.factories.accounts import make_user
from tests.factories.challenges import CRITERIA, make_challenge
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.factories.proposals import make_proposal
from tests.factories.public_notices import let_days_pass
from tests.factories.selections import make_review, make_reviewer
from tests.visitor import PASSWORD, Seen, Visitor

COUNTY = "330324"
APPLICATION = {
    "term_months": "18", "fund": "180", "is_cash": "y", "rights_rule": "专利申请权归双方共有。",
    "conditions": "有热喷涂试验线。", "cannot_solve": "y", "stays_out": "y", "has_good_credit": "y",
}  # fmt: skip
CONTACT = {"office": "永嘉县科技局", "phone": "0577-67221234"}
MARKS = {"industry": "80", "research": "70", "technical": "90", "finance": "60"}


def told(user: User) -> list[str]:
    """The titles of the notices about challenges of a person, oldest first."""
    with reading():
        query = select(Notice).where(Notice.user_id == user.id, Notice.kind.startswith("challenges."))
        return [words_of(one, "zh")[0].partition("：")[0] for one in session.scalars(query.order_by(Notice.id))]


def stored() -> Challenge:
    with unit_of_work():
        return session.get_one(Challenge, 1)


def newest_notice() -> PublicNotice:
    with unit_of_work():
        return session.scalars(select(PublicNotice).order_by(PublicNotice.id.desc())).first()  # type: ignore[return-value]


def let_deadline_pass(demand_id: int) -> None:
    """The last day of answering is over; the clocks are looked at."""
    with unit_of_work():
        session.get_one(Demand, demand_id).deadline_on = today() - timedelta(days=1)
    run_due("clocks.look")


def choose(owner: Visitor, selection: Selection) -> None:
    """Choose the first answer, decline the second, confirm with the password; delivered as soon as it may be."""
    path = f"/selections/{selection.id}"
    outcomes = {
        "rows-0-result": "chosen", "rows-1-result": "declined", "rows-1-reason_code": "price",
        "rows-1-sentence": "报价高于预算。",
    }  # fmt: skip
    owner.submit(owner.open(f"{path}/decide"), outcomes, button="保存")
    owner.submit(owner.open(f"{path}/confirm"), {"when": "now", "password": PASSWORD}, button="确认决定")


def review(selection: Selection) -> None:
    """Three reviewers score both answers."""
    with reading():
        candidates = session.scalars(select(Candidate.id).where(Candidate.selection_id == selection.id)).all()
    for _reviewer in range(3):
        reviewer = make_reviewer(selection, make_user())
        for candidate_id in candidates:
            make_review(reviewer, candidate_id, 8)


def delivered(proposal: Proposal) -> bool:
    with reading():
        return session.get_one(Proposal, proposal.id).delivered_at is not None


def run_due(job: str) -> None:
    with unit_of_work():
        enqueue(job)
    run_waiting()


def score(expert: Visitor, number: int, marks: dict[str, str] = MARKS) -> Seen:
    values = {f"score_{code}": mark for code, mark in marks.items()}
    page = expert.open(f"/challenges/arguments/{number}")
    return expert.submit(
        page, {**values, "opinion": f"意见{number}", "has_no_interest": "y"}, button="提交评分"
    )  # fmt: skip


def apply(owner: Visitor, demand_id: int) -> Seen:
    """Fill in what a challenge asks for and hand it in."""
    page = owner.submit(owner.open(f"/demands/{demand_id}/challenge"), APPLICATION, button="保存揭榜资料")
    return owner.submit(page, button="提交形式审查")


def argue(app: Flask, officer: Visitor, experts: list[User], start: int = 1) -> Seen:
    """Formal check, three experts, conclusion."""
    officer.submit(
        officer.open("/challenges/1/check"),
        {"ticks": ["cannot_solve", "stays_out", "has_good_credit"]},
        button="审查通过，进入论证",
    )  # fmt: skip
    for number, user in enumerate(experts, start):
        officer.submit(officer.open("/challenges/1/experts"), {"email": user.email}, button="发出邀请")
        score(Visitor(app).sign_in(user), number)
    return officer.submit(
        officer.open("/challenges/1/experts"), {"conclusion": "需求明确，值得张榜。"}, button="结束论证"
    )


def test_a_challenge_from_the_application_to_the_announcement(app: Flask) -> None:
    owner, member = make_user(), make_user("researcher", name="内部专家")
    enterprise = make_organisation(owner=owner, reader=member, name="鹿鸣泵阀有限公司", short_name="鹿鸣泵阀")
    demand = make_demand(
        enterprise, title="阀座涂层", mode="challenge", state="submitted", hides_name=True,
        deadline_on=today() + timedelta(days=40), criteria=CRITERIA, published_at=None,
    )  # fmt: skip
    officer_user = make_user("county_officer", county_code=COUNTY)
    experts = [make_user("researcher", name=f"专家{word}") for word in "甲乙丙丁"]
    writer, officer = Visitor(app).sign_in(owner), Visitor(app).sign_in(officer_user)
    broker = Visitor(app).sign_in(make_user("broker"))

    # Nobody publishes it without the procedure.
    early = broker.post(f"/demands/{demand.id}/publish")
    assert (early.status, "先完成形式审查、专家论证和榜单公示" in early.text) == (409, True)
    page = apply(writer, demand.id)
    assert "已提交形式审查" in page.text
    assert told(officer_user) == ["待形式审查"]
    # From now on the text stays as it is.
    assert writer.post(f"/demands/{demand.id}/reopen").status == 403
    assert broker.open(f"/demands/{demand.id}/edit").status == 403

    # The check needs every tick; a member of the enterprise cannot be asked, and the refusal does not say why.
    unticked = officer.submit(officer.open("/challenges/1/check"), {"ticks": ["stays_out"]}, button="审查通过")
    assert (unticked.status, stored().state) == (422, "checking")
    officer.submit(
        officer.open("/challenges/1/check"),
        {"ticks": ["cannot_solve", "stays_out", "has_good_credit"]},
        button="审查通过",
    )  # fmt: skip
    found = officer.open("/challenges/1/experts?q=专家")
    assert "内部专家" not in found.text
    assert "专家甲" in found.text
    refused = officer.submit(officer.open("/challenges/1/experts"), {"email": member.email}, button="发出邀请")
    assert refused.errors() == ["专家的登录邮箱：按回避规则，不能请这位专家论证这项需求。请换一位。"]
    for user in experts:
        officer.submit(officer.open("/challenges/1/experts"), {"email": user.email}, button="发出邀请")

    # One of them declares an interest, three score; nobody of them reads whose demand it is.
    first = Visitor(app).sign_in(experts[0])
    assert "鹿鸣" not in first.open("/challenges/arguments/1").html
    first.submit(first.open("/challenges/arguments/1"), {"reason": "与揭榜方有合作"}, button="回避")
    assert first.open("/challenges/arguments/1").soup.select("input[name=score_industry]") == []
    for number, user in enumerate(experts[1:], 2):
        assert "已评分" in score(Visitor(app).sign_in(user), number).text
    # What is done is no longer asked for.
    assert told(officer_user) == ["专家回避或谢绝", "评分已够数"]
    page = officer.submit(officer.open("/challenges/1/experts"), {"conclusion": "值得张榜。"}, button="结束论证")
    # 80 × 30 % + 70 × 20 % + 90 × 30 % + 60 × 20 %.
    assert (stored().state, stored().result) == ("passed", 77.0)
    own = writer.open("/challenges/1")
    assert all(f"意见{number}" in own.text for number in (2, 3, 4))
    assert not [user.name for user in experts if user.name in own.html]

    # The list is shown to the public without the hidden name, and ends to the day.
    officer.submit(officer.open("/challenges/1/publicise"), CONTACT, button="开始公示")
    shown = Visitor(app).open("/public-notices/1")
    assert "已脱敏企业" in shown.text
    assert "180 万元" in shown.text.replace("\u00a0", " ")
    assert "鹿鸣" not in shown.html
    assert officer.post("/challenges/1/announce").status == 403
    let_days_pass(newest_notice(), 30)
    assert stored().state == "cleared"
    announced = officer.submit(officer.open("/challenges/1"), button="发榜")
    assert f"榜单编号 {stored().number}" in announced.text
    assert told(owner) == ["形式审查通过", "论证通过", "榜单公示开始", "榜单公示期满", "已发榜"]

    board = Visitor(app).open("/challenges?state=running&industry=pump_valve&county=330324")
    assert "阀座涂层" in board.text
    assert "已脱敏企业" in board.text
    assert "鹿鸣" not in board.html
    public = Visitor(app).open(f"/demands/{demand.id}")
    assert [one.get_text() for one in public.soup.select(".timeline li[aria-current] b")] == ["揭榜"]
    # Announced, it cannot be edited any more.
    assert writer.open(f"/demands/{demand.id}/edit").status == 403
    with reading():
        states = [one.to_state for one in history_of(session.get_one(Challenge, 1))]
    assert states == [
        "preparing", "checking", "arguing", "passed", "list_notice", "cleared", "open",
    ]  # fmt: skip

    # Not even the officers read the name that nobody has shown to them.
    for path in ("/desk/challenges", "/challenges/1", f"/demands/{demand.id}", "/workspace", "/notices"):
        assert "鹿鸣" not in officer.open(path).html

    # Two answers, sealed until the deadline; afterwards three reviewers score them blind and the enterprise chooses.
    leaders = [make_user("researcher") for _team in range(2)]
    teams = [make_organisation(kind="university", owner=user, name=f"揭榜大学{user.id}") for user in leaders]
    proposals = [make_proposal(demand, team) for team in teams]
    with unit_of_work():
        selection = session.scalar(select(Selection).where(Selection.demand_id == demand.id))
        assert selection is not None
        place_candidates(selection)
        assert selection.is_blind
    assert writer.open(f"/proposals/{proposals[0].id}").status == 404
    let_deadline_pass(demand.id)
    assert "评榜并公示结果“阀座涂层”" in officer.open("/workspace").text
    choose(writer, selection)
    page = officer.open("/challenges/1/result")
    assert "规则要求至少 3 位评审人评分，选定的方案只有 0 位评过。" in page.text
    assert officer.post("/challenges/1/result", CONTACT).status == 409
    review(selection)

    # Nobody hears of the decision before the result was shown to the public and nobody objected.
    page = officer.open("/challenges/1/result")
    assert teams[0].name in page.text
    officer.submit(page, {}, button="开始公示")
    result = Visitor(app).open(f"/public-notices/{newest_notice().id}")
    assert teams[0].name in result.text
    assert "鹿鸣" not in result.html
    run_due("selections.look")
    assert [delivered(one) for one in proposals] == [False, False]
    let_days_pass(newest_notice(), 30)
    assert stored().state == "awarded"
    run_due("selections.look")
    assert [delivered(one) for one in proposals] == [True, True]
    assert "已揭榜" in Visitor(app).open("/challenges?state=awarded").text


def test_an_upheld_objection_to_the_result_opens_the_choice_again(app: Flask) -> None:
    owner = make_user()
    challenge = make_challenge(make_organisation(owner=owner), state="open", title="阀座涂层")
    with unit_of_work():
        begin_choice(session.get_one(Challenge, challenge.id), actor=None)
    proposals = [make_proposal(challenge.demand) for _team in range(2)]
    with unit_of_work():
        selection = session.scalars(select(Selection)).one()
        place_candidates(selection)
    let_deadline_pass(challenge.demand_id)
    writer = Visitor(app).sign_in(owner)
    choose(writer, selection)
    review(selection)
    officer = Visitor(app).sign_in(make_user("county_officer", county_code=COUNTY))
    officer.submit(officer.open("/challenges/1/result"), CONTACT, button="开始公示")
    assert stored().state == "result_notice"
    officer.submit(officer.open("/public-notices/1/stop"), {"reason": "评审专家与揭榜方有关联"}, button="停止公示")
    assert (stored().state, stored().state_reason) == ("open", "评审专家与揭榜方有关联")
    with reading():
        assert session.get_one(Selection, selection.id).state == "open"
    assert "评审结果公示已停止" in told(owner)
    assert [delivered(one) for one in proposals] == [False, False]

    # Chosen again; when the enterprise itself takes it back meanwhile, the notice stops, too.
    writer.submit(
        writer.open(f"/selections/{selection.id}/confirm"), {"when": "now", "password": PASSWORD}, button="确认决定"
    )
    officer.submit(officer.open("/challenges/1/result"), {}, button="开始公示")
    assert newest_notice().previous_id == 1
    with unit_of_work():
        reopen_decision(session.get_one(Selection, selection.id), actor=owner)  # type: ignore[arg-type]
    assert (newest_notice().state, stored().state) == ("stopped", "open")


def test_an_upheld_objection_stops_the_list_and_it_may_be_shown_anew(app: Flask) -> None:
    owner = make_user()
    demand = make_demand(
        make_organisation(owner=owner), title="阀座涂层", mode="challenge", state="submitted",
        deadline_on=today() + timedelta(days=40), criteria=CRITERIA,
    )  # fmt: skip
    writer = Visitor(app).sign_in(owner)
    officer = Visitor(app).sign_in(make_user("county_officer", county_code=COUNTY))
    apply(writer, demand.id)
    argue(app, officer, [make_user() for _one in range(3)])
    officer.submit(officer.open("/challenges/1/publicise"), CONTACT, button="开始公示")
    rival = Visitor(app).sign_in(make_user())
    rival.submit(
        rival.open("/public-notices/1/object"),
        {"name": "林一", "contact": "13800000000", "text": "指标已有人做到。"},
        button="提交异议",
    )  # fmt: skip
    officer.submit(
        officer.open("/public-notices/objections/1"),
        {"decision": "upheld", "answer": "属实。", "reason": "指标需要重新核实"},
        button="提交处理结论",
    )  # fmt: skip
    assert (stored().state, stored().state_reason) == ("stopped", "指标需要重新核实")
    assert "榜单公示已停止" in told(owner)
    assert officer.post("/challenges/1/announce").status == 403
    # Shown once more, the new notice names the old one.
    officer.submit(officer.open("/challenges/1/publicise"), {}, button="开始公示")
    assert newest_notice().previous_id == 1
    let_days_pass(newest_notice(), 30)
    assert stored().state == "cleared"
    # Back to the enterprise, everything may be changed and begins anew.
    officer.submit(officer.open("/challenges/1/return"), {"reason": "请改期"}, button="退回")
    assert stored().state == "preparing"
    assert writer.post(f"/demands/{demand.id}/reopen").path == f"/demands/{demand.id}/edit"
