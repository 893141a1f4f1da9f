"""Records that say nearly the same: suspected, cleared, told of; near demands linked; imports that say so."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.jobs import run_waiting
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.matching.alike import look_through, suspected
from matchmaking.matching.alike_jobs import look_for_alike
from matchmaking.refinements.models import JointLink
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.kept import kept
from tests.matching.records import plant_unrelated
from tests.matching.test_pages import queries_of
from tests.visitor import Visitor

BROKER = Viewer(user_id=1, role="broker")
PROBLEM = "渣浆泵叶轮三个月就磨穿，出口边掉肉，流量降一成，被迫停机更换。"
OTHER_WORDS = "渣浆泵的叶轮不到三个月磨穿，流量掉下来，要停机换叶轮，想延长叶轮寿命。"


def plant() -> dict[str, Any]:
    """Two copies of one demand, a near one of another county, a stranger, and three copies of an achievement."""
    plant_unrelated()
    owner = make_user()
    factory = make_organisation(owner=owner, county_code="330324", name="瓯江机泵制造有限公司")
    other = make_organisation(county_code="330302", name="鹿城渣浆设备有限公司")
    same = {"title": "渣浆泵叶轮磨损太快", "problem": PROBLEM, "context": "", "tried": "", "keywords": ["渣浆泵"]}
    limit = {"name": "叶轮寿命", "importance": "must", "operator": ">=", "target_low": 5000.0, "unit": "h"}
    first = make_demand(factory, **same, criteria=[limit])
    second = make_demand(factory, **same, criteria=[{**limit, "target_low": 6000.0}])
    near = make_demand(
        other, title="渣浆泵叶轮寿命短", problem=OTHER_WORDS, context="", tried="", keywords=["渣浆泵"],
        criteria=[{**limit, "name": "叶轮使用寿命"}], hides_name=True,
    )  # fmt: skip
    make_demand(
        other, title="电镀废水除镍", problem="镍离子降不到排放限值。", context="", tried="", keywords=[], criteria=[]
    )
    for _ in range(3):
        make_achievement(title="高铬铸铁叶轮", summary="渣浆泵用高铬铸铁叶轮", measurements=[])
    return {"owner": owner, "first": first.id, "second": second.id, "near": near.id}


@pytest.fixture
def planted(app: Flask) -> dict[str, Any]:
    return kept(app, "alike", plant)


def pairs(side: Any) -> set[tuple[int, int]]:
    with reading():
        return {(pair.first_id, pair.second_id) for pair, *_both in session.execute(suspected(side, BROKER))}


def address(planted: dict[str, Any], one: str, other: str) -> str:
    return f"/desk/alike/demand/{planted[one]}/{planted[other]}"


def test_pairs_are_found_once_in_parts_and_go_when_a_record_says_something_else(app: Flask, planted: dict[str, Any]):
    while look_through(DEMANDS, 2):
        pass
    look_for_alike()
    assert pairs(DEMANDS) == {(planted["first"], planted["second"])}
    # Three copies make three pairs; the ten unrelated subjects come in two versions each.
    assert len(pairs(ACHIEVEMENTS)) == 13
    assert look_through(DEMANDS, 99) == 0
    with unit_of_work():
        session.get_one(Demand, planted["second"]).problem = "石英砂浆料里的机械密封漏水，动环开裂，怎样选材。" * 3
        session.get_one(Demand, planted["second"]).title = "机械密封动环开裂"
    run_waiting()
    look_for_alike()
    assert pairs(DEMANDS) == set()


def test_what_was_cleared_does_not_come_back_until_it_is_put_back(app: Flask, planted: dict[str, Any]):
    look_for_alike()
    broker = Visitor(app).sign_in(make_user("broker"))
    assert "同一家单位" in broker.open("/desk/alike").text
    page = broker.submit(broker.open(address(planted, "first", "second")), button="不是重复")
    assert "没有疑似重复的记录" in page.text
    with unit_of_work():
        session.get_one(Demand, planted["first"]).summary = "改了一点"
    run_waiting()
    look_for_alike()
    assert pairs(DEMANDS) == set()
    page = broker.submit(broker.open(address(planted, "second", "first")), button="放回")
    assert (page.status, pairs(DEMANDS)) == (200, {(planted["first"], planted["second"])})


def test_the_organisation_of_both_is_told_once(app: Flask, planted: dict[str, Any]):
    broker = Visitor(app).sign_in(make_user("broker"))
    page = broker.submit(broker.open(address(planted, "first", "second")), button="提醒单位撤回一条")
    assert not page.soup.find("button", string="提醒单位撤回一条")
    assert "您单位的两条记录看起来是同一件事" in Visitor(app).sign_in(planted["owner"]).open("/notices").text
    assert broker.post(address(planted, "first", "near") + "/tell").status == 403


def test_side_by_side_shows_quantities_together_and_keeps_a_hidden_name(app: Flask, planted: dict[str, Any]):
    broker = Visitor(app).sign_in(make_user("broker"))
    page = broker.open(address(planted, "first", "near"))
    rows = [row.get_text(" ", strip=True).replace("\xa0", " ") for row in page.soup.select("table tbody tr")]
    assert rows == ["叶轮寿命 必须 另一条写作“叶轮使用寿命” ≥ 5000 h ≥ 5000 h"]
    assert ("渣浆泵叶轮" in page.soup.select_one(".lead").get_text(), "鹿城渣浆" in page.html) == (True, False)
    assert Visitor(app).sign_in(make_user("county_officer", county_code="330381")).open(page.path).status == 403


def test_near_public_demands_of_two_enterprises_are_linked(app: Flask, planted: dict[str, Any]):
    broker = Visitor(app).sign_in(make_user("broker"))
    page = broker.open(f"/demands/{planted['first']}")
    rows = [row.get_text(" ", strip=True) for row in page.soup.select("section[aria-labelledby=similar-demands] li")]
    assert len(rows) == 2
    assert rows[1].startswith("渣浆泵叶轮寿命短 已脱敏企业")
    assert "类似的需求" in Visitor(app).open(f"/demands/{planted['first']}").text
    page = broker.submit(broker.open(address(planted, "near", "first")), button="标为可联合")
    assert "取消可联合" in page.text
    here = f"/demands/{planted['first']}"
    assert broker.open(here).soup.select_one("section[aria-labelledby=linked-demands] a")["href"] == (
        f"/demands/{planted['near']}"
    )
    assert Visitor(app).sign_in(make_user()).open(here).soup.select("section[aria-labelledby=linked-demands]") == []
    with reading():
        link = session.query(JointLink).one()
        assert (link.demand_id, link.other_id) == (planted["first"], planted["near"])
    broker.submit(page, button="取消可联合")
    with reading():
        assert session.query(JointLink).count() == 0


def test_the_list_asks_the_same_number_of_questions_for_one_pair_and_for_many(app: Flask, planted: dict[str, Any]):
    look_for_alike()
    broker = Visitor(app).sign_in(make_user("broker"))
    broker.open("/desk/alike")
    few, many = queries_of(app, broker, "/desk/alike"), queries_of(app, broker, "/desk/alike?kind=achievement")
    assert few == many <= 12


def test_an_import_says_which_rows_look_like_records_that_are_there(
    app: Flask, planted: dict[str, Any], tmp_path: Path
):
    path = tmp_path / "rows.csv"
    path.write_text(
        f"编号,单位,标题,难在哪里\nA1,某厂,渣浆泵叶轮磨损太快,{PROBLEM}\nA2,某厂,绝缘子憎水,脏污后闪络\n", "utf-8"
    )
    arguments = ["import", "demands", str(path), "--create-organisation", "--no-jobs"]
    lines = app.test_cli_runner().invoke(args=arguments).output.splitlines()
    (row,) = [line for line in lines if line.startswith("row") and "几乎一样" in line]
    assert (" A1 " in row, "“渣浆泵叶轮磨损太快”" in row) == (True, True)
