"""A chosen proposal becomes an accepted result: trial, price, public notice, contract, registration, milestones."""

import io
import subprocess
import sys
import zipfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pypdfium2
from flask import Flask
from sqlalchemy import select

from matchmaking.contracts.models import ContractVersion
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.history import first_broken_entry, history_of
from matchmaking.core.jobs import enqueue, run_waiting
from matchmaking.deals.models import Deal
from matchmaking.deals.states import STAGES
from matchmaking.demands.models import Demand
from matchmaking.milestones.queries import received_sum
from matchmaking.public_notices.models import PublicNotice
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.factories.proposals import make_proposal
from tests.factories.public_notices import let_days_pass
from tests.factories.selections import make_selection
from tests.factories.signings import signed_pdf
from tests.visitor import PASSWORD, Seen, Visitor

TODAY = today().isoformat()
SHEET = {
    "seller_credit_code": "12330300000000T13N", "seller_contact": "邬联系", "buyer_credit_code": "91330302MA00000154",
    "buyer_contact": "林采购", "buyer_body": "150", "technical_field": "materials", "rights_kinds": ["know_how"],
    "economic_goal": "促进工业发展", "plan_source": "none", "is_related": "no",
}  # fmt: skip


class Table:
    """An enterprise that chose the proposal of a university, and a broker whom they ask; `root` is their deal."""

    root = "/deals/1"

    def __init__(self, app: Flask) -> None:
        people = make_user(), make_user("researcher"), make_user("broker")
        self.enterprise = make_organisation(owner=people[0], name="鹿鸣泵阀有限公司")
        university = make_organisation(owner=people[1], kind="university", name="东瓯理工学院")
        make_organisation(owner=people[2], kind="transfer_centre", name="瓯江技术转移中心")
        self.buyer, self.seller, self.broker = (Visitor(app).sign_in(one) for one in people)
        demand = make_demand(self.enterprise, title="阀座耐磨涂层", deadline_on=today() + timedelta(days=20))
        make_proposal(demand, university)
        selection = make_selection(demand)
        with unit_of_work():
            session.get_one(Demand, demand.id).deadline_on = today() - timedelta(days=1)
        path = f"/selections/{selection.id}"
        self.buyer.submit(self.buyer.open(f"{path}/decide"), {"rows-0-result": "chosen"}, button="保存")
        confirmed = {"when": "now", "password": PASSWORD}
        self.buyer.submit(self.buyer.open(f"{path}/confirm"), confirmed, button="确认决定")
        with unit_of_work():
            enqueue("selections.look")
        run_waiting()
        ask = self.buyer.open(f"{self.root}/ask")
        self.buyer.submit(ask, {"broker_id": str(people[2].id)}, button="发出邀请")
        self.broker.submit(self.broker.open(f"{self.root}/request"), button="接手")

    def act(self, who: Visitor, page: str, values: dict[str, Any] | None = None, **form: str) -> Seen:
        """Fill in a form of a page of the deal; whatever is refused fails here."""
        done = who.submit(who.open(self.root + page), values, **form)
        assert done.status == 200, (page, done.errors(), done.text[:300])
        return done

    def stage(self) -> str:
        with reading():
            return session.scalars(select(Deal)).one().state

    def step(self) -> str:
        with reading():
            return session.scalars(select(Deal)).one().next_step

    def pay(self, number: int) -> None:
        """The seller asks for it, the buyer says that it was paid, the seller that it came."""
        path = f"/payments/{number}"
        root, self.root = self.root, "/deals"
        self.act(self.seller, path, action="/claim")
        self.act(self.buyer, path, {"report-on": TODAY}, action="/report")
        self.act(self.seller, path, {"receipt-on": TODAY}, action="/receipt")
        self.root = root

    def hand_in(self, number: int, proof: dict[str, str], verdicts: dict[str, str]) -> None:
        """The seller hands in a milestone, the buyer accepts it."""
        root, self.root = self.root, "/deals"
        self.act(self.seller, f"/milestones/{number}/deliver", proof)
        self.act(self.buyer, f"/milestones/{number}/check", {"decision": "accept", **verdicts})
        self.root = root


def try_out(table: Table) -> None:
    plan = {
        "purpose": "20 件阀座样品，台架 5 万次启闭。", "tester": "buyer", "starts_on": TODAY,
        "ends_on": (today() + timedelta(days=20)).isoformat(),
    }  # fmt: skip
    table.act(table.broker, "/trials/new", plan, button="登记")
    table.act(table.buyer, "/trials/1", {"started_on": TODAY}, action="/start")
    early = table.broker.submit(table.broker.open(table.root), button="进入“商务谈判”")
    assert (early.status, "样品验证或试用有结果" in early.text) == (422, True)
    results = {"rows-0-measured": "82", "rows-0-measured_unit": "MPa", "report": "台架 5 万次后无内漏。"}
    table.act(table.buyer, "/trials/1/results", results, button="保存并报送结果")
    table.act(table.buyer, "/trials/1", {"outcome": "passed", "conclusion": "可以往下谈"}, action="/conclude")
    table.act(table.broker, "", button="进入“商务谈判”")


def agree_on_price(table: Table) -> None:
    table.act(table.seller, "/price/offers/new?structure=instalments", {"total": "120"}, button="发出报价")
    table.act(table.buyer, "/price", button="接受这个价格")
    lacking = table.broker.post(f"{table.root}/move", {"to": "signing"})
    assert lacking.status in (409, 422), "nothing is signed before the price was shown to everybody"
    text = {
        "name": "阀座耐磨涂层", "summary": "涂层结合强度高。", "transfer_mode": "licence",
        "office": "东瓯理工学院科技处", "phone": "0577-86680001",
    }  # fmt: skip
    table.act(table.seller, "/notice/edit", text, action="/notice/edit")
    table.act(table.buyer, "/notice", {"agrees": "y"}, action="/notice/confirm")
    with reading():
        notice = session.scalars(select(PublicNotice)).one()
        session.expunge_all()
    shown = Visitor(table.buyer.app).open(f"/public-notices/{notice.id}").text.replace("\xa0", " ")
    assert "120 万元" in shown
    assert table.stage() == "notice"
    let_days_pass(notice, 16)
    assert table.stage() == "signing"


def write_contract(table: Table) -> None:
    assert table.step() == "起草合同"
    table.act(table.broker, "/contract", button="起草合同")
    until = (today() + timedelta(days=720)).isoformat()
    terms = {"ownership": "joint", "improvements": "maker", "dispute": "court_buyer", "valid_until": until}
    table.act(table.broker, "/contract/edit/ownership", terms, action="/edit/ownership")
    table.act(table.broker, "/contract", button="生成")
    with reading():
        version = session.scalars(select(ContractVersion)).one()
        assert version.docx
        assert version.pdf
        tokens = version.docx.token, version.pdf.token
    word, pdf = (table.seller.send("GET", f"/files/{one}").data for one in tokens)
    paper = docx.Document(io.BytesIO(word))
    words = [one.text for one in paper.paragraphs]
    words += [cell.text for one in paper.tables for row in one.rows for cell in row.cells]
    printed = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    for text in ("鹿鸣泵阀有限公司", "东瓯理工学院", "1,200,000.00元", "480,000.00元", "壹佰贰拾万元整", "不低于70MPa"):
        assert text in "".join("".join(words).split()), text
        assert text in "".join(printed.split()), text
    table.act(table.broker, "/contract", button="交双方审阅")
    for one in (table.buyer, table.seller):
        table.act(one, "/contract", button="确认第 1 稿")
    table.act(table.broker, "/signing", {"decision": "pass"}, action="/decide")
    signed = {"signed_on": TODAY, "signed_place": "温州", "file": (io.BytesIO(signed_pdf()), "合同.pdf")}
    table.act(table.seller, "/signing/text", signed)
    for one in (table.buyer, table.broker):
        table.act(one, "/signing", {"decision": "yes"}, action="/answer")
    assert table.stage() == "registration"
    assert table.step() == "申请合同登记", "what was proposed before has gone"


def register(table: Table) -> None:
    table.act(table.seller, "/registration/sheet", SHEET)
    table.act(table.seller, "/registration/filed", {"on": TODAY, "office": "示例登记站"})
    table.act(table.seller, "/registration/accepted", {"on": TODAY})
    table.act(table.seller, "/registration/registered", {"on": TODAY, "number": "2026330300001234"})
    assert table.stage() == "performance"


def perform(table: Table) -> None:
    table.pay(1)
    locked = table.seller.open("/deals/milestones/2/deliver")
    assert locked.status == 409, "the second one waits for the first"
    table.hand_in(1, {"words": "阶段报告和样品。"}, {})
    table.pay(2)
    table.hand_in(
        2,
        {"words": "全部成果。", "rows-0-value_low": "82", "rows-0-measured_by": "需求方检测中心"},
        {"rows-0-verdict": "met"},
    )
    table.pay(3)
    said = {"words": "全部指标达到要求。"}
    path = table.act(table.seller, "/performance/acceptance", said, button="发给对方确认").path
    done = table.buyer.submit(table.buyer.open(path), {"decision": "agree"}, action="/answer")
    assert done.status == 200, done.errors()


def check_archive(table: Table, folder: Path) -> None:
    """The archive convinces somebody who has nothing but Python, until one sign of it is changed."""
    made = table.broker.submit(table.broker.open(f"{table.root}/evidence"), button="导出")
    with zipfile.ZipFile(io.BytesIO(made.response.data)) as archive:
        archive.extractall(folder)
    checker = next(folder.rglob("verify.py"))

    def check() -> int:
        return subprocess.run([sys.executable, "-I", checker.name], cwd=checker.parent, capture_output=True).returncode

    assert check() == 0
    log = checker.with_name("log.jsonl")
    log.write_text(log.read_text("utf-8").replace("signings.", "signing5.", 1), "utf-8")
    assert check() != 0


def test_a_chosen_proposal_becomes_an_accepted_and_paid_result(app: Flask, tmp_path: Path) -> None:
    table = Table(app)
    table.act(table.broker, "", button="进入“三方洽谈”")
    try_out(table)
    agree_on_price(table)
    write_contract(table)
    register(table)
    perform(table)
    assert table.stage() == "done"
    with reading():
        deal = session.scalars(select(Deal)).one()
        assert received_sum(deal) == Decimal("1200000.00")
        steps = [one.to_state for one in history_of(deal) if one.to_state]
        assert first_broken_entry() is None
    assert steps == list(STAGES)
    stranger = Visitor(app).sign_in(make_user("city_officer"))
    for page in ("", "/room", "/price", "/contract", "/registration", "/performance", "/evidence"):
        assert stranger.open(table.root + page).status == 404, page
    check_archive(table, tmp_path)


def test_a_deal_that_comes_to_nothing_ends_with_its_reason(app: Flask) -> None:
    table = Table(app)
    table.act(table.broker, "", button="进入“三方洽谈”")
    refused = table.buyer.submit(table.buyer.open(f"{table.root}/end"), {"words": ""}, action="/end")
    assert refused.status == 422
    table.act(table.buyer, "/end", {"reason_code": "price", "words": "高出预算一倍。"}, action="/end")
    assert table.stage() == "ended"
    page = table.seller.open(table.root)
    assert "价格谈不拢" in page.text
    assert "高出预算一倍" in page.text
    assert "终止" in page.text
    assert table.broker.post(f"{table.root}/move", {"to": "negotiation"}).status in (403, 409)
