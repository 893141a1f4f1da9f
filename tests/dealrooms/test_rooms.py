"""The room of a deal: each side reads what is meant for it, what was agreed stays as it was, and every step is kept."""

import io
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.models import Clock
from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.history import HistoryEntry, first_broken_entry
from matchmaking.dealrooms import queries, statements
from matchmaking.dealrooms.models import DealFile, DealMessage, DealTask, Minutes, MinutesVersion, SignedStatement
from matchmaking.dealrooms.tasks import Asked
from matchmaking.deals.models import Deal
from matchmaking.deals.services import end_deal, move_deal
from matchmaking.files.models import Download
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from matchmaking.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.dealrooms import acting_for, make_file, make_message, make_minutes, make_statement, make_task
from tests.factories.deals import make_deal
from tests.factories.organisations import make_organisation
from tests.kept import kept
from tests.visitor import Seen, Visitor

BUYER, SELLER = "岭下阀门有限公司", "沿江材料研究院"
SECRET = "底价不能再低"


@dataclass(frozen=True)
class Table:
    """Who sits at it: a person of each side, and the deal."""

    deal: Deal
    buyer: User
    seller: User
    broker: User
    buyer_place: Organisation
    seller_place: Organisation

    def viewer(self, side: str) -> Viewer:
        places = {"buyer": self.buyer_place, "seller": self.seller_place}
        return acting_for(getattr(self, side), places.get(side))


def lay() -> Table:
    buyer, seller = make_user(name="需求甲"), make_user(name="成果乙")
    broker = make_user("broker", name="经理丙")
    buyer_place = make_organisation(name=BUYER, owner=buyer)
    seller_place = make_organisation(name=SELLER, kind="institute", owner=seller)
    deal = make_deal(buyer_place, seller_place, state="talks", broker_id=broker.id)
    return Table(deal, buyer, seller, broker, buyer_place, seller_place)


@pytest.fixture
def table(app: Flask) -> Table:
    return kept(app, "dealroom", lay)


def at(app: Flask, user: User) -> Visitor:
    return Visitor(app).sign_in(user)


def room(visitor: Visitor, deal: Deal) -> Seen:
    return visitor.open(f"/deals/{deal.id}/room")


def notices(kind: str) -> list[tuple[int, str]]:
    with reading() as session:
        found = session.scalars(select(Notice).where(Notice.kind == f"dealrooms.{kind}").order_by(Notice.id))
        return [(one.user_id, " ".join([words_of(one, "zh")[0], *words_of(one, "zh")[1]])) for one in found]


def log(deal: Deal) -> list[str]:
    with reading() as session:
        query = select(HistoryEntry.action).where(
            HistoryEntry.subject_type == "deals", HistoryEntry.subject_id == deal.id
        )
        return list(session.scalars(query.order_by(HistoryEntry.id)))


def test_messages_reach_those_for_whom_they_are_written_and_show_who_has_read_them(app: Flask, table: Table) -> None:
    buyer, seller, broker = at(app, table.buyer), at(app, table.seller), at(app, table.broker)
    page = room(buyer, table.deal)
    buyer.submit(page, {"text": SECRET, "audience": "buyer"}, button="发送")
    # Pressed twice: the same form makes one message.
    buyer.submit(page, {"text": SECRET, "audience": "buyer"}, button="发送")
    buyer.submit(room(buyer, table.deal), {"text": "请寄三件样品", "audience": "all"}, button="发送")
    shown = room(seller, table.deal)
    assert SECRET not in shown.html
    assert "请寄三件样品" in shown.text
    assert "1 条未读" in shown.text
    assert SECRET in room(broker, table.deal).text
    counts = {}
    with reading():
        for side in ("buyer", "seller", "broker"):
            counts[side] = queries.unread_counts(table.viewer(side), [table.deal.id]).get(table.deal.id, 0)
    assert counts == {"buyer": 0, "seller": 1, "broker": 2}
    assert "还没有人读" in room(buyer, table.deal).text
    # Opening the page changes nothing; saying so does.
    seller.submit(shown, action="messages/read")
    assert "已读：成果乙" in room(buyer, table.deal).text
    assert "未读" not in room(seller, table.deal).text
    # At most one notice in an hour for those whom it reaches, without the words.
    told = notices("message")
    assert [one for one, _words in told] == [table.broker.id, table.seller.id]
    assert not any(SECRET in words or "样品" in words for _one, words in told)
    assert log(table.deal).count("dealrooms.message") == 2


def test_a_message_can_be_taken_back_within_five_minutes_and_leaves_a_mark(app: Flask, table: Table) -> None:
    message = make_message(table.deal, table.viewer("buyer"), "buyer", SECRET)
    buyer, seller = at(app, table.buyer), at(app, table.seller)
    address = f"/deals/{table.deal.id}/room/messages/{message.id}/take-back"
    assert seller.post(address).status == 403
    with unit_of_work() as session:
        session.execute(update(DealMessage).values(at=now() - timedelta(minutes=6)))
    late = buyer.post(address)
    assert late.status == 409
    assert "超过 5 分钟" in late.text
    with unit_of_work() as session:
        session.execute(update(DealMessage).values(at=now() - timedelta(minutes=4)))
    assert buyer.submit(room(buyer, table.deal), button="撤回").status == 200
    page = room(seller, table.deal)
    assert "已撤回" in page.text
    assert SECRET not in page.html
    with reading():
        assert queries.unread_counts(table.viewer("seller"), [table.deal.id]) == {}


def test_files_keep_their_versions_their_readers_and_who_took_them(app: Flask, table: Table) -> None:
    buyer, seller, broker = at(app, table.buyer), at(app, table.seller), at(app, table.broker)
    form = buyer.open(f"/deals/{table.deal.id}/room/files/new")
    upload = (io.BytesIO("第一版".encode()), "报告.txt")
    values = {"file": upload, "name": "检测报告", "audience": "all", "needs_statement": "y"}
    assert buyer.submit(form, values, button="上传").status == 200
    make_file(table.deal, table.viewer("buyer"), "buyer", SECRET, name="内部测算", audience="own")
    make_file(table.deal, table.viewer("buyer"), "buyer", SECRET, name="给经理人的说明", audience="buyer")
    with reading() as session:
        file = session.scalars(select(DealFile).where(DealFile.name == "检测报告")).one()
        stored = file.versions[0].stored
        assert stored is not None
        assert stored.sha256 == sha256("第一版".encode()).hexdigest()
        first, file_id = f"/files/{stored.token}", file.id
    page = room(seller, table.deal)
    assert "检测报告" in page.text
    assert "内部测算" not in page.html
    assert "给经理人的说明" not in page.html
    assert "给经理人的说明" in room(broker, table.deal).text
    assert "内部测算" not in room(broker, table.deal).html
    # The statement comes first; its own side needs none.
    assert seller.open(first).status == 404
    assert buyer.open(first).status == 200
    make_statement(table.deal, table.viewer("seller"), "seller")
    assert seller.open(first).response.data.decode() == "第一版"
    assert broker.open(first).status == 404
    address = f"/deals/{table.deal.id}/room/files/{file_id}"
    new = buyer.open(f"{address}/new-version")
    again = buyer.open(f"{address}/new-version")
    values = {"file": (io.BytesIO("第二版".encode()), "报告.txt"), "words": "改了结论"}
    assert "第 2 版已上传" in buyer.submit(new, values, button="上传新版本").text
    values = {"file": (io.BytesIO("另一个第二版".encode()), "报告.txt")}
    assert buyer.submit(again, values, button="上传新版本").status == 409
    own = buyer.open(address)
    assert "第 1 版" in own.text
    assert "改了结论" in own.text
    assert own.text.count("成果乙 成果方") == 1
    assert "谁看过" not in seller.open(address).text
    assert seller.open(first).status == 200
    # The rights end at once, and others at the deal's table cannot change them.
    assert seller.post(f"{address}/readers", {"audience": "all"}).status == 403
    assert buyer.submit(buyer.open(address), {"audience": "own"}, button="保存").status == 200
    assert seller.open(first).status == 404
    assert seller.open(address).status == 404
    assert log(table.deal).count("dealrooms.file_read") == 3
    with reading():
        assert first_broken_entry() is None


def test_minutes_hold_once_both_parties_have_confirmed_the_same_text(app: Flask, table: Table) -> None:
    buyer, seller, broker = at(app, table.buyer), at(app, table.seller), at(app, table.broker)
    form = broker.open(f"/deals/{table.deal.id}/room/minutes/new")
    said = {"present": "双方", "text": "看过中试线", "decisions": "先做三件样品"}
    late = broker.submit(form, {**said, "held_on": (today() + timedelta(days=1)).isoformat()}, button="保存纪要")
    assert late.status == 422
    assert "看过中试线" in late.html
    broker.submit(form, said, button="保存纪要")
    with reading() as session:
        minutes_id = session.scalars(select(Minutes.id)).one()
        clocks = list(session.scalars(select(Clock.organisation_id).where(Clock.kind == "deal_minutes")))
    assert set(clocks) == {table.buyer_place.id, table.seller_place.id}
    assert "的会谈纪要" in buyer.open("/workspace").text
    address = f"/deals/{table.deal.id}/room/minutes/{minutes_id}"
    buyer.submit(buyer.open(address), button="确认第 1 版")
    before = seller.open(address)
    assert "请写明哪里要改" in seller.submit(before, button="请求修改").text
    seller.submit(before, {"words": "样品应为五件"}, button="请求修改")
    assert [one for one, _words in notices("minutes_change")] == [table.buyer.id, table.broker.id]
    assert "样品应为五件" in broker.open(address).text
    edits = [visitor.open(f"{address}/edit") for visitor in (seller, broker)]
    assert "内容没有变化" in seller.submit(edits[0], button="保存新版本").text
    seller.submit(edits[0], {"decisions": "先做五件样品"}, button="保存新版本")
    second = broker.submit(edits[1], {"decisions": "先做四件样品"}, button="保存新版本")
    assert second.status == 409
    assert "先做五件样品" in second.text
    assert "先做四件样品" in second.text
    # Who confirms what is no longer the newest text is told so.
    assert buyer.post(f"{address}/answer", {"seen": "0" * 64, "decision": "confirm"}).status == 409
    buyer.submit(buyer.open(address), button="确认第 2 版")
    page = broker.open(address)
    assert "双方已确认" in page.text
    assert "先做三件样品" in page.text
    with reading() as session:
        assert session.scalars(select(MinutesVersion.sha256).where(MinutesVersion.number == 2)).one() in page.text
        assert session.scalars(select(Clock).where(Clock.closed_at.is_(None))).all() == []
    assert log(table.deal)[-1] == "dealrooms.minutes_fixed"


def test_tasks_have_an_owner_a_day_and_a_clock(app: Flask, table: Table) -> None:
    buyer, seller = at(app, table.buyer), at(app, table.seller)
    page = room(buyer, table.deal)
    due = (today() + timedelta(days=3)).isoformat()
    past = (today() - timedelta(days=1)).isoformat()
    assert buyer.submit(page, {"title": "寄样品", "owner": "seller", "due_on": past}, button="记下任务").status == 422
    buyer.submit(page, {"title": "寄样品", "owner": "seller", "due_on": due}, button="记下任务")
    make_task(table.deal, table.viewer("buyer"), "buyer", Asked("报预算", "buyer", table.buyer.id, today()))
    shown = room(seller, table.deal).text
    assert shown.index("报预算") < shown.index("寄样品")
    assert "办好对接任务“寄样品”" in seller.open("/workspace").text
    with reading() as session:
        task = session.scalars(select(DealTask).where(DealTask.title == "寄样品")).one()
        task_id, version = task.id, task.version
        clock = session.scalars(select(Clock).where(Clock.subject_id == task.id)).one()
        assert clock.kind == "deal_task"
        assert clock.organisation_id == table.seller_place.id
    address = f"/deals/{table.deal.id}/room/tasks/{task_id}"
    opened = [buyer.open(address), buyer.open(address)]
    assert buyer.submit(opened[0], {"title": "寄五件样品"}, button="保存").status == 200
    clash = buyer.submit(opened[1], {"title": "寄两件样品"}, button="保存")
    assert clash.status == 409
    assert "寄五件样品" in clash.text
    assert "寄两件样品" in clash.text
    ended = seller.post(f"{address}/end", {"state": "dropped", "version": str(version + 1)})
    assert ended.status == 409
    assert "为什么不做了" in ended.text
    seller.submit(room(seller, table.deal), {"words": "顺丰已寄出"}, action=f"tasks/{task_id}/end", button="已完成")
    assert "顺丰已寄出" in room(buyer, table.deal).text
    buyer.submit(room(buyer, table.deal), {"due_on": due}, action=f"tasks/{task_id}/end", button="重新开始")
    steps = [one for one in log(table.deal) if one.startswith("dealrooms.task")]
    assert steps[2:] == ["dealrooms.task_changed", "dealrooms.task_done", "dealrooms.task_reopened"]
    # Nobody is reminded of a deal that ended; when the end is taken back, they are again.
    for state, running in (("ended", 0), ("talks", 2)):
        with unit_of_work() as session:
            deal = session.get_one(Deal, table.deal.id)
            if state == "ended":
                end_deal(deal, reason_code="price", words="", actor=None)
            else:
                move_deal(deal, state, actor=None)
        with reading() as session:
            assert len(session.scalars(select(Clock).where(Clock.closed_at.is_(None))).all()) == running


def test_the_statement_is_signed_by_each_person_with_the_hash_of_its_text(
    app: Flask, table: Table, tmp_path: Path
) -> None:
    seller = at(app, table.seller)
    address = f"/deals/{table.deal.id}/room/statement"
    form = seller.open(address)
    wrong = seller.submit(form, {"name": "别人", "role": "所长", "agrees": "y"}, button="签署")
    assert wrong.status == 422
    assert "请输入您本人的姓名“成果乙”" in wrong.text
    for _twice in range(2):
        seller.submit(form, {"name": "成果乙", "role": "所长", "agrees": "y"}, button="签署")
    with reading() as session:
        signed = session.scalars(select(SignedStatement)).one()
        assert sha256(statements.signed_text(signed).encode()).hexdigest() == signed.sha256
        assert signed.text_sha256 == statements.current_text().sha256
        assert signed.organisation == SELLER
        signed_id, seal = signed.id, signed.sha256
    page = at(app, table.buyer).open(address)
    assert "成果乙" in page.text
    assert "您已签署" not in page.text
    assert seal in page.text
    paper = seller.open(f"{address}/{signed_id}.pdf").response
    assert paper.data.startswith(b"%PDF")
    assert paper.headers["Cache-Control"] == "private, no-store"
    # Another text asks for another signature.
    changed = tmp_path / "statement.txt"
    changed.write_text("保密承诺书（第 2 版）\n\n期限改为五年。\n", encoding="utf-8")
    app.config["DEAL_STATEMENT"] = str(changed)
    page = seller.open(address)
    assert "期限改为五年" in page.text
    assert "旧文本，需要重新签署" in page.text
    assert "您已签署" not in page.text
    stale = seller.submit(form, {"name": "成果乙", "role": "所长", "agrees": "y"}, button="签署")
    assert stale.status == 409


def test_a_hidden_buyer_stays_hidden_in_everything(app: Flask, table: Table) -> None:
    with unit_of_work() as session:
        session.get_one(Deal, table.deal.id).hides_buyer = True
    person = table.viewer("buyer")
    make_message(table.deal, person, "buyer")
    make_minutes(table.deal, person, "buyer")
    make_file(table.deal, table.viewer("seller"), "seller")
    make_file(table.deal, person, "buyer", "图纸", name="图纸")
    make_task(table.deal, person, "buyer", Asked("报预算", "buyer", table.buyer.id, today()))
    signed = make_statement(table.deal, person, "buyer")
    buyer, seller = at(app, table.buyer), at(app, table.seller)
    with reading() as session:
        file = session.scalars(select(DealFile).where(DealFile.side == "seller")).one()
        stored, file_id = file.versions[0].stored, file.id
        assert stored is not None
        token = stored.token
        minutes_id = session.scalars(select(Minutes.id)).one()
    assert buyer.open(f"/files/{token}").status == 200
    buyer.post(f"/deals/{table.deal.id}/room/messages/read", {"until": "99"})
    base = f"/deals/{table.deal.id}/room"
    for path in (base, f"{base}/files/{file_id}", f"{base}/minutes/{minutes_id}", f"{base}/statement", "/consents"):
        page = seller.open(path)
        assert page.status == 200 or path == "/consents", path
        assert BUYER not in page.html, path
        assert "需求甲" not in page.html, path
        assert signed.sha256 not in page.html
    assert "需求方" in seller.open(f"{base}/files/{file_id}").text
    assert "需求方是哪家单位" in seller.open(base).text
    assert seller.open(f"{base}/statement/{signed.id}.pdf").status == 404
    with reading() as session:
        assert session.scalars(select(Download.owner_id)).all() == [None]
        told = [str(one.data) + one.path for one in session.scalars(select(Notice))]
    assert not any(BUYER in one or "需求甲" in one for one in told)
