"""The trip of a raw demand: claimed, asked about, rewritten, approved, published, and compared figure by figure."""

import re

from flask import Flask

from matchmaking.core.jobs import run_waiting
from matchmaking.core.records import PUBLISHED
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.journeys.steps import CODE_OF_FIRM, Person, at_desk, register, sign_up, write
from tests.visitor import Seen, Visitor

RAW = {
    "title": "老是漏油，客户要退货",
    "kind": "tackle",
    "problem": "装上去半年就漏油，换过两家的垫片还是漏油，客户要退货。",
    "industry_codes": ["pump_valve"],
    "cooperation_modes": ["joint_development"],
}
RAW_CRITERIA = [{"name": "不漏油", "operator": "text", "text": "一年不漏油", "importance": "must"}]
ACHIEVEMENT = {
    "title": "密封副微织构降低泄漏率",
    "summary": "在密封副端面做微织构，密封性能提高，泄漏率降一个数量级。",
    "problem_solved": "密封副端面磨损后泄漏率上升。",
    "description": "激光在密封副端面加工微织构，形成稳定油膜，泄漏率低。",
    "keywords": ["密封副", "泄漏率", "密封性能"],
    "measurements": [
        {"name": "泄漏率", "operator": "=", "value_low": 2.0, "unit": "mL/min", "evidence_kind": "third_party_report"}
    ],
}


def trial(page: Seen) -> tuple[int, int]:
    """How many candidates the revision finds, and the original."""
    found = re.search(r"这一稿能找到 (\d+) 项候选，\s*对照的一稿 (\d+) 项", page.text)
    assert found is not None, page.text
    return int(found[1]), int(found[2])


def test_a_raw_demand_is_refined_with_the_enterprise_and_then_its_figures_are_compared(app: Flask) -> None:
    for _number in range(6):
        make_achievement()
        make_demand()
    offered = make_achievement(make_organisation(name="瓯江密封研究所"), **ACHIEVEMENT)
    broker, colleague = at_desk(app, "broker", name="甲经理"), at_desk(app, "broker")
    officer = at_desk(app, "county_officer", county_code="330324")
    firm = sign_up(app, "enterprise", "池清", "chi@example.com")
    register(firm, officer, name="乐清某油封有限公司", kind="enterprise", credit_code=CODE_OF_FIRM, contact_name="池清")
    path = write(firm, "demands", {**RAW, "hides_name": "y"}, "criteria", RAW_CRITERIA)
    number = path.rsplit("/", 1)[1]
    desk = f"/desk/refinements/{number}"
    run_waiting()

    queue = broker.open("/desk/refinements")
    assert "已脱敏企业" in queue.text
    # The vocabulary knows that 漏油 asks for 密封性能, so the raw text finds the team; its figures say nothing yet.
    assert "候选 1 项" in queue.text
    claimed = broker.visitor.submit(queue, button="我来办")
    assert claimed.path == desk
    assert "乐清某油封有限公司" in claimed.text
    assert "乐清某油封有限公司" not in colleague.open(desk).html

    asked = broker.visitor.submit(broker.open(f"{desk}/ask"), {"text": "漏多少算漏？怎么测？"})
    assert "等企业答复" in asked.text
    run_waiting()
    assert any("有一个问题" in subject and "请在 20" in text and "前答复" in text for subject, text in firm.mail())
    answer = firm.visitor.submit(
        firm.open(f"{path}/refinement"),
        {"text": "台架上测，不得超过 5 mL/min。我们是乐清某油封有限公司。"},
        action="answer",
    )
    assert answer.status == 200
    assert "不得超过 5 mL/min" in broker.open(desk).text
    # What the enterprise answers may give it away: only who is in charge reads it.
    assert "乐清某油封有限公司" not in colleague.open(desk).html

    for word in ("密封性能", "泄漏率", "密封副"):
        page = broker.open(desk)
        form = page.form(action="/suggestions")
        version = form.find("input", {"name": "version"})["value"]
        broker.visitor.post(f"{desk}/suggestions", {"version": version, "word": word})
    row = {"criteria-0-name": "泄漏率", "criteria-0-operator": "<=", "criteria-0-target_low": "5",
           "criteria-0-text": "", "criteria-0-unit": "mL/min", "criteria-0-test_method": "台架试验"}  # fmt: skip
    revised = broker.visitor.submit(
        broker.open(f"{desk}/revise"), {**row, "title": "油封密封副泄漏率超标", "note": "换成能测的说法"}, button="存"
    )
    now, before = trial(revised)
    assert (now, before) == (1, 1)
    broker.visitor.submit(revised, {"note": "指标按您的答复写的。"}, button="送企业确认")
    run_waiting()
    assert Visitor(app).open(path).status == 404

    page = firm.open(f"{path}/refinement")
    assert "加上：" in page.text
    done = firm.visitor.submit(page, button="同意这一稿")
    assert "需求已按新的文字发布" in done.text
    run_waiting()
    public = Visitor(app).open(path)
    assert "油封密封副泄漏率超标" in public.text
    assert offered.state == PUBLISHED
    pair = f"/matches/{number}/{offered.id}"
    assert any(link.get("href") == pair for link in public.soup.select("a"))
    assert "要求 ≤ 5 mL/min" in Visitor(app).open(pair).text
    assert any("企业同意了需求" in title for title in broker.notices())
    assert "乐清某油封有限公司" not in public.html
    check_finished(broker, desk)


def check_finished(broker: Person, desk: str) -> None:
    """Nothing is left on the desk."""
    assert "凝练台上没有需求" in broker.open("/desk/refinements").text
    assert "已发布" in broker.open(desk).text
