"""A record's life: written, handed in, checked, published, withdrawn; the same on both sides."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from matchmaking.core.db import reading
from matchmaking.core.history import HistoryEntry, history_of
from matchmaking.core.jobs import run_waiting
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.listings.sides import Tried
from tests.visitor import Visitor
from tests.writing import STEPS, change_record, write_record, write_step


def only(tried: Tried) -> Any:
    """The one record that there is, for reading its columns."""
    with reading() as session:
        (record,) = session.scalars(select(tried.side.model))
        # The end of `reading` would empty it.
        session.expunge(record)
    return record


def events(record: Any) -> list[HistoryEntry]:
    """What the history says of a record."""
    with reading() as session:
        found = history_of(record)
        session.expunge_all()
    return found


def test_a_record_goes_from_the_empty_form_to_the_public_list(app: Flask, visitor: Visitor, tried: Tried) -> None:
    owner = make_user()
    make_organisation(owner=owner, name="瓯江试验阀门有限公司")
    writer, broker = Visitor(app).sign_in(owner), Visitor(app).sign_in(make_user("broker"))

    check = write_record(writer, tried.side.room, tried.typed)
    assert check.path == tried.path(1, "submit")
    assert check.errors() == []
    assert visitor.open(tried.path(1)).status == 404
    done = writer.submit(check, {"not_secret": "y"}, button="提交核验")
    assert done.path == tried.path(1)
    number = f"{tried.side.prefix}-"
    assert only(tried).number.startswith(number)
    assert only(tried).state == "submitted"

    queue = broker.open(tried.queue)
    assert tried.typed["title"] in queue.text
    assert visitor.open(tried.path(1)).status == 404
    shown = broker.submit(broker.open(tried.desk), button=tried.publish)
    assert "已发布" in shown.text
    run_waiting()
    assert tried.typed["title"] in visitor.open(tried.path(1)).text
    assert tried.typed["title"] in visitor.open(tried.path()).text
    assert tried.typed["title"] not in broker.open(tried.queue).text
    steps = [(entry.action, entry.from_state, entry.to_state) for entry in events(only(tried))]
    room = tried.side.room
    assert steps == [
        (f"{room}.created", None, "draft"),
        (f"{room}.submitted", "draft", "submitted"),
        (f"{room}.published", "submitted", "published"),
    ]


def test_a_title_is_enough_for_a_draft_but_not_for_handing_it_in(app: Flask, tried: Tried) -> None:
    owner = make_user()
    make_organisation(owner=owner)
    writer = Visitor(app).sign_in(owner)
    assert write_step(writer, writer.open(tried.path("new")), {"title": ""}).errors() == ["请填写标题。"]
    saved = write_step(writer, writer.open(tried.path("new")), {"title": "只有标题"}, "save")
    assert saved.path == tried.path(1, "edit")
    check = writer.open(tried.path(1, "submit"))
    assert len(check.errors()) >= 5
    assert any(message.startswith("请至少写 1 项") for message in check.errors())
    refused = writer.post(tried.path(1, "submit"), {"not_secret": "y"})
    assert refused.status == 422
    assert only(tried).state == "draft"


def test_without_the_declaration_nothing_is_handed_in(app: Flask, tried: Tried) -> None:
    owner = make_user()
    make_organisation(owner=owner)
    writer = Visitor(app).sign_in(owner)
    check = write_record(writer, tried.side.room, tried.typed)
    refused = writer.submit(check, button="提交核验")
    assert refused.status == 422
    assert refused.errors() == ["请先确认内容不涉及国家秘密，再提交。"]
    assert only(tried).state == "draft"


def test_what_is_sent_back_carries_the_reason_and_can_be_handed_in_again(app: Flask, tried: Tried) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner)
    tried.make(organisation, state="submitted")
    broker, writer = Visitor(app).sign_in(make_user("broker")), Visitor(app).sign_in(owner)
    asked = broker.open(tried.path(1, "send-back"))
    assert broker.submit(asked, {"reason": " "}).errors() == ["请写明理由，对方会看到。"]
    assert broker.submit(asked, {"reason": "请写明测试条件"}).path == tried.queue
    assert "请写明测试条件" in writer.open(tried.path(1)).text
    assert "请写明测试条件" in writer.open(tried.path(1, "edit")).text
    assert writer.submit(writer.open(tried.path(1, "submit")), {"not_secret": "y"}, button="提交核验").status == 200
    assert only(tried).state == "submitted"
    assert only(tried).state_reason is None


def test_the_owner_withdraws_with_a_reason_and_may_reopen(app: Flask, visitor: Visitor, tried: Tried) -> None:
    owner = make_user()
    tried.make(make_organisation(owner=owner))
    writer = Visitor(app).sign_in(owner)
    assert visitor.open(tried.path(1)).status == 200
    gone = writer.submit(writer.open(tried.path(1, "withdraw")), {"reason": "已转让给别人"})
    assert "已撤回" in gone.text
    run_waiting()
    assert visitor.open(tried.path(1)).status == 404
    assert only(tried).title not in visitor.open(tried.path()).text
    back = writer.submit(writer.open(tried.path(1)), button="转为草稿重新编辑")
    assert back.path == tried.path(1, "edit")
    assert only(tried).state == "draft"


def test_only_verified_organisations_publish(app: Flask, tried: Tried) -> None:
    tried.make(make_organisation(state="unverified", name="还没认证的公司"), state="submitted")
    broker = Visitor(app).sign_in(make_user("broker"))
    refused = broker.submit(broker.open(tried.desk), button=tried.publish)
    assert refused.status == 409
    assert "“还没认证的公司”还没有通过单位认证" in refused.text
    assert only(tried).state == "submitted"


def test_a_step_that_somebody_else_took_already_is_refused(app: Flask, tried: Tried) -> None:
    tried.make(state="submitted")
    first, second = Visitor(app).sign_in(make_user("broker")), Visitor(app).sign_in(make_user("broker"))
    stale = second.open(tried.desk)
    first.submit(first.open(tried.desk), button=tried.publish)
    assert second.submit(stale, button=tried.publish).status == 403


def test_a_change_of_a_published_record_leaves_the_names_of_the_fields(
    app: Flask, visitor: Visitor, tried: Tried
) -> None:
    owner = make_user()
    tried.make(make_organisation(owner=owner))
    writer = Visitor(app).sign_in(owner)
    change_record(writer, tried.path(1), {"title": "换了一个标题", f"{tried.rows}-0-{tried.low}": "81"})
    changes = [(entry.action, entry.data) for entry in events(only(tried))[-2:]]
    assert changes == [(f"{tried.side.room}.changed", {"fields": [name]}) for name in ("title", tried.rows)]
    run_waiting()
    assert "换了一个标题" in visitor.open(tried.path()).text
    assert "81 MPa" in visitor.open(tried.path(1)).text.replace("\u00a0", " ")


def test_saving_without_a_change_changes_nothing(app: Flask, tried: Tried) -> None:
    owner = make_user()
    record = tried.make(make_organisation(owner=owner))
    writer = Visitor(app).sign_in(owner)
    for step in STEPS[tried.side.room]:
        assert write_step(writer, writer.open(tried.path(1, "edit", step)), {}).path == tried.path(1)
    assert only(tried).version == record.version


def test_a_form_sent_twice_makes_one_record(app: Flask, tried: Tried) -> None:
    owner = make_user()
    make_organisation(owner=owner)
    writer = Visitor(app).sign_in(owner)
    page = writer.open(tried.path("new"))
    first = write_step(writer, page, tried.typed, "save")
    second = write_step(writer, page, tried.typed, "save")
    assert first.path == second.path == tried.path(1, "edit")
    assert only(tried).title == tried.typed["title"]


def test_the_first_step_typed_anew_after_going_back_changes_the_same_record(app: Flask, tried: Tried) -> None:
    owner = make_user()
    make_organisation(owner=owner)
    writer = Visitor(app).sign_in(owner)
    page = writer.open(tried.path("new"))
    write_step(writer, page, {"title": "打错的标题"})
    second = write_step(writer, page, {"title": "改好的标题"})
    assert second.status == 200
    assert only(tried).title == "改好的标题"
    write_step(writer, second, tried.typed)
    refused = write_step(writer, page, {"title": "又一个标题"})
    assert refused.status == 409
    assert "改好的标题" in refused.text
    assert "又一个标题" in refused.text
    assert only(tried).title == "改好的标题"


def test_two_writers_do_not_overwrite_each_other(app: Flask, tried: Tried) -> None:
    """In the same step, every step."""
    owner, editor = make_user(), make_user()
    tried.make(make_organisation(owner=owner, editor=editor), state="draft", title="原来的标题")
    first, second = Visitor(app).sign_in(owner), Visitor(app).sign_in(editor)
    for step, (name, theirs, mine) in tried.changes.items():
        page, stale = (one.open(tried.path(1, "edit", step)) for one in (first, second))
        assert write_step(first, page, {name: theirs}).status == 200
        refused = write_step(second, stale, {name: mine})
        assert refused.status == 409
        rows = [row.get_text(" ", strip=True) for row in refused.soup.select("main tr")]
        assert len(rows) == 2, rows
        again = write_step(first, page, {name: theirs})
        assert again.status == 200, "the same sent twice is no conflict"
        assert first.open(tried.path(1, "edit", step)).html.count(theirs) >= 1
        assert mine not in first.open(tried.path(1, "edit", step)).html


def test_two_writers_in_different_steps_both_keep_their_words(app: Flask, tried: Tried) -> None:
    owner, editor = make_user(), make_user()
    tried.make(make_organisation(owner=owner, editor=editor), state="draft")
    first, second = Visitor(app).sign_in(owner), Visitor(app).sign_in(editor)
    pages = {step: second.open(tried.path(1, "edit", step)) for step in tried.changes}
    first_step = STEPS[tried.side.room][0]
    assert write_step(first, first.open(tried.path(1, "edit", first_step)), {"title": "甲的标题"}).status == 200
    for step, (name, _theirs, mine) in tried.changes.items():
        if step != first_step:
            assert write_step(second, pages[step], {name: mine}).status == 200
    assert only(tried).title == "甲的标题"
