"""The page 匹配质量: what it says without, with few and with many judgments, to whom, its exports and its switch."""

import csv
import io
import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.jobs import Job, run_waiting
from matchmaking.demands.models import Demand
from matchmaking.matching.fitted_models import LEVELS, models_of
from matchmaking.matching.judgment_models import ACHIEVEMENT_SIDE, CURRENT, FITS, Judgment
from matchmaking.matching.quality_jobs import FIT, MEASURE, measure_quality
from matchmaking.matching.quality_models import QualityReport, report_of
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.kept import kept
from tests.matching.judged import plant_judged
from tests.matching.test_pages import queries_of
from tests.visitor import Seen, Visitor

ADDRESS = "/desk/matching-quality"


@pytest.fixture
def judged(app: Flask) -> None:
    """312 judgments of 52 demands, measured and fitted."""

    def make() -> None:
        plant_judged(telling=0.6)
        measure_quality()
        run_waiting(names=[MEASURE, FIT])

    kept(app, "measured", make)


def broker(app: Flask) -> Visitor:
    return Visitor(app).sign_in(make_user("broker"))


def exported(visitor: Visitor, address: str) -> str:
    return visitor.client.get(address).data.decode("utf-8-sig")


def table(page: Seen, caption: str) -> dict[str, list[str]]:
    found = next(one for one in page.soup.select("table") if one.caption.get_text() == caption)
    return {
        row.th.find(string=True).strip(): [re.sub(r"\s+", " ", cell.get_text(" ", strip=True)) for cell in row("td")]
        for row in found.select("tbody tr")
    }


def test_without_judgments_the_page_says_what_to_do_and_computes_on_request(app: Flask):
    visitor = broker(app)
    page = visitor.open(ADDRESS)
    assert "还没有算过" in page.text
    assert "还差 250 条评价、50 条需求，才开始拟合" in page.text
    page = visitor.submit(page, action="/measure")
    assert (page.path, "正在重新计算" in page.text) == (ADDRESS, True)
    run_waiting(names=[MEASURE, FIT])
    page = visitor.open(ADDRESS)
    assert "还没有技术经理人的评价" in page.text
    assert "还没有已发布的需求" in page.text
    assert page.soup.select_one("a[href='/desk/matches']")


def test_few_judgments_count_but_make_no_figures(app: Flask):
    plant_judged(demands=4, is_sample=True)
    measure_quality()
    page = broker(app).open(ADDRESS)
    assert "其中 24 条评价是关于示例数据的" in page.text
    assert "至少要有 5 条需求" in page.text
    assert {row[2] for row in table(page, "产业").values() if row[0] != "0"} == {"样本太少"}
    assert {row[2] for row in table(page, "月份").values()} == {"样本太少"}
    assert "还差 250 条评价、50 条需求，才显示等级" in page.text
    with reading():
        assert models_of(LEVELS) == []


def test_many_judgments_show_order_calibration_coverage_and_models(app: Flask, judged: None):
    visitor = broker(app)
    page = visitor.open(ADDRESS)
    order = table(page, "排序好不好")
    value, interval = order["前 10 条的顺序（nDCG@10）"]
    low, high = map(float, interval.split("–"))
    assert low < float(value) < high <= 1
    assert order["前 20 条找到的"][0] == "1.00"
    calibrated = table(page, "每一档匹配被评为合适的比例")
    assert list(calibrated) == ["很吻合", "较吻合", "可以看看"]
    assert sum(int(row[0]) for row in calibrated.values()) == 312
    months = table(page, "月份")
    assert sum(int(row[0]) for row in months.values()) == 312
    assert sum(int(row[5]) for row in months.values()) == 52
    assert len(page.soup.select("svg.chart polyline")) == 1
    industries = {name: row for name, row in table(page, "产业").items() if row[0] != "0"}
    assert {name: (*row[:2], row[5]) for name, row in industries.items()} == {
        "泵阀": ("156", "26", "26"), "鞋业": ("156", "26", "26")
    }  # fmt: skip
    assert all(re.fullmatch(r"10 对里约 [5-9] 对", row[4]) for row in industries.values())
    assert "已发布需求 52 条" in page.text
    assert "52（100%）" in page.text.replace(" ", "")
    assert "现在用 l1" in page.text
    assert "区间在 0 以上：可以启用" in page.text
    assert "等级：启用 l1" in page.text
    # Whoever may not switch is not offered it.
    assert not page.soup.select("a[href*='/models/']")
    assert queries_of(app, visitor, ADDRESS) <= 12


def test_a_few_organisations_words_are_not_even_counted(app: Flask, judged: None):
    organisations = [make_organisation(), make_organisation()]
    with unit_of_work():
        demand_id, achievement_id = session.execute(select(Judgment.demand_id, Judgment.achievement_id)).first()
        for organisation in organisations:
            session.add(
                Judgment(
                    demand_id=demand_id,
                    achievement_id=achievement_id,
                    side=ACHIEVEMENT_SIDE,
                    verdict=FITS,
                    weight=1,
                    judge_key=f"organisation:{organisation.id}",
                    state=CURRENT,
                    created_at=now(),
                )  # fmt: skip
            )
    measure_quality()
    page = broker(app).open(ADDRESS)
    assert "供需双方说过的还太少" in page.text
    with reading():
        assert report_of("").figures["judgments"]["sides"] is None


def test_a_county_officer_reads_only_the_own_county(app: Flask, judged: None):
    with unit_of_work():
        session.execute(update(Demand).where(Demand.id <= 7).values(county_code="330381"))
    measure_quality()
    officer = Visitor(app).sign_in(make_user("county_officer", county_code="330381"))
    for address in (ADDRESS, f"{ADDRESS}?county=330302"):
        page = officer.open(address)
        assert "已发布需求 7 条" in page.text
        assert not page.soup.select("select#county")
    assert "已发布需求 7 条" in broker(app).open(f"{ADDRESS}?county=330381").text
    assert "已发布需求 52 条" in broker(app).open(f"{ADDRESS}?county=nonsense").text
    rows = list(csv.reader(io.StringIO(exported(officer, f"{ADDRESS}.csv?county=330302"))))
    assert ["全部", "已发布需求", "7", "", "", ""] in rows
    assert Visitor(app).sign_in(make_user()).open(ADDRESS).status == 403


def test_the_exports_hold_every_figure(app: Flask, judged: None):
    visitor = broker(app)
    rows = list(csv.reader(io.StringIO(exported(visitor, f"{ADDRESS}.csv"))))
    assert rows[0] == ["范围", "指标", "数值", "区间下限", "区间上限", "需求数"]
    names = [row[1] for row in rows if row[0] == "全部"]
    assert {"前 10 条的顺序（nDCG@10）", "第一条合适的位置（MRR）", "技术经理人的评价"} <= set(names)
    assert ["很吻合", "评为合适的比例"] in [row[:2] for row in rows]
    assert visitor.client.get(f"{ADDRESS}.xlsx").data[:2] == b"PK"


def test_an_administrator_switches_with_a_reason_and_back(app: Flask, judged: None):
    admin = Visitor(app).sign_in(make_user("administrator"))
    page = admin.open(f"{ADDRESS}/models/ranker?model=2")
    assert page.status == 200
    assert "全部匹配在后台重新计算" in page.text
    page = admin.submit(page, {"reason": ""}, action="/models/ranker")
    assert page.status == 422
    assert "请写明切换的理由" in page.text
    page = admin.submit(page, {"reason": "先试一个月"}, action="/models/ranker")
    assert (page.path, page.status) == (ADDRESS, 200)
    assert "学习排序：启用 r1" in page.text
    assert "先试一个月" in page.text
    with reading():
        assert session.scalars(select(Job.name).where(Job.name == "matching.rematch_everything")).all()
    form = admin.open(f"{ADDRESS}/models/ranker")
    page = admin.submit(form, {"reason": "还是原来的好"}, action="/models/ranker")
    assert "学习排序：停用" in page.text
    assert admin.submit(form, {"reason": "又按了一次"}, action="/models/ranker").status == 409
    assert admin.open(f"{ADDRESS}/models/nonsense").status == 404
    assert admin.open(f"{ADDRESS}/models/levels?model=2").status == 404
    assert broker(app).open(f"{ADDRESS}/models/ranker").status == 403


def test_models_are_fitted_once_a_month_and_at_the_press_of_a_button(app: Flask, judged: None):
    def fits() -> int:
        with reading():
            return len(session.scalars(select(Job.id).where(Job.name == "matching.fit_models")).all())

    assert fits() == 1
    measure_quality()
    assert fits() == 1
    with unit_of_work():
        session.execute(update(QualityReport).values(fitted_month="2026-01"))
    measure_quality()
    assert fits() == 2
    admin = Visitor(app).sign_in(make_user("administrator"))
    run_waiting(names=[MEASURE, FIT])
    admin.submit(admin.open(ADDRESS), action="/fit")
    assert fits() == 3
    run_waiting(names=[MEASURE, FIT])
    with reading():
        assert [one.version for one in models_of(LEVELS)] == ["l1"]


def test_the_commands_print_the_figures_of_the_site(app: Flask, judged: None):
    runner = app.test_cli_runner()
    answer = runner.invoke(args=["matching", "evaluate"])
    assert answer.exit_code == 0, answer.output
    lines = answer.output.splitlines()
    assert lines[0] == "312 judgments of 312 pairs of 52 demands"
    assert re.fullmatch(r"ndcg10 +0\.\d{3}  \[0\.\d{3}, [01]\.\d{3}\]", lines[1])
    assert any(line.startswith("coverage   demands 52 matched 52") for line in lines)
    assert any(line.startswith("pump_valve               156 judgments, 26 demands, ndcg10 0.") for line in lines)
    answer = runner.invoke(args=["matching", "fit"])
    assert "levels: l1, 312 judgments, in use: l1" in answer.output
    assert "ranker: r1, 312 judgments, in use: none" in answer.output
