"""Who hears of the steps in a record's life."""

from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.core.db import reading
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.listings.sides import Tried
from tests.visitor import Visitor


def told(user: User) -> list[str]:
    """The titles of the notices of a person, oldest first."""
    with reading() as session:
        notices = session.scalars(select(Notice).where(Notice.user_id == user.id).order_by(Notice.id))
        return [words_of(notice, "zh")[0] for notice in notices]


def test_writers_hear_of_the_steps_of_others_and_officers_of_what_waits(app: Flask, tried: Tried) -> None:
    owner, editor, reader = make_user(), make_user(), make_user()
    officer = make_user("county_officer", county_code="330324")
    elsewhere = make_user("county_officer", county_code="330302")
    organisation = make_organisation(owner=owner, editor=editor, reader=reader, county_code="330324")
    tried.make(organisation, state="draft", title="某条记录")
    name = str(tried.side.name)

    writer = Visitor(app).sign_in(owner)
    writer.submit(writer.open(tried.path(1, "submit")), {"not_secret": "y"}, button="提交核验")
    assert told(officer) == [f"{name}“某条记录”等待核验"]

    desk = Visitor(app).sign_in(officer)
    desk.submit(desk.open(tried.path(1, "send-back")), {"reason": "请写条件"})
    assert told(officer) == []
    writer.submit(writer.open(tried.path(1, "submit")), {"not_secret": "y"}, button="提交核验")
    desk.submit(desk.open(tried.desk), button=tried.publish)
    writer.submit(writer.open(tried.path(1, "withdraw")), {"reason": "已转让"})
    assert told(owner) == [f"{name}“某条记录”需要修改", f"{name}“某条记录”已发布"]
    assert told(editor) == [f"{name}“某条记录”需要修改", f"{name}“某条记录”已发布", f"{name}“某条记录”已撤回"]
    assert told(officer) == told(reader) == told(elsewhere) == []
