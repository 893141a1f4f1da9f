"""The archive of a deal is complete, gives each side its own and nothing else, and shows every change."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask

from matchmaking import ROOT
from matchmaking.contracts.models import ContractVersion
from matchmaking.core.db import unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.history import record
from matchmaking.dealrooms.tasks import Asked
from matchmaking.deals.models import Deal
from matchmaking.deals.services import log_event, move_deal
from matchmaking.evidence.wording import STEPS
from matchmaking.pricing.offering import Proposal, accept_offer, send_offer
from matchmaking.pricing.ranges import enter_range
from matchmaking.pricing.scale import Range
from tests.dealrooms.test_rooms import BUYER, SECRET, Table, at, lay
from tests.factories.contracts import make_contract, make_version
from tests.factories.dealrooms import make_file, make_message, make_minutes, make_statement, make_task
from tests.factories.milestones import Sides, finish_steps, make_plan
from tests.kept import kept

DRAFT = "只给本方的测算 128.5 万元"
Change = Callable[[Path], None]


def lay_much() -> Table:
    """A deal with something of everything, and entries of others between."""
    table = lay()
    buyer, seller, broker = (table.viewer(side) for side in ("buyer", "seller", "broker"))
    make_minutes(table.deal, broker, "broker", "看过中试线")
    with unit_of_work():
        record("demands.published", "demands", data={"title": "别家的需求"})
    make_file(table.deal, buyer, "buyer", "结合强度 76 MPa", name="检测报告")
    make_file(table.deal, buyer, "buyer", DRAFT, name="内部测算", audience="own")
    make_file(table.deal, seller, "seller", "工艺参数", name="工艺", needs_statement=True)
    make_message(table.deal, buyer, "buyer", SECRET, "buyer")
    make_message(table.deal, seller, "seller", "样品周三寄出")
    make_statement(table.deal, seller, "seller")
    make_task(table.deal, buyer, "buyer", Asked("寄样品", "seller", None, today()))
    with unit_of_work() as session:
        deal = session.get_one(Deal, table.deal.id)
        log_event(deal, "call", "问过预算", actor=broker, side="broker")
        log_event(deal, "word", SECRET, actor=buyer, side="buyer", sides=["buyer"])
        move_deal(deal, "trial", actor=broker)
    return table


@pytest.fixture
def table(app: Flask) -> Table:
    return kept(app, "evidence", lay_much)


def export(app: Flask, table: Table, side: str, folder: Path) -> Path:
    """Export as somebody of a side and unpack."""
    visitor = at(app, getattr(table, side))
    page = visitor.open(f"/deals/{table.deal.id}/evidence")
    answer = visitor.submit(page, button="导出存证包").response
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Cache-Control"] == "private, no-store"
    target = folder / side
    with zipfile.ZipFile(BytesIO(answer.data)) as packed:
        assert packed.testzip() is None
        packed.extractall(target)
    return target


def check(folder: Path) -> tuple[int, str]:
    """Run the checker as somebody would who has nothing but Python."""
    command = [sys.executable, "-I", "-B", str(folder / "verify.py")]
    done = subprocess.run(command, capture_output=True, check=False, cwd="/", env={"PYTHONIOENCODING": "utf-8"})
    return done.returncode, (done.stdout + done.stderr).decode()


def everything(folder: Path) -> str:
    """All that is in it, as one text."""
    return "\n".join(one.read_bytes().decode("utf-8", "replace") for one in folder.rglob("*") if one.is_file())


def printed(path: Path) -> str:
    """The words of a PDF."""
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return re.sub(r"\s+", "", text)


def entries(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]


def test_the_archive_is_whole_and_each_side_gets_its_own(app: Flask, table: Table, tmp_path: Path) -> None:
    buyer, seller = export(app, table, "buyer", tmp_path), export(app, table, "seller", tmp_path)
    for folder in (buyer, seller):
        status, words = check(folder)
        assert status == 0, words
        assert words.startswith("OK: ")
        listed = subprocess.run(
            ["sha256sum", "--quiet", "-c", "MANIFEST.sha256"], cwd=folder, capture_output=True, check=False
        )
        assert listed.returncode == 0, listed.stderr
    mine, theirs = everything(buyer), everything(seller)
    for words in (
        "结合强度 76 MPa",
        "看过中试线",
        "样品周三寄出",
        "寄样品",
        "问过预算",
        "需求甲",
        "保密承诺书（第 1 版）",
    ):
        assert words in mine, words
    assert SECRET in mine
    assert DRAFT in mine
    # The own alone: not the other side's file without a signature, nor its own words.
    assert "工艺参数" not in mine
    assert "工艺参数" in theirs
    for words in (SECRET, DRAFT, "内部测算", sha256(DRAFT.encode()).hexdigest(), "别家的需求"):
        assert words not in theirs, words
    # Of entries of other records, and of steps that only another side may read, there are links alone.
    links = [one for one in entries(seller) if "hashed" not in one]
    assert len(links) > 3
    assert all(set(one) <= {"id", "previous_hash", "hash", "note"} for one in links)
    text = printed(seller / "摘要.pdf")
    assert "会谈纪要" in text
    assert "样品验证" in text
    # The second export stands in the log with the first; the hash of the list of files proves where it came from.
    assert "导出了存证包" in (seller / "log.csv").read_text(encoding="utf-8-sig")
    seal = sha256((seller / "MANIFEST.sha256").read_bytes()).hexdigest()
    page = at(app, table.buyer).open(f"/deals/{table.deal.id}/evidence")
    assert seal in page.text
    # Whose file went out along learns of it.
    assert "随存证包导出" in at(app, table.buyer).open(f"/deals/{table.deal.id}/room/files/1").text


def rewrite(name: str, before: str, after: str) -> Change:
    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert before in text, name
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
        # Whoever forges a part forges the list too.
        seals = folder / "MANIFEST.sha256"
        lines = seals.read_text(encoding="utf-8")
        new = sha256(path.read_bytes()).hexdigest()
        seals.write_text(re.sub(rf"[0-9a-f]{{64}}  {re.escape(name)}\n", f"{new}  {name}\n", lines), encoding="utf-8")

    return change


def first_file(folder: Path) -> Path:
    return next(one for one in sorted((folder / "files").iterdir()) if one.suffix == ".txt")


def test_one_byte_is_enough_to_be_named(app: Flask, table: Table, tmp_path: Path) -> None:
    folder = export(app, table, "buyer", tmp_path)
    file = first_file(folder)
    kept_bytes = {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    entry = next(one for one in entries(folder) if one.get("action") == "dealrooms.minutes_written")

    def flip(folder: Path) -> None:
        data = bytearray(file.read_bytes())
        data[0] ^= 1
        file.write_bytes(data)

    def drop(folder: Path) -> None:
        lines = (folder / "log.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
        rewrite("log.jsonl", lines[2], "")(folder)

    def add(folder: Path) -> None:
        (folder / "files" / "多出来的.txt").write_text("x")

    tries: list[tuple[Change, str]] = [
        (flip, f"文件内容变了：files/{file.name}"),
        (lambda _folder: file.unlink(), f"缺少文件：files/{file.name}"),
        (add, "清单里没有的文件：files/多出来的.txt"),
        (rewrite(f"files/{file.name}", "76", "96"), f"files/{file.name} 与上传时的哈希不符"),
        (rewrite("log.jsonl", '\\"number\\": 1', '\\"number\\": 2'), f"日志第 {entry['id']} 条的内容与哈希不符"),
        (drop, "日志在第 "),
        (rewrite("records.jsonl", "看过中试线", "没看中试线"), "的文本与哈希不符"),
        (rewrite("export.json", '"head_id": ', '"head_id": 9'), "日志的最后一条不是导出时的链头"),
    ]
    for change, found in tries:
        change(folder)
        status, words = check(folder)
        assert status == 1, found
        assert found in words, words
        for path in folder.rglob("*"):
            if path.is_file() and path not in kept_bytes:
                path.unlink()
        for path, data in kept_bytes.items():
            path.write_bytes(data)
    assert check(folder)[0] == 0


def test_a_hidden_buyer_is_in_no_part_of_the_sellers_archive(app: Flask, table: Table, tmp_path: Path) -> None:
    with unit_of_work() as session:
        session.get_one(Deal, table.deal.id).hides_buyer = True
    folder = export(app, table, "seller", tmp_path)
    assert check(folder)[0] == 0
    whole = everything(folder) + printed(folder / "摘要.pdf")
    for words in (BUYER, "需求甲"):
        assert words not in whole
    # Nothing of what the buyer's people did is there with its content, which holds their number.
    assert all(json.loads(one["hashed"])[3] != table.buyer.id for one in entries(folder) if "hashed" in one)
    page = at(app, table.seller).open(f"/deals/{table.deal.id}/evidence")
    assert BUYER not in page.html
    assert "需求甲" not in page.html


def test_price_contract_and_performance_come_along_and_tried_ranges_never(
    app: Flask, table: Table, tmp_path: Path
) -> None:
    buyer, seller = table.viewer("buyer"), table.viewer("seller")
    with unit_of_work() as session:
        deal = session.get_one(Deal, table.deal.id)
        enter_range(deal, "buyer", Range(Decimal(1_234_567), Decimal(1_345_678)), actor=buyer)
        terms = {"total": "1800000"}
        offer = send_offer(deal, "seller", Proposal("lump_sum", terms, today()), actor=seller)
        accept_offer(offer, "buyer", actor=buyer)
    version = make_version(make_contract(table.deal), table.seller)
    whole = json.dumps([[one["title"], one["text"]] for one in version.clauses], ensure_ascii=False)
    with unit_of_work() as session:
        session.get_one(ContractVersion, version.id).sha256 = sha256(whole.encode()).hexdigest()
    make_plan(table.deal)
    with unit_of_work() as session:
        finish_steps(session.get_one(Deal, table.deal.id), Sides(buyer, seller), 1)
    folder = export(app, table, "buyer", tmp_path)
    status, words = check(folder)
    assert status == 0, words
    rows = [json.loads(line) for line in (folder / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    prices = [one["values"]["金额（元）"] for one in rows if one["kind"] == "prices"]
    assert [Decimal(one) for one in prices] == [Decimal(1_800_000)]
    [paper] = [one["files"][0]["path"] for one in rows if one["kind"] == "contracts" and one["files"]]
    assert paper.endswith("-HT-1.pdf")
    # What was agreed, handed in and paid stands there as it was hashed, and the log knows these hashes.
    sealed = [one["key"] for one in rows if one["text"] and one["sha256"] in one["logged"]]
    for key in ("报价-1", "milestone-1-1"):
        assert key in sealed
    assert sum(key.startswith("payment-") for key in sealed) == 3
    whole = everything(folder) + printed(folder / "摘要.pdf")
    for number in ("1234567", "1345678", "123.4567", "134.5678", "1,234,567"):
        assert number not in whole


def test_the_command_says_what_it_found(app: Flask, table: Table) -> None:
    runner = app.test_cli_runner()
    answer = runner.invoke(args=["history", "verify", "--deal", str(table.deal.id)])
    assert answer.exit_code == 0, answer.output
    assert re.search(r"the chain is whole: \d+ entries, head [0-9a-f]{64}\n", answer.output)
    assert re.search(rf"deals {table.deal.id}: \d+ entries, from \d+ to \d+\n", answer.output)
    assert runner.invoke(args=["history", "verify", "--subject", "deals"]).exit_code == 2


def test_every_step_of_a_deal_has_words() -> None:
    source = re.compile(r"\bkeep\(\s*[^()\"]*?\"([a-z_]+\.[a-z_]+)\"")
    rooms = """deals dealrooms trials pricing contracts signings registrations milestones attributions evidence"""
    found = {
        action
        for room in rooms.split()
        for path in (ROOT / "matchmaking" / room).rglob("*.py")
        for action in source.findall(path.read_text(encoding="utf-8"))
    }
    assert "dealrooms.signed" in found
    assert sorted(one for one in found if one not in STEPS) == []
