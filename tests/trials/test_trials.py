"""先用后转 from the pool to the paid contract, and a sample trial with its result, through the pages."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from matchmaking.achievements.models import Achievement
from matchmaking.clocks.models import Clock
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.history import HistoryEntry
from matchmaking.deals.models import Deal
from matchmaking.deals.services import end_deal, move_deal
from matchmaking.notifications.models import Notice
from matchmaking.trials.judging import found_verdict
from matchmaking.trials.models import PoolEntry, Trial, TrialResult
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.deals import make_deal
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.factories.trials import make_trial
from tests.visitor import Visitor

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"  # noqa: E501


class Trip:
    """A university that lends, an enterprise that tries."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.lender, self.borrower = make_user(), make_user()
        self.university = make_organisation(kind="university", owner=self.lender, name="瓯越示例大学")
        self.enterprise = make_organisation(owner=self.borrower, name="瓯江示例阀门厂")
        self.achievement = make_achievement(self.university)
        self.seller, self.buyer = Visitor(app).sign_in(self.lender), Visitor(app).sign_in(self.borrower)

    def pooled(self, **values: str) -> None:
        page = self.seller.open(f"/trials/pool/{self.achievement.id}")
        data = {
            "free_months": "6",
            "conversion_mode": "lump",
            "conversion_price": "38.5",
            "terms": "达到 70 MPa 就转。",
        }
        assert self.seller.submit(page, data | values, button="放进成果池").status == 200

    def applied(self) -> str:
        page = self.buyer.open(f"/trials/apply/{self.achievement.id}")
        values = {
            "purpose": "用在排污阀上，代替堆焊。", "place": "龙湾二车间", "is_small": "y",
            "criteria-0-name": "结合强度", "criteria-0-target": "≥ 70 MPa",
        }  # fmt: skip
        done = self.buyer.submit(page, values, button="提交申请")
        assert done.status == 200, done.errors()
        return done.path

    def trial(self) -> Trial:
        with reading():
            found = session.scalars(select(Trial).order_by(Trial.id.desc())).first()
            assert found is not None
            assert len(found.results) + len(found.extensions) >= 0
            assert found.deal is not None
            session.expunge_all()
        return found

    def clock(self) -> tuple[str, int | None]:
        with reading():
            running = session.scalars(select(Clock).where(Clock.subject_type == "trials", Clock.closed_at.is_(None)))
            one = running.one()
            return one.kind, one.organisation_id


@pytest.fixture
def trip(app: Flask) -> Trip:
    return Trip(app)


def kinds_told(user: Any) -> list[str]:
    with reading():
        query = select(Notice.kind).where(Notice.user_id == user.id, Notice.kind.startswith("trials."))
        return list(session.scalars(query.order_by(Notice.id)))


def test_free_use_goes_from_the_pool_to_the_paid_contract(trip: Trip) -> None:
    trip.pooled()
    everybody = Visitor(trip.app)
    assert "免费 6 个月" in everybody.open("/trials/pool").text
    assert "38.5 万元" in everybody.open(f"/achievements/{trip.achievement.id}").text.replace("\xa0", " ")
    with reading():
        assert session.get_one(Achievement, trip.achievement.id).try_before_pay
    path = trip.applied()
    assert trip.clock() == ("trial_application", trip.university.id)

    page = trip.seller.open(path + "/approve")
    assert "用在排污阀上" in page.text
    values = {"free_from": "2026-12-01", "free_until": "2027-03-01", "duties": "损坏照价赔偿。"}
    page = trip.seller.submit(page, values, action=None)
    assert page.status == 200
    terms = trip.trial()
    assert "人民币 385,000.00 元" in terms.terms_text
    assert trip.enterprise.name not in terms.terms_text
    assert trip.clock() == ("trial_confirm", trip.enterprise.id)

    # Words that have changed since they were read are not confirmed.
    assert trip.buyer.post(path + "/confirm", {"sha256": "0" * 64}).status == 409
    seen = trip.buyer.open(path)
    assert terms.terms_sha256 is not None
    assert terms.terms_sha256 in seen.text
    assert "已签试用约定" in trip.buyer.submit(seen, button="代表本单位确认").text
    with reading():
        assert session.get_one(Deal, terms.deal_id).state == "trial"
    trip.buyer.submit(trip.buyer.open(path), {"insurer": "示例财险", "policy_number": "SL-01"}, action="/insure")
    trip.buyer.submit(trip.buyer.open(path), {"started_on": today().isoformat()}, action="/start")
    assert trip.clock() == ("trial_report", trip.enterprise.id)
    offered = f"/trials/apply/{trip.achievement.id}"
    overview = trip.buyer.open(path.rpartition("/")[0])
    assert offered not in overview.html
    assert "轮到的一方" not in overview.text
    begun = trip.trial()
    # Who begins on another day has the ninety days that were agreed.
    assert begun.ends_on == max(date(2027, 3, 1), today() + timedelta(days=90))
    assert begun.ends_on is not None
    until = begun.ends_on + timedelta(days=30)
    trip.seller.submit(
        trip.seller.open(path), {"until": until.isoformat(), "extension_reason": "等检测报告"}, action="/extend"
    )
    assert trip.trial().ends_on == until

    refused = trip.buyer.submit(trip.buyer.open(path), {"evaluation": "好用"}, action="/evaluate")
    assert refused.status == 422
    assert "还没有一项测出结果" in " ".join(refused.errors())
    page = trip.buyer.open(path + "/results")
    page = trip.buyer.submit(page, {"rows-0-measured": "82", "rows-0-measured_unit": "MPa"}, button="保存")
    assert [(one.found, one.verdict) for one in trip.trial().results] == [("met", "met")]
    trip.buyer.submit(page, {"evaluation": "两个月没有内漏。"}, action="/evaluate")
    assert trip.clock() == ("trial_answer", trip.university.id)
    trip.seller.submit(trip.seller.open(path), {"answer": "同意转化。"}, action="/answer")
    assert trip.clock() == ("trial_conclusion", trip.enterprise.id)
    end = trip.buyer.submit(trip.buyer.open(path), {"conversion_words": "买下。"}, action="/conclude")
    assert "转有偿" in end.text
    with reading():
        steps = session.scalars(
            select(HistoryEntry.action).where(
                HistoryEntry.subject_type == "deals", HistoryEntry.action.startswith("trials.")
            )
        ).all()
        assert session.scalar(select(Clock.id).where(Clock.subject_type == "trials", Clock.closed_at.is_(None))) is None
    assert steps == [
        "trials.applied", "trials.approved", "trials.confirmed", "trials.confirmed", "trials.agreed", "trials.insured",
        "trials.running", "trials.extended", "trials.results", "trials.evaluated", "trials.answered",
        "trials.converted",
    ]  # fmt: skip
    assert kinds_told(trip.lender) == [
        "trials.applied", "trials.agreed", "trials.started", "trials.evaluated", "trials.concluded"
    ]  # fmt: skip
    book = load_workbook(BytesIO(trip.seller.open("/trials/figures.xlsx").response.get_data()))
    assert [cell.value for cell in book.active[2]] == ["瓯越示例大学", 1, 1, 0, 1, 0, 100, 0, 0, 0, 0]
    officer = Visitor(trip.app).sign_in(make_user("city_officer"))
    shown = officer.open("/trials/figures").text
    assert "高校" in shown
    assert "瓯越示例大学" not in shown
    # One trial alone would be that of a deal from which officers stand apart; what stands in the pool is public.
    book = load_workbook(BytesIO(officer.open("/trials/figures.xlsx").response.get_data()))
    few = "<3"
    assert [cell.value for cell in book.active[2]] == ["高校", 1, few, 0, few, 0, None, 0, 0, 0, 0]
    assert [cell.value for cell in book.active[3]][1:7] == [1, None, 0, None, 0, None]


def test_only_small_enterprises_that_say_so_apply_and_places_run_out(trip: Trip) -> None:
    trip.pooled(places="1")
    page = trip.buyer.open(f"/trials/apply/{trip.achievement.id}")
    refused = trip.buyer.submit(page, {"purpose": "试", "place": "车间"}, button="提交申请")
    assert refused.status == 422
    assert "只向中小微企业开放" in refused.errors()[0]
    path = trip.applied()
    # Sent again, it is the same trial.
    assert trip.applied() == path
    other = make_user()
    make_organisation(owner=other)
    visitor = Visitor(trip.app).sign_in(other)
    page = visitor.open(f"/trials/apply/{trip.achievement.id}")
    full = visitor.submit(page, {"purpose": "试", "place": "车间", "is_small": "y"}, button="提交申请")
    assert full.status == 422
    assert "名额已经用完" in full.text
    page = trip.seller.submit(trip.seller.open(path), {"refuse-reason_code": "busy"}, action="/refuse")
    assert "未批准" in page.text
    assert "样机或名额已满" in trip.buyer.open(path).text
    assert trip.seller.submit(trip.seller.open(f"/trials/pool/{trip.achievement.id}"), action="/leave").status == 200
    assert visitor.open(f"/trials/apply/{trip.achievement.id}").status == 404
    with reading():
        assert session.scalars(select(PoolEntry)).one().left_at is not None


def test_a_sample_trial_holds_the_talks_back_until_its_result_is_there(trip: Trip) -> None:
    demand = make_demand(trip.enterprise)
    deal = make_deal(trip.enterprise, trip.university, state="talks", demand_id=demand.id)
    page = trip.buyer.open(f"/deals/{deal.id}/trials/new")
    days = {"starts_on": today().isoformat(), "ends_on": (today() + timedelta(days=20)).isoformat()}
    assert (
        trip.buyer.submit(page, days | {"ends_on": days["starts_on"], "purpose": "送样"}, button="登记").status == 422
    )
    done = trip.buyer.submit(page, days | {"purpose": "送 20 件样品"}, button="登记")
    path = done.path
    assert len(trip.trial().results) == len(demand.criteria)
    trip.buyer.submit(done, action="/start")
    with unit_of_work(), pytest.raises(RuleBroken, match="样品验证或试用有结果"):
        move_deal(session.get_one(Deal, deal.id), "negotiation", actor=None)
    page = trip.buyer.open(path + "/results")
    assert trip.buyer.submit(page, button="保存并报送结果").status == 422
    judged = {"rows-0-verdict": "partly", "rows-0-words": "只做了一半"}
    assert "已报结果" in trip.buyer.submit(page, judged, button="保存并报送结果").text
    upload = {"attach": "", "purpose": "report", "file": (BytesIO(PDF), "报告.pdf")}
    assert "报告.pdf" in trip.buyer.post(path + "/files", upload).text
    page = trip.buyer.submit(
        trip.buyer.open(path), {"outcome": "passed", "conclusion": "可以往下谈。"}, action="/conclude"
    )
    assert "通过" in page.text
    with unit_of_work():
        assert move_deal(session.get_one(Deal, deal.id), "negotiation", actor=None) == "trial"
        entry = session.scalars(select(HistoryEntry).where(HistoryEntry.action == "trials.file")).one()
        assert len(entry.data["sha256"]) == 64


def test_when_the_deal_ends_nothing_of_its_trial_waits(trip: Trip) -> None:
    deal = make_deal(trip.enterprise, trip.university, state="trial")
    trial = make_trial(deal, "sample", "running")
    with unit_of_work():
        end_deal(session.get_one(Deal, deal.id), reason_code="price", words="", actor=None)
    assert trip.buyer.post(f"/deals/{deal.id}/trials/{trial.id}/drop", {}).status == 403
    with unit_of_work():
        move_deal(session.get_one(Deal, deal.id), "trial", actor=None)
    assert trip.clock() == ("trial_report", trip.enterprise.id)


@pytest.mark.parametrize(
    ("measured", "unit", "verdict"),
    [
        ("82", "MPa", "met"),
        ("65000", "kPa", "not_met"),
        ("0.07", "GPa", "met"),
        ("68–75", "MPa", "partly"),
        ("不脱落", "", ""),
    ],
)
def test_a_measured_value_is_compared_where_the_units_allow_it(measured: str, unit: str, verdict: str) -> None:
    row = TrialResult(position=0, name="结合强度", importance="must", operator=">=", target_low=70.0, unit="MPa")
    row.measured, row.measured_unit = measured, unit
    assert found_verdict(row) == verdict
