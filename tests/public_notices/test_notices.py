"""A notice runs unchanged to the second, takes objections meanwhile, and tells how it ended."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.clocks.models import Clock
from matchmaking.core.db import reading, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.core.history import history_of
from matchmaking.core.jobs import run_waiting
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from matchmaking.public_notices import models
from matchmaking.public_notices.models import Objection, PublicNotice
from matchmaking.public_notices.periods import closes_at
from matchmaking.public_notices.services import restart_notice, stop_notice
from matchmaking.public_notices.signals import notice_ended, notice_stopped
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.public_notices import let_days_pass, make_notice
from tests.visitor import Seen, Visitor

COUNTY = "330324"
OBJECTION = {"name": "林一", "organisation": "某阀门厂", "contact": "13800000000", "text": "第二项指标早已有人做到。"}


def stored(notice_id: int = 1) -> PublicNotice:
    with unit_of_work() as session:
        return session.get_one(PublicNotice, notice_id)


def objections() -> list[tuple[str, str | None]]:
    with reading() as session:
        return [(one.state, one.answer) for one in session.scalars(select(Objection).order_by(Objection.id))]


def told(user: User) -> list[str]:
    with reading() as session:
        found = session.scalars(select(Notice).where(Notice.user_id == user.id).order_by(Notice.id))
        return [words_of(one, "zh")[0] for one in found]


def clocks() -> list[tuple[str, bool]]:
    with reading() as session:
        return [(one.kind, one.closed_at is None) for one in session.scalars(select(Clock).order_by(Clock.id))]


@contextmanager
def heard() -> Iterator[list[tuple[str, int]]]:
    """What the rooms above are told while the block runs."""
    found: list[tuple[str, int]] = []

    def ended(sender: PublicNotice, **_data: Any) -> None:
        found.append(("ended", sender.id))

    def stopped(sender: PublicNotice, **_data: Any) -> None:
        found.append(("stopped", sender.id))

    with notice_ended.connected_to(ended), notice_stopped.connected_to(stopped):
        yield found


def object_to(visitor: Visitor, **values: Any) -> Seen:
    return visitor.submit(visitor.open("/public-notices/1/object"), {**OBJECTION, **values}, button="提交异议")


def test_a_notice_shows_its_rows_its_period_and_whom_to_ask(app: Flask) -> None:
    notice = make_notice()
    page = Visitor(app).open("/public-notices/1")
    assert page.status == 200
    for words in ("需求名称", "阀座涂层", "180 万元", "5 个工作日（起始日不计）", "永嘉县科技局", "0577-67221234"):
        assert words in page.text.replace("\u00a0", " ")
    assert notice.number == f"GS-{notice.starts_on.year}-0001"
    assert "登录后提出异议" in page.text
    assert [row.get_text(strip=True) for row in Visitor(app).open("/public-notices").soup.select("tbody th")] == [
        "阀座涂层榜单公示"
    ]


def test_nothing_that_was_shown_can_be_changed_while_it_runs_or_afterwards(app: Flask) -> None:
    notice = make_notice()
    let_days_pass(notice, 0)
    for name, value in (("title", "别的"), ("fields", []), ("ends_on", notice.ends_on + timedelta(1)), ("number", "X")):
        with pytest.raises(RuntimeError, match=f"a public notice cannot be changed: {name}"), unit_of_work() as session:
            setattr(session.get_one(PublicNotice, notice.id), name, value)
    assert stored().title == "阀座涂层榜单公示"


def test_it_ends_at_midnight_in_the_city_and_not_a_second_earlier(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = make_notice()
    visitor = Visitor(app).sign_in(make_user())
    last = closes_at(notice.ends_on)

    def at(moment: datetime) -> None:
        monkeypatch.setattr(models, "now", lambda: moment)

    at(last - timedelta(seconds=1))
    assert "提出异议" in visitor.open("/public-notices/1").text
    at(last)
    page = visitor.open("/public-notices/1")
    assert "公示期已满" in page.text
    assert not page.soup.select('a[href$="/object"]')
    sent = visitor.post("/public-notices/1/object", OBJECTION)
    assert (sent.status, "公示期已满" in sent.text) == (409, True)
    assert objections() == []


def test_the_job_ends_what_is_over_once_and_tells_the_rooms_above(app: Flask) -> None:
    notice = make_notice()
    with heard() as signals:
        let_days_pass(notice, 0)
        assert stored().state == "running"
        let_days_pass(notice, 30)
        let_days_pass(notice, 30)
    assert signals == [("ended", 1)]
    assert stored().state == "ended"
    assert "公示期满" in Visitor(app).open("/public-notices").text


def test_a_second_notice_cannot_run_beside_the_first(app: Flask) -> None:
    subject = make_organisation()
    make_notice(subject)
    with pytest.raises(RuleBroken, match="正在公示"):
        make_notice(subject)


def test_an_objection_is_read_by_its_writer_and_the_officers_in_charge_only(app: Flask) -> None:
    make_notice()
    writer, other = make_user(), make_user()
    officer = make_user("county_officer", county_code=COUNTY)
    elsewhere = make_user("county_officer", county_code="330302")
    visitor = Visitor(app).sign_in(writer)
    form = visitor.open("/public-notices/1/object")
    for _click in range(2):
        sent = visitor.submit(form, OBJECTION, button="提交异议")
    assert (sent.path, objections()) == ("/public-notices/objections/1", [("open", None)])
    again = object_to(visitor)
    assert (again.status, "正在处理" in again.text) == (409, True)
    assert [told(one) for one in (officer, elsewhere, other)] == [["收到公示异议：阀座涂层榜单公示"], [], []]
    assert clocks() == [("objection", True)]
    for user, status in ((writer, 200), (officer, 200), (elsewhere, 404), (other, 404), (make_user("broker"), 404)):
        seen = Visitor(app).sign_in(user)
        assert seen.open("/public-notices/objections/1").status == status
        assert (OBJECTION["name"] in seen.open("/public-notices/1").text) is (status == 200)
    assert "处理异议：阀座涂层榜单公示" in Visitor(app).sign_in(officer).open("/workspace").text
    with reading() as session:
        assert OBJECTION["text"] not in str([one.data for one in history_of(session.get_one(Objection, 1))])


def test_an_upheld_objection_stops_the_notice_and_drops_the_others(app: Flask) -> None:
    make_notice()
    first, second = make_user(), make_user()
    for user in (first, second):
        object_to(Visitor(app).sign_in(user))
    officer = Visitor(app).sign_in(make_user("county_officer", county_code=COUNTY))
    page = officer.open("/public-notices/objections/1")
    wrong = officer.submit(page, {"decision": "upheld", "answer": "属实"}, button="提交处理结论")
    assert (wrong.status, wrong.errors()) == (422, ["停止公示的说明：请写明为什么停止公示。"])
    assert "属实" in wrong.html
    with heard() as signals:
        officer.submit(
            page, {"decision": "upheld", "answer": "属实", "reason": "指标需要重新核实"}, button="提交处理结论"
        )
    run_waiting()
    assert signals == [("stopped", 1)]
    assert objections() == [("upheld", "属实"), ("lapsed", None)]
    assert (told(first), told(second)) == (["异议成立：阀座涂层榜单公示"], ["公示已停止：阀座涂层榜单公示"])
    assert clocks() == [("objection", False), ("objection", False)]
    page = Visitor(app).open("/public-notices/1")
    assert "指标需要重新核实" in page.text
    assert "属实" not in page.text.replace("核实", "")
    # What is decided stays decided.
    assert officer.post("/public-notices/objections/1/decide", {"decision": "rejected", "answer": "x"}).status == 403


def test_a_notice_waits_for_the_answer_to_an_objection_and_then_ends(app: Flask) -> None:
    notice = make_notice()
    writer = make_user()
    object_to(Visitor(app).sign_in(writer))
    with heard() as signals:
        let_days_pass(notice, 30)
        assert (stored().state, signals) == ("running", [])
        assert "期满，异议处理中" in Visitor(app).open("/public-notices/1").text
        officer = Visitor(app).sign_in(make_user("city_officer"))
        officer.submit(
            officer.open("/public-notices/objections/1"), {"decision": "rejected", "answer": "已核查，指标不同"},
            button="提交处理结论",
        )  # fmt: skip
    assert signals == [("ended", 1)]
    assert stored().state == "ended"
    assert told(writer) == ["异议不成立：阀座涂层榜单公示"]


def test_officers_do_not_decide_on_their_own_objections(app: Flask) -> None:
    make_notice()
    officer = Visitor(app).sign_in(make_user("county_officer", county_code=COUNTY))
    object_to(officer)
    sent = officer.post("/public-notices/objections/1/decide", {"decision": "rejected", "answer": "不成立"})
    assert (sent.status, objections()) == (403, [("open", None)])


def test_changed_content_is_shown_anew_for_a_whole_period_and_names_the_old_notice(app: Flask) -> None:
    subject = make_organisation()
    notice, actor = make_notice(subject), make_user("city_officer")
    with unit_of_work() as session:
        old = session.get_one(PublicNotice, notice.id)
        restart_notice(
            old,
            subject,
            title="阀座涂层榜单公示（更正）",
            fields=[("资金", "200 万元")],
            actor=actor,
            reason="资金有误",
        )  # type: ignore[arg-type]
    first, second = Visitor(app).open("/public-notices/1"), Visitor(app).open("/public-notices/2")
    assert "资金有误 看新的公示 GS-" in first.text
    assert "180 万元" in first.text.replace("\u00a0", " ")
    assert f"本公示接替先前的公示： {notice.number}" in second.text
    assert [stored(1).state, stored(2).state] == ["restarted", "running"]
    with pytest.raises(RuleBroken), unit_of_work() as session:
        stop_notice(session.get_one(PublicNotice, 1), actor=actor, reason="再停一次")  # type: ignore[arg-type]


def test_the_page_of_evidence_holds_content_period_outcome_and_check_sums(app: Flask) -> None:
    notice = make_notice()
    object_to(Visitor(app).sign_in(make_user()))
    officer = Visitor(app).sign_in(make_user("city_officer"))
    officer.submit(officer.open("/public-notices/1/stop"), {"reason": "资料有误"}, button="停止公示")
    page = Visitor(app).open("/public-notices/1/evidence")
    for words in (notice.number, notice.fingerprint, "收到 1 件，随公示停止 1", "资料有误", "开始公示", "停止公示"):
        assert words in page.text
    for secret in (OBJECTION["name"], OBJECTION["text"], OBJECTION["organisation"]):
        assert secret not in page.html


def test_a_proof_goes_to_the_officers_only(app: Flask) -> None:
    make_notice()
    writer = Visitor(app).sign_in(make_user())
    object_to(writer, proof=(io.BytesIO("已有产品的检测数据".encode()), "证明.txt"))
    links = writer.open("/public-notices/objections/1").soup.select(".files a")
    assert [one.get_text(strip=True) for one in links] == ["证明.txt"]
    assert Visitor(app).open(links[0]["href"]).status == 404
    officer = Visitor(app).sign_in(make_user("county_officer", county_code=COUNTY))
    assert officer.open(links[0]["href"]).response.get_data(as_text=True) == "已有产品的检测数据"


def test_the_list_shows_what_runs_first_and_filters(app: Flask) -> None:
    over = make_notice(title="已满的公示", county_code="330302")
    let_days_pass(over, 60)
    make_notice(title="在公示的公示")
    visitor = Visitor(app)

    def titles(query: str) -> list[str]:
        return [one.get_text(strip=True) for one in visitor.open(f"/public-notices?{query}").soup.select("tbody th")]

    assert titles("") == ["在公示的公示", "已满的公示"]
    assert titles("state=ended") == ["已满的公示"]
    assert titles("county=330324") == ["在公示的公示"]
    assert titles("kind=planted&state=stopped") == []
    assert titles("kind=nonsense&page=99999") == []
