"""An order with a hidden name: from the draft to the chosen answer, three teams, each with a reason."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.history import HistoryEntry
from matchmaking.core.jobs import enqueue, run_waiting
from matchmaking.demands.models import Demand
from matchmaking.selections.models import Selection
from tests.accounts.letters import letters
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.journeys.steps import CODE_OF_FIRM, CRITERIA, DEMAND, Person, at_desk, publish, register, sign_up, write
from tests.visitor import PASSWORD, Visitor

FIRM = {"name": "乐清龘瀑曝气设备有限公司", "kind": "enterprise", "credit_code": CODE_OF_FIRM, "contact_name": "池龘清",
        "contact_phone": "0577-61234987"}  # fmt: skip
SECRETS = ["龘瀑", CODE_OF_FIRM, "池龘清", "池总龘", "0577-61234987", "longpu-aeration.example"]
ANSWER = {
    "title": "氟硅橡胶微孔膜片", "idea": "喇叭形微孔，停气时自己闭合。", "basis": "跑过十四个月。",
    "plan": "四个月交样。", "validation": "清水和污水各测一次。",
    "team": "膜材料课题组 5 人。", "duration_months": "6", "price_high": "120",
}  # fmt: skip


def team_for(app: Flask, name: str) -> Person:
    user = make_user("researcher")
    make_organisation(owner=user, name=name, kind="institute")
    return Person(app, user.email, Visitor(app).sign_in(user))


def answer(team: Person, demand: str, **promises: str) -> str:
    """Answer as the pages ask for it; returns the address of the answer."""
    visitor = team.visitor
    form = visitor.submit(team.open(f"{demand}/answer"), button="开始写")
    values = {f"promises-{place}-answer": "yes" for place in range(len(CRITERIA))}
    check = visitor.submit(form, {**ANSWER, **values, **promises}, button="保存并核对")
    assert check.errors() == []
    return visitor.submit(check, {"no_confidential": "y"}, button="提交应答").path


def leaks(people: list[Person], *paths: str) -> list[tuple[str, str]]:
    """What of the firm stands on the pages of these people, in their notices or in their mail."""
    found = []
    for person in people:
        texts = {path: person.open(path).html for path in (*paths, "/notices", "/workspace", "/matches", "/proposals")}
        texts["mail"] = "".join(str(one) for one in letters(person.app, person.email))
        found += [(place, secret) for place, text in texts.items() for secret in SECRETS if secret in text]
    return found


def test_a_hidden_order_ends_with_a_choice_and_a_reason_for_everybody(app: Flask) -> None:
    officer = at_desk(app, "county_officer", county_code="330324")
    firm = sign_up(app, "enterprise", "池总龘", "boss@longpu-aeration.example")
    register(firm, officer, **FIRM)
    deadline = (today() + timedelta(days=10)).isoformat()
    demand = write(firm, "demands", {**DEMAND, "hides_name": "y", "deadline_on": deadline}, "criteria", CRITERIA)
    publish(officer, demand)
    teams = [team_for(app, name) for name in ("瓯膜研究所", "鹿孔研究所", "楠片研究所")]
    answers = [
        answer(teams[0], demand),
        answer(teams[1], demand, **{"promises-0-value_low": "24"}),
        answer(teams[2], demand, **{"promises-3-answer": "no"}),
    ]
    page = firm.open("/selections")
    assert "3 个应答" in page.text
    choice = page.soup.select_one("main h2 a")["href"]
    paths = [demand, *answers, choice, f"{choice}/proposals/A"]
    assert leaks(teams, *paths) == []

    screened = firm.visitor.submit(firm.open(choice), {"letters": ["A", "B"]}, button="进入评估")
    assert "已更新" in screened.text
    values = {
        "rows-0-result": "chosen", "rows-0-reveals_name": "y",
        "rows-1-result": "declined", "rows-1-reason_code": "figures",
        "rows-1-sentence": "氧转移效率只承诺 24%，要求 30%。",
        "rows-2-result": "declined", "rows-2-reason_code": "evidence",
        "rows-2-sentence": "膜片硬度没有承诺，也没有记录。",
    }  # fmt: skip
    check = firm.visitor.submit(firm.open(f"{choice}/decide"), values, button="保存并核对")
    assert "应答还没有截止" in check.text
    with unit_of_work() as session:
        session.scalars(select(Demand)).one().deadline_on = today() - timedelta(days=1)
    old = firm.open(f"{choice}/decide")
    form = firm.open(f"{choice}/confirm")
    wrong = firm.visitor.submit(form, {"when": "then", "password": "not my password"}, button="确认决定")
    assert (wrong.status, wrong.errors()) == (422, ["您的登录密码：密码不对，请重新填写。"])
    for _double_click in range(2):
        done = firm.visitor.submit(form, {"when": "then", "password": PASSWORD}, button="确认决定")
        assert done.path == choice
    assert firm.visitor.submit(old, {"rows-0-result": "declined"}, button="保存").status == 409
    with reading() as session:
        counts = dict(session.execute(select(HistoryEntry.action, func.count()).group_by(HistoryEntry.action)).all())
    assert (counts["selections.decided"], counts["accounts.sign_in_failed"]) == (1, 1)
    run_waiting()
    assert leaks(teams, *paths) == []
    assert ["已选定" in one.open(path).text or "未选定" in one.open(path).text
            for one, path in zip(teams, answers, strict=True)] == [False] * 3  # fmt: skip

    with unit_of_work() as session:
        # The promised moment has come.
        session.scalars(select(Selection)).one().decides_at = now()
        enqueue("selections.look")
    run_waiting()
    results = [one.open(path).text for one, path in zip(teams, answers, strict=True)]
    assert "您的方案被选定" in results[0]
    assert "氧转移效率只承诺 24%，要求 30%。" in results[1]
    assert "膜片硬度没有承诺，也没有记录。" in results[2]
    assert [sum("应答结果" in title or "被选定" in title for title, _text in one.mail()) for one in teams] == [1, 1, 1]
    assert FIRM["name"] in teams[0].open(demand).text
    assert leaks(teams[1:], *paths) == []
    assert leaks([Person(app, "nobody@example.com", Visitor(app))], demand) == []
