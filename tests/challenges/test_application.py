"""What an enterprise must say and declare, what keeps a demand back, and who reads what meanwhile."""

from datetime import timedelta

import pytest
from flask import Flask

from matchmaking.accounts.models import User
from matchmaking.challenges.arguing import conclude_argument, invite_expert, is_barred
from matchmaking.challenges.checklist import gaps
from matchmaking.challenges.models import Challenge, ChallengeExpert
from matchmaking.challenges.publicity import start_list_notice
from matchmaking.challenges.services import fingerprint_of
from matchmaking.core.db import reading, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import day, today
from matchmaking.demands.expiring import expire_demands
from matchmaking.demands.extending import refusal
from matchmaking.demands.models import Demand
from tests.factories.accounts import make_user
from tests.factories.challenges import CRITERIA, make_challenge, make_expert
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.factories.public_notices import CONTACT
from tests.visitor import Visitor

COUNTY = "330324"
MARKS = {"industry": 80, "research": 80, "technical": 80, "finance": 80}


NEEDED = [
    ("term_months", None, "term"),
    ("term_months", 37, "term"),
    ("fund", None, "fund"),
    ("is_cash", False, "cash"),
    ("rights_rule", "", "rights"),
    ("conditions", "", "conditions"),
    ("cannot_solve", False, "cannot_solve"),
    ("stays_out", False, "stays_out"),
    ("has_good_credit", False, "has_good_credit"),
]


def test_every_statement_and_declaration_is_needed(app: Flask) -> None:
    challenge = make_challenge()
    with reading() as session:
        stored = session.get_one(Challenge, challenge.id)
        assert gaps(stored) == []
        for name, value, missing in NEEDED:
            before = getattr(stored, name)
            setattr(stored, name, value)
            assert [one.code for one in gaps(stored)] == [missing]
            setattr(stored, name, before)


def test_the_demand_needs_quantified_criteria_and_a_deadline_ahead(app: Flask) -> None:
    words = [{"name": "外观", "importance": "must", "operator": "text", "text": "无裂纹"}]
    found = []
    for values in (
        {"criteria": [CRITERIA[0], *words]},
        {"deadline_on": None},
        {"deadline_on": today()},
        {"criteria": [CRITERIA[0], {**CRITERIA[1], "importance": "should"}]},
        {"audiences": {"problem": "consent"}},
        {"audiences": {"money": "consent", "criteria": "signed_in"}},
        {"audiences": {"money": "consent", "offers": "statement"}},
    ):
        challenge = make_challenge(**values)
        with reading() as session:
            found += [one.code for one in gaps(session.get_one(Challenge, challenge.id))]
    assert found == ["criteria", "deadline", "deadline", "criteria", "open", "open"]


def test_an_incomplete_application_is_kept_but_not_handed_in(app: Flask) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner, name="楠洼阀门有限公司", short_name="楠洼阀门")
    demand = make_demand(
        organisation, mode="challenge", state="submitted", hides_name=True, criteria=CRITERIA,
        deadline_on=today() + timedelta(days=9),
    )  # fmt: skip
    writer = Visitor(app).sign_in(owner)
    form = writer.open(f"/demands/{demand.id}/challenge")
    named = writer.submit(form, {"conditions": "楠洼阀门同意的单位"}, button="保存揭榜资料")
    assert (named.status, named.errors()) == (
        422, ["对揭榜方的条件：您选择了不公开单位名称，这里却写了名称。请改成“我司”。"],
    )  # fmt: skip
    assert "楠洼阀门同意的单位" in named.html
    page = writer.submit(form, {"term_months": "12"}, button="保存揭榜资料")
    assert "清单里还有缺少的内容" in page.text
    refused = writer.post("/challenges/1/submit")
    assert (refused.status, "按清单补充" in refused.text) == (409, True)
    # The form was opened before the application was stored: saved again, nobody is overwritten silently.
    stale = writer.submit(form, {"term_months": "24"}, button="保存揭榜资料")
    assert stale.status == 409


def test_an_expert_may_correct_until_the_conclusion_and_fewer_than_asked_do_not_conclude(app: Flask) -> None:
    challenge = make_challenge(state="arguing")
    experts = [make_user() for _one in range(3)]
    officer = make_user("city_officer")
    for user in experts[:2]:
        make_expert(challenge, user, state="scored", scores=MARKS, opinion="可")
    make_expert(challenge, experts[2])
    with pytest.raises(RuleBroken, match="至少 3 位专家评分，现在只有 2 位"), unit_of_work() as session:
        conclude_argument(session.get_one(Challenge, challenge.id), conclusion="x", actor=officer)  # type: ignore[arg-type]
    visitor = Visitor(app).sign_in(experts[2])
    page = visitor.open("/challenges/arguments/3")
    marks = {f"score_{code}": "20" for code in MARKS}
    wrong = visitor.submit(page, {**marks, "score_finance": "101", "opinion": "不宜"}, button="提交评分")
    assert wrong.status == 422
    assert any("请填写不大于 100 的数字" in one for one in wrong.errors())
    assert any("请先作出声明" in one for one in wrong.errors())
    for value in ("20", "10"):
        marks = {f"score_{code}": value for code in MARKS}
        visitor.submit(
            visitor.open("/challenges/arguments/3"), {**marks, "opinion": "不宜", "has_no_interest": "y"}, button="评分"
        )
    with unit_of_work() as session:
        stored = session.get_one(Challenge, challenge.id)
        # (80 + 80 + 10) ÷ 3 is below 60: the officer cannot decide otherwise.
        assert conclude_argument(stored, conclusion="指标不合理", actor=officer) is False  # type: ignore[arg-type]
        assert (stored.state, stored.result) == ("failed", 56.7)
    assert visitor.post("/challenges/arguments/3", marks).status == 403


def test_members_of_the_enterprise_and_the_officer_stay_out(app: Flask) -> None:
    member, officer = make_user(), make_user("city_officer")
    challenge = make_challenge(make_organisation(reader=member), state="arguing")
    for user in (member, officer):
        with pytest.raises(RuleBroken, match="按回避规则"), unit_of_work() as session:
            stored = session.get_one(Challenge, challenge.id)
            invite_expert(stored, session.get_one(User, user.id), actor=officer)  # type: ignore[arg-type]
    with reading() as session:
        assert is_barred(session.get_one(Challenge, challenge.id), member)
    # Somebody who joins the enterprise after the invitation cannot score either.
    expert = make_expert(challenge, member)
    visitor = Visitor(app).sign_in(member)
    assert visitor.open(f"/challenges/arguments/{expert.id}").soup.select("input[name=score_industry]") == []
    assert visitor.post(f"/challenges/arguments/{expert.id}", {"opinion": "x"}).status == 403
    with reading() as session:
        assert session.get_one(ChallengeExpert, expert.id).scores == {}


def test_what_was_changed_after_the_argument_is_not_shown_to_the_public(app: Flask) -> None:
    challenge = make_challenge(state="passed")
    with unit_of_work() as session:
        stored = session.get_one(Challenge, challenge.id)
        before = fingerprint_of(stored)
        stored.demand.criteria[0].target_low = 60.0
        assert fingerprint_of(stored) != before
        stored.demand.deadline_on = today() + timedelta(days=60)
    with pytest.raises(RuleBroken, match="论证之后需求内容改过"), unit_of_work() as session:
        start_list_notice(session.get_one(Challenge, challenge.id), CONTACT, actor=None)


def test_experts_read_no_more_than_everybody_of_what_is_kept_back(app: Flask) -> None:
    expert = make_user()
    challenge = make_challenge(state="arguing", offers="提供试验台架", audiences={"offers": "consent"})
    part = make_expert(challenge, expert)
    page = Visitor(app).sign_in(expert).open(f"/challenges/arguments/{part.id}")
    assert "介质含 2% 石英砂" in page.text.replace("\u00a0", " ")
    assert "提供试验台架" not in page.html


def test_the_deadline_only_moves_back_and_the_demand_does_not_expire_while_it_is_judged(app: Flask) -> None:
    challenge = make_challenge(state="open", deadline_on=today() + timedelta(days=9))
    over = make_challenge(state="open", deadline_on=today() - timedelta(days=300))
    with unit_of_work() as session:
        demand = session.get_one(Demand, challenge.demand_id)
        assert refusal(demand, today() + timedelta(days=20)) is None
        for day in (None, today() + timedelta(days=3)):
            assert "只能延后" in (refusal(demand, day) or "")
        assert expire_demands(10) == 0
        assert session.get_one(Demand, over.demand_id).state == "published"


def test_the_board_filters_and_shows_a_hidden_name_to_nobody(app: Flask) -> None:
    hidden = make_organisation(name="楠洼阀门有限公司", short_name="楠洼阀门")
    make_challenge(hidden, state="open", title="正在揭榜的", hides_name=True)
    make_challenge(state="open", title="评榜的", deadline_on=today() - timedelta(days=2))
    make_challenge(state="awarded", title="已揭榜的", industry_codes=["footwear"])
    make_challenge(state="list_notice", title="还在公示的")
    visitor = Visitor(app)

    def titles(query: str) -> list[str]:
        page = visitor.open(f"/challenges?{query}")
        assert "楠洼" not in page.html
        return [one.get_text(strip=True) for one in page.soup.select("tbody th a")]

    assert sorted(titles("")) == ["已揭榜的", "正在揭榜的", "评榜的"]
    assert [titles(f"state={one}") for one in ("running", "review", "awarded", "closed")] == [
        ["正在揭榜的"], ["评榜的"], ["已揭榜的"], [],
    ]  # fmt: skip
    assert titles("industry=footwear") == ["已揭榜的"]
    assert titles("county=330302") == []
    assert len(titles("state=nonsense&page=9999999")) == 0


def test_an_unanswered_challenge_is_ended_with_a_reason_and_may_begin_anew(app: Flask) -> None:
    owner = make_user()
    challenge = make_challenge(
        make_organisation(owner=owner), state="open", deadline_on=today() - timedelta(days=1)
    )  # fmt: skip
    officer = Visitor(app).sign_in(make_user("county_officer", county_code=COUNTY))
    page = officer.open(f"/challenges/{challenge.id}/result")
    assert "企业还没有确认评审决定。" in page.text
    officer.submit(officer.open(f"/challenges/{challenge.id}/close"), {"reason": "截止后无人揭榜"}, button="结束揭榜")
    with reading() as session:
        stored = session.get_one(Challenge, challenge.id)
        assert (stored.state, stored.state_reason) == ("closed", "截止后无人揭榜")
    assert "已结束" in Visitor(app).open("/challenges?state=closed").text


def test_every_side_reads_what_a_challenge_waits_for(app: Flask) -> None:
    owner, officer = make_user(), make_user("county_officer", county_code=COUNTY)
    firm = make_organisation(owner=owner)
    challenge = make_challenge(firm, state="preparing", county_code=COUNTY, title="阀座涂层磨损")
    page, demand = Visitor(app).sign_in(owner).open("/workspace"), challenge.demand_id
    task = page.soup.select_one(f'section[aria-labelledby=tasks] a[href="/demands/{demand}/challenge"]')
    assert task.get_text() == "为“阀座涂层磨损”填写揭榜资料，提交形式审查"
    judged = make_challenge(firm, state="checking", county_code=COUNTY, title="阀座涂层开裂")
    desk = Visitor(app).sign_in(officer)
    assert "专利申请权归双方共有，需求方优先使用。" in desk.open(f"/challenges/{judged.id}/check").text
    running = make_challenge(firm, state="open", county_code=COUNTY, title="阀座涂层剥落")
    rows = desk.open("/desk/challenges").soup.select("tbody tr")
    words = f"{day(today() + timedelta(days=30))}截止"
    assert [words in row.get_text() for row in rows] == [str(running.id) in row.find("a")["href"] for row in rows]


def test_the_desk_says_why_a_challenge_is_not_published_and_offers_nothing_that_would_be_refused(app: Flask) -> None:
    firm = make_organisation(owner=make_user())
    locked = make_challenge(firm, state="arguing", county_code=COUNTY).demand_id
    other = make_demand(firm, state="submitted", title="阀座涂层开裂", county_code=COUNTY, published_at=None).id
    broker = Visitor(app).sign_in(make_user("broker"))
    why = "揭榜需求要先完成形式审查、专家论证和榜单公示，才能发榜。"
    row = broker.open("/desk/refinements").soup.select_one(f'a[href="/desk/refinements/{locked}"]').find_parent("li")
    assert why in row.get_text()
    assert row.select("button") == []
    page = broker.open(f"/desk/refinements/{locked}")
    assert why in page.text
    assert "负责，您可以看，不能改" not in page.text
    assert "我来办" not in page.text
    alike = broker.open(f"/desk/refinements/{other}").soup.select_one("section[aria-labelledby=alike]")
    assert "正按别的程序办理，文字不能改，不能并入。" in alike.get_text()
    assert alike.select('a[href*="/merge/"]') == []
    assert broker.open(f"/desk/refinements/{other}/merge/{locked}").path == f"/desk/refinements/{other}"
