from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import TemplateNotFound
from sqlalchemy import select

from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.jobs import run_waiting
from matchmaking.notifications.jobs import write_letter
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import notify, stop_letters
from tests.factories.accounts import make_user
from tests.visitor import Visitor

KIND = "organisations.verified"


def letters(app: Flask) -> list[EmailMessage]:
    """The mail in the outbox after all jobs have run."""
    run_waiting()
    folder = Path(app.instance_path) / "outbox"
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]


def tell(*users: object, once_key: str = "verified:1", path: str = "/organisations/1", **data: object) -> list[int]:
    """Tell these people that an organisation was verified."""
    with unit_of_work():
        return notify([user.id for user in users], KIND, once_key, path, **{"organisation": "瓯锚泵阀", **data})


def test_the_same_thing_is_told_once_in_the_site_and_by_mail(app: Flask) -> None:
    user, other = make_user(), make_user()
    assert len(tell(user, user, other)) == 2
    assert tell(user, other) == []
    assert len(tell(user, once_key="verified:2")) == 1
    mails = letters(app)
    assert sorted(mail["To"] for mail in mails) == sorted([user.email, user.email, other.email])
    assert len(letters(app)) == 3


def test_the_mail_speaks_the_language_of_the_reader_and_links_into_it(app: Flask) -> None:
    tell(make_user(name="林舟"), make_user(name="Ann Lee", language="en"))
    by_name = {mail.get_content().split("\n", 1)[0]: mail for mail in letters(app)}
    chinese = next(mail for first, mail in by_name.items() if "林舟" in first)
    english = next(mail for first, mail in by_name.items() if "Ann Lee" in first)
    assert chinese["Subject"] == "瓯锚泵阀已通过核验"
    assert "\nhttp://127.0.0.1:8000/organisations/1\n" in chinese.get_content()
    assert "\nhttp://127.0.0.1:8000/en/organisations/1\n" in english.get_content()
    assert "技转温州" in chinese.get_content()
    assert "Tech Transfer Wenzhou" in english.get_content()


def test_who_wants_no_mail_or_has_no_active_account_gets_none(app: Flask) -> None:
    quiet, gone = make_user(), make_user(is_active=False)
    with unit_of_work():
        stop_letters(quiet.id)
    assert len(tell(quiet, gone)) == 2
    assert letters(app) == []


def test_a_job_that_runs_twice_sends_one_mail(app: Flask) -> None:
    user = make_user()
    (notice_id,) = tell(user)
    assert len(letters(app)) == 1
    with unit_of_work():
        write_letter(notice_id)
    assert len(letters(app)) == 1


def test_a_kind_without_words_and_a_foreign_path_are_refused(app: Flask) -> None:
    user = make_user()
    with pytest.raises(TemplateNotFound), unit_of_work():
        notify([user.id], "organisations.no_such_kind", "x", "/")
    with pytest.raises(ValueError, match="not a path of this site"):
        tell(user, path="https://evil.example/")


def test_the_list_shows_the_words_and_the_bell_counts_the_unread(visitor: Visitor) -> None:
    user = make_user()
    tell(user)
    tell(user, once_key="verified:2", organisation="<b>岩坦</b>")
    visitor.sign_in(user)
    page = visitor.open("/notices")
    titles = [one.get_text(" ", strip=True) for one in page.soup.select("main h2")]
    assert titles == ["<b>岩坦</b>已通过核验 未读", "瓯锚泵阀已通过核验 未读"]
    assert page.soup.select_one(".count-new").get_text() == "2"
    page = visitor.submit(page, action="/read", button="标为已读")
    assert page.path == "/notices"


def test_marking_read_and_opening(visitor: Visitor) -> None:
    user = make_user()
    first, second, third = tell(user), tell(user, once_key="b", path="/healthz"), tell(user, once_key="c")
    visitor.sign_in(user)
    assert visitor.post(f"/notices/{second[0]}/open").path == "/healthz"
    visitor.post(f"/notices/{first[0]}/read")
    with reading():
        unread = session.scalars(select(Notice.id).where(Notice.read_at.is_(None))).all()
    assert unread == third
    page = visitor.open("/notices?show=unread")
    assert len(page.soup.select("main article")) == 1
    page = visitor.submit(page, button="全部标为已读")
    assert "已把 1 条消息标为已读。" in page.text
    assert "没有未读消息" in visitor.open("/notices?show=unread").text


def test_the_notices_of_others_do_not_exist(visitor: Visitor) -> None:
    user, other = make_user(), make_user()
    (notice_id,) = tell(other)
    visitor.sign_in(user)
    assert visitor.post(f"/notices/{notice_id}/read").status == 404
    assert visitor.post(f"/notices/{notice_id}/open").status == 404
    assert "还没有消息" in visitor.open("/notices").text
    with reading():
        assert session.get_one(Notice, notice_id).read_at is None


def test_notices_need_a_signed_in_person(visitor: Visitor) -> None:
    page = visitor.open("/notices")
    assert page.path == "/accounts/sign-in"
    assert page.soup.select_one("main input[name=next]")["value"] == "/notices"
