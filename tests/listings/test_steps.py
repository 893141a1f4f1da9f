"""Writing in steps: each stores what it holds, says how far it is, and leads on, back, or to the check page."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.core.db import reading
from matchmaking.core.history import HistoryEntry, first_broken_entry
from matchmaking.files.models import StoredFile
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.listings.sides import BOTH, Tried
from tests.visitor import Seen, Visitor
from tests.writing import BACK, NEXT, SAVE, STEPS, WRITINGS, change_record, step_of, write_record, write_step

DEMANDS = next(one for one in BOTH if one.side.room == "demands")


@pytest.fixture
def writer(app: Flask) -> Visitor:
    """The owner of an organisation, signed in."""
    owner = make_user()
    make_organisation(owner=owner, name="瓯江试验阀门有限公司")
    return Visitor(app).sign_in(owner)


def states(page: Seen) -> dict[str, str]:
    """Step → its state, as the list of the steps says."""
    rows = page.soup.select("section[aria-labelledby=steps] li")
    return {row.select_one("a").get_text(): row.select_one(".tag").get_text(strip=True) for row in rows}


def titles(tried: Tried) -> list[str]:
    return [str(step.title) for step in WRITINGS[tried.side.room].steps]


def test_the_task_list_says_how_far_each_step_is(writer: Visitor, tried: Tried) -> None:
    first, *others = titles(tried)
    page = write_step(writer, writer.open(tried.path("new")), {"title": "只有标题"}, SAVE)
    assert page.path == tried.path(1, "edit")
    assert states(page) == {first: "进行中", **dict.fromkeys(others, "未开始"), "核对并提交": "还不能提交"}
    assert page.soup.find("a", string=f"接着写：{first}")["href"] == tried.path(1, "edit", STEPS[tried.side.room][0])
    done = change_record(writer, tried.path(1), tried.typed)
    # Nothing in the last step is needed, but nobody has looked at it yet.
    assert states(done) == {
        **dict.fromkeys(titles(tried)[:-1], "已填完"),
        others[-1]: "未开始",
        "核对并提交": "可以提交",
    }
    last = write_step(writer, writer.open(tried.path(1, "edit", STEPS[tried.side.room][-1])), {}, SAVE)
    assert set(states(last).values()) == {"已填完", "可以提交"}
    assert last.soup.find("a", class_="button", string="核对并提交")["href"] == tried.path(1, "submit")


def test_every_button_of_a_step_saves(writer: Visitor, tried: Tried) -> None:
    page = write_step(writer, writer.open(tried.path("new")), tried.typed)
    codes = STEPS[tried.side.room]
    assert page.path == tried.path(1, "edit", codes[1])
    back = write_step(writer, page, tried.typed, BACK)
    assert back.path == tried.path(1, "edit", codes[0])
    row = f"{tried.rows}-0-name"
    where = tried.path(1, "edit", step_of(tried.side.room, tried.rows))
    assert writer.open(where).soup.find(attrs={"name": row})["value"] == "结合强度"
    kept = write_step(writer, writer.open(where), {row: "显微硬度"}, SAVE)
    assert kept.path == tried.path(1, "edit")
    assert writer.open(where).soup.find(attrs={"name": row})["value"] == "显微硬度"


def test_a_step_reads_and_writes_nothing_but_its_own_fields(writer: Visitor, tried: Tried) -> None:
    write_record(writer, tried.side.room, tried.typed)
    last = STEPS[tried.side.room][-1]
    page = writer.open(tried.path(1, "edit", last))
    assert page.soup.find(attrs={"name": "title"}) is None
    sent = {"title": "别的标题", f"{tried.amount}_low": "1", "action": NEXT}
    assert writer.submit(page, sent, action=page.path).status == 200
    check = writer.open(tried.path(1, "submit")).text
    assert tried.typed["title"] in check
    assert "别的标题" not in check


def test_the_check_page_lists_problems_in_the_order_of_the_steps_and_leads_to_each_field(
    writer: Visitor, tried: Tried
) -> None:
    page = write_record(writer, tried.side.room, {"title": "只有标题"})
    links = [one["href"] for one in page.soup.select(".error-summary a")]
    assert len(links) >= 5
    codes = [link.split("/edit/")[1].split("?")[0] for link in links]
    assert codes == sorted(codes, key=STEPS[tried.side.room].index)
    for link in links:
        path, _hash, target = link.partition("#")
        assert path.endswith("?then=check")
        assert writer.open(path).soup.find(id=target) is not None, link


def test_a_link_of_the_check_page_leads_back_to_it(writer: Visitor, tried: Tried) -> None:
    write_record(writer, tried.side.room, tried.typed)
    change = next(one for one in writer.open(tried.path(1, "submit")).soup.select("dl.answers a"))
    page = writer.open(change["href"])
    assert "保存并核对" in page.text
    assert "上一步" not in page.text
    again = writer.submit(page, button="再加一项") if "再加一项" in page.text else page
    done = write_step(writer, again, {"title": "改过的标题"})
    assert done.path == tried.path(1, "submit")
    assert "改过的标题" in done.text


def test_files_are_added_and_deleted_without_leaving_the_step(writer: Visitor, tried: Tried) -> None:
    write_record(writer, tried.side.room, tried.typed)
    step = {"demands": "audience", "achievements": "evidence"}[tried.side.room]
    page = writer.open(tried.path(1, "edit", step))
    upload = writer.open(page.soup.select_one("a[href^='/files/attach/']")["href"])
    with open(__file__, "rb") as report:
        done = writer.submit(upload, {"file": (report, "检测报告.txt")}, button="上传")
    assert done.path == page.path
    assert "检测报告.txt" in done.text
    gone = writer.submit(done, action="/delete")
    assert gone.path == page.path
    assert "还没有附件" in gone.text


def test_an_unknown_step_is_not_there(writer: Visitor, tried: Tried) -> None:
    write_step(writer, writer.open(tried.path("new")), tried.typed)
    assert writer.open(tried.path(1, "edit", "nonsense")).status == 404
    assert writer.post(tried.path(1, "edit", "nonsense"), {"title": "x"}).status == 404


def test_a_published_record_is_changed_step_by_step_and_read_by_others_at_once(
    app: Flask, visitor: Visitor, tried: Tried
) -> None:
    owner = make_user()
    tried.make(make_organisation(owner=owner), title="公开的标题")
    writer = Visitor(app).sign_in(owner)
    page = writer.open(tried.path(1, "edit"))
    assert "修改哪一部分" in page.text
    assert "删除草稿" not in page.text
    step = writer.open(tried.path(1, "edit", STEPS[tried.side.room][0]))
    assert "保存草稿" not in step.text
    assert write_step(writer, step, {"title": "改过的标题"}).path == tried.path(1)
    assert "改过的标题" in visitor.open(tried.path(1)).text


def test_figures_of_the_text_become_rows_of_the_step_before_anything_is_stored(writer: Visitor) -> None:
    typed = {**DEMANDS.typed, "problem": "阀座内漏。要求涂层硬度不低于1100HV，孔隙率不高于 1%。"}
    page = write_step(writer, writer.open("/demands/new"), typed)
    assert [one["value"] for one in page.soup.select("button[name=take]")] != []
    first = page.soup.select_one("button[name=take]")["value"]
    page = writer.submit(page, {"criteria-0-name": "启闭寿命", "take": first}, action=page.path)
    names = [one["value"] for one in page.soup.select("input[name^=criteria-][name$=-name]")]
    assert names == ["启闭寿命", "涂层硬度"]
    assert page.soup.find(attrs={"name": "criteria-1-target_low"})["value"] == "1100"
    assert len(page.soup.select("button[name=take]")) == 1
    unchanged = writer.open(page.path)
    assert [one["value"] for one in unchanged.soup.select("input[name^=criteria-][name$=-name]")] == [""]
    assert writer.submit(page, {"take": "nonsense"}, action=page.path).status == 200


def test_no_property_right_is_an_answer_and_a_named_kind_is_never_dropped(writer: Visitor) -> None:
    achievements = next(one for one in BOTH if one.side.room == "achievements")
    write_record(writer, "achievements", achievements.typed)
    page = writer.open("/achievements/1/edit/rights")
    nothing = {"rights-0-title": "", "rights-0-number": ""}
    done = write_step(writer, page, {**nothing, "rights-0-kind": "none"}, SAVE)
    assert done.status == 200
    check = writer.open("/achievements/1/submit")
    assert "未涉及知识产权" in check.soup.select_one("dl.answers").find_parent("main").get_text()
    assert check.errors() == []
    write_step(writer, writer.open("/achievements/1/edit/rights"), {**nothing, "rights-0-kind": "know_how"}, SAVE)
    assert "请填写知识产权的名称。" in writer.open("/achievements/1/submit").errors()


def test_an_achievement_is_told_what_buyers_ask_first(writer: Visitor) -> None:
    tried = next(one for one in BOTH if one.side.room == "achievements")
    page = write_record(writer, "achievements", tried.typed)
    meter = page.soup.select_one("section[aria-labelledby=completeness]")
    wanted = {one.get_text(): one["href"] for one in meter.select("li a")}
    assert list(wanted) == ["解决什么问题", "与现在常用办法比", "实测值", "证据", "成熟度", "知识产权"]
    assert wanted["成熟度"] == "/achievements/1/edit/evidence?then=check#readiness_basis"
    assert "方法或原理、转化方式、价格" in meter.get_text()


def test_the_check_page_names_the_files_and_who_may_take_them(writer: Visitor, tried: Tried) -> None:
    write_record(writer, tried.side.room, tried.typed)
    assert "没有附件" in writer.open(tried.path(1, "submit")).text
    with open(__file__, "rb") as report:
        upload = writer.open(f"/files/attach/{tried.side.model.__tablename__}/1/evidence")
        writer.submit(upload, {"file": (report, "检测报告.txt"), "audience": "consent"}, button="上传")
    assert "检测报告.txt（本单位同意后可见）" in writer.open(tried.path(1, "submit")).text


def test_a_draft_is_discarded_with_its_files_and_leaves_a_line_in_the_history(writer: Visitor, tried: Tried) -> None:
    write_record(writer, tried.side.room, tried.typed)
    with open(__file__, "rb") as report:
        upload = writer.open(f"/files/attach/{tried.side.model.__tablename__}/1/evidence")
        writer.submit(upload, {"file": (report, "检测报告.txt")}, button="上传")
    assert writer.open(tried.path(1)).soup.select_one(f"a[href='{tried.path(1, 'discard')}']")
    asked = writer.submit(writer.open(tried.path(1, "discard")), button="确认删除")
    assert asked.path == tried.path("mine")
    assert writer.open(tried.path(1)).status == 404
    with reading() as session:
        assert session.scalars(select(StoredFile)).all() == []
        last = session.scalars(select(HistoryEntry).where(HistoryEntry.action == f"{tried.side.room}.discarded")).one()
        assert (last.subject_id, last.from_state, last.data) == (1, "draft", {})
        assert first_broken_entry() is None


def test_what_was_handed_in_once_is_not_discarded(app: Flask, tried: Tried) -> None:
    owner = make_user()
    tried.make(make_organisation(owner=owner), state="draft")
    tried.make(make_organisation(owner=owner), state="published")
    writer = Visitor(app).sign_in(owner)
    for number in (1, 2):
        assert writer.open(tried.path(number, "discard")).status == 403
        assert writer.post(tried.path(number, "discard")).status == 403


def lines(page: Seen) -> list[str]:
    return [" ".join(one.get_text(" ", strip=True).split()[:2]) for one in page.soup.select("#history li")]


def test_the_timeline_names_offices_and_only_for_those_concerned(app: Flask, tried: Tried) -> None:
    owner = make_user(name="甄名字")
    make_organisation(owner=owner, name="乐清隐名阀门有限公司")
    writer, broker = Visitor(app).sign_in(owner), Visitor(app).sign_in(make_user("broker", name="经理甲"))
    typed: dict[str, Any] = {**tried.typed, "hides_name": "y"} if tried is DEMANDS else tried.typed
    page = write_record(writer, tried.side.room, typed)
    writer.submit(page, {"not_secret": "y"}, button="提交核验")
    broker.submit(broker.open(tried.path(1, "send-back")), {"reason": "请写明测试条件"})
    writer.submit(writer.open(tried.path(1, "submit")), {"not_secret": "y"}, button="提交核验")
    shown = broker.open(tried.path(1))
    assert lines(shown) == ["提交核验 本单位", "退回修改 技术经理人", "提交核验 本单位", "开始写草稿 本单位"]
    for words in ("甄名字", "经理甲", *(["隐名阀门"] if tried is DEMANDS else [])):
        assert words not in str(shown.soup.select_one("#history"))
    assert "请写明测试条件" in shown.soup.select_one("#history").get_text()
    assert len(shown.soup.select("main .detail-main .note, main > .wrap > .note")) == 1, (
        "one note says why it waits and until when"
    )
    make = make_demand if tried is DEMANDS else make_achievement
    other = make()
    for somebody in (writer, Visitor(app)):
        assert somebody.open(tried.path(other.id)).soup.select_one("#history") is None
