"""How people want to be told: at once, once a day, not at all; and the link that stops letters without signing in."""

import re
import time
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import func, select, update

from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.jobs import DONE, RUNNING, Job, enqueue, run_waiting
from matchmaking.notifications.jobs import write_digest
from matchmaking.notifications.models import Digest, Notice
from matchmaking.notifications.queries import delivery_in, preferences_of
from matchmaking.notifications.services import choose, notify, stop_letters, withdraw_notices
from matchmaking.notifications.topics import TOPICS, topic_of, topics_to_choose
from matchmaking.notifications.unsubscribing import LIFETIME_SECONDS, SALT, read_token, token_for
from tests.accounts.letters import letters
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor

VERIFIED, JOINED, PUBLISHED = "organisations.verified", "organisations.joined", "listings.published"
WORDS = {
    VERIFIED: {"organisation": "瓯锚泵阀"},
    JOINED: {"organisation": "瓯锚泵阀", "name": "林舟"},
    PUBLISHED: {"title": "阀座耐磨涂层", "side": "demand"},
    "organisations.invited": {"organisation": "瓯锚泵阀", "inviter": "林舟"},
    "matching.for_demand": {"demand": "阀座", "achievement": "涂层", "criteria": 0, "met": 0},
}


@pytest.fixture
def digests_are_due(app: Flask) -> Flask:
    """The hour of the digest has come, at whatever hour the tests run."""
    app.config["DIGEST_HOUR"] = 0
    return app


def prefer(user: object, **deliveries: str) -> None:
    with unit_of_work():
        choose(user.id, deliveries)


def tell(user: object, kind: str = VERIFIED, once_key: str = "1", path: str = "/organisations/1") -> list[int]:
    """Tell somebody something, two days ago, so that it belongs into the digest of today."""
    with unit_of_work():
        new = notify([user.id], kind, f"{kind}:{once_key}", path, **WORDS[kind])
        session.execute(update(Notice).where(Notice.id.in_(new)).values(created_at=now() - timedelta(days=2)))
    return new


def send_digests() -> None:
    """What the worker does every ten minutes."""
    with unit_of_work():
        enqueue("notifications.send_digests")
    run_waiting()


def text_of(mail: EmailMessage) -> str:
    return mail.get_content()


def test_a_daily_topic_waits_and_comes_in_one_mail_grouped_by_topic(digests_are_due: Flask) -> None:
    user = make_user(name="林舟")
    prefer(user, organisations="daily", records="daily")
    tell(user, VERIFIED)
    tell(user, PUBLISHED, path="/demands/7")
    tell(user, JOINED, path="/organisations/1/members")
    assert letters(digests_are_due) == []
    send_digests()
    (mail,) = letters(digests_are_due)
    assert mail["To"] == user.email
    assert mail["Subject"].endswith("：3 条提醒")
    text = text_of(mail)
    assert re.findall(r"^== (.+) ==$", text, re.MULTILINE) == ["机构与成员", "需求与成果的核验"]
    assert re.findall(r"^\* (.+)$", text, re.MULTILINE)[0] == "瓯锚泵阀已通过核验"
    assert text.index("/organisations/1/members") < text.index("== 需求与成果的核验 ==") < text.index("/demands/7")
    assert "\n  http://127.0.0.1:8000/demands/7\n" in text
    assert "http://127.0.0.1:8000/notices/preferences\n" in text


def test_a_digest_speaks_the_language_of_its_reader(digests_are_due: Flask) -> None:
    user = make_user(name="Ann Lee", language="en")
    prefer(user, organisations="daily")
    tell(user)
    send_digests()
    (mail,) = letters(digests_are_due)
    assert "\n  http://127.0.0.1:8000/en/organisations/1\n" in text_of(mail)
    assert "Tech Transfer Wenzhou" in text_of(mail)


def test_a_day_has_one_digest_and_none_is_empty(digests_are_due: Flask) -> None:
    user, other = make_user(), make_user()
    prefer(user, organisations="daily")
    prefer(other, organisations="daily")
    tell(user)
    send_digests()
    tell(user, once_key="late")
    send_digests()
    send_digests()
    assert [mail["To"] for mail in letters(digests_are_due)] == [user.email]
    with unit_of_work():
        session.execute(update(Digest).values(day=func.date(Digest.day, "-1 day")))
    send_digests()
    first, second = letters(digests_are_due)
    assert (first["Subject"][-5:], second["Subject"][-5:]) == ("1 条提醒", "1 条提醒")


def test_what_is_told_after_the_hour_waits_for_tomorrow(digests_are_due: Flask) -> None:
    user = make_user()
    prefer(user, organisations="daily")
    with unit_of_work():
        notify([user.id], VERIFIED, "today", "/", **WORDS[VERIFIED])
    send_digests()
    assert letters(digests_are_due) == []


def test_what_was_read_in_the_site_is_not_sent_again(digests_are_due: Flask) -> None:
    user = make_user()
    prefer(user, organisations="daily")
    tell(user)
    visitor = Visitor(digests_are_due).sign_in(user)
    visitor.submit(visitor.open("/notices"), button="全部标为已读")
    send_digests()
    assert letters(digests_are_due) == []


def test_a_kill_in_the_middle_of_a_digest_sends_nothing_twice(digests_are_due: Flask) -> None:
    user = make_user()
    prefer(user, organisations="daily")
    tell(user)
    send_digests()
    assert len(letters(digests_are_due)) == 1
    # The worker died after the work of each job, before it could write down that it was done.
    for name in ("notifications.write_digest", "core.send_mail"):
        with unit_of_work():
            died = now() - timedelta(minutes=1)
            found = session.execute(
                update(Job).where(Job.name == name, Job.state == DONE).values(state=RUNNING, leased_until=died)
            )
            assert found.rowcount == 1
        assert run_waiting() == 1
        assert len(letters(digests_are_due)) == 1, name


def test_a_kill_before_the_commit_leaves_the_digest_to_the_next_try(digests_are_due: Flask) -> None:
    user = make_user()
    prefer(user, organisations="daily")
    tell(user)
    with pytest.raises(KeyboardInterrupt), unit_of_work():
        write_digest(user.id, today().isoformat())
        raise KeyboardInterrupt
    assert letters(digests_are_due) == []
    send_digests()
    assert len(letters(digests_are_due)) == 1


def test_off_means_off_also_for_what_waits_already(digests_are_due: Flask) -> None:
    user = make_user()
    prefer(user, organisations="daily", records="site")
    tell(user)
    tell(user, PUBLISHED)
    prefer(user, organisations="site")
    send_digests()
    assert letters(digests_are_due) == []
    with reading():
        assert session.scalar(select(func.count(Notice.id)).where(Notice.user_id == user.id)) == 2


def test_only_some_topics_can_be_silent_in_the_site_too(app: Flask) -> None:
    user = make_user()
    prefer(user, matches="nothing")
    assert tell(user, "matching.for_demand") == []
    with pytest.raises(ValueError, match="records cannot be nothing"):
        prefer(user, records="nothing")
    with pytest.raises(ValueError, match="account cannot be at_once"):
        prefer(user, account="at_once")


def test_invitations_and_letters_about_the_account_always_come(app: Flask) -> None:
    user, owner = make_user(), make_user()
    organisation = make_organisation(owner=owner)
    with unit_of_work():
        stop_letters(user.id)
        choose(user.id, {topic.code: topic.deliveries[-1] for topic in topics_to_choose()})
    visitor = Visitor(app).sign_in(owner)
    page = visitor.open(f"/organisations/{organisation.id}/members")
    visitor.submit(page, {"email": user.email}, button="发出邀请")
    (mail,) = letters(app, user.email)
    assert "邀请" in mail["Subject"]
    assert "不能在提醒设置里关闭" in text_of(mail)
    Visitor(app).post("/accounts/request-reset", {"email": user.email})
    with unit_of_work():
        enqueue("accounts.write_letter", user_id=user.id, purpose="password_changed")
    assert "不能在提醒设置里关闭" in text_of(letters(app, user.email)[-1])
    assert "/notices/unsubscribe/" not in "".join(text_of(one) for one in letters(app, user.email))


def test_the_page_shows_every_choice_and_keeps_it(app: Flask) -> None:
    user = make_user()
    visitor = Visitor(app).sign_in(user)
    page = visitor.open("/notices/preferences")
    legends = [one.get_text(strip=True) for one in page.soup.select("main legend")]
    assert legends[:3] == ["匹配", "匹配的反馈", "需求与成果的核验"]
    assert legends.index("机构与成员") < legends.index("办理时限")
    assert "这些邮件关系到账号安全，不能关闭。" in page.text
    page = visitor.submit(page, {"matches": "nothing", "records": "daily"}, button="保存提醒设置")
    assert "提醒设置已保存。" in page.text
    assert page.soup.select_one("input[name=records][value=daily]").has_attr("checked")
    with reading():
        chosen = preferences_of([user.id])
        found = [delivery_in(chosen, user.id, TOPICS[code]) for code in ("matches", "records", "organisations")]
    assert found == ["nothing", "daily", "at_once"]
    page = visitor.post("/notices/preferences", {"matches": "often", "records": "nothing"})
    assert page.status == 422
    assert len(page.errors()) >= 2


def test_every_kind_of_notice_has_a_topic(app: Flask) -> None:
    kinds = [name for name in app.jinja_env.list_templates() if "/notices/" in name]
    assert len(kinds) > 10
    assert [topic_of(name.removesuffix(".txt").replace("/notices/", ".")).code for name in kinds]


def test_the_link_in_a_letter_stops_such_letters_without_signing_in(app: Flask) -> None:
    user = make_user()
    tell(user)
    (mail,) = letters(app)
    link = re.search(r"^http://127\.0\.0\.1:8000(/notices/unsubscribe/\S+)$", text_of(mail), re.MULTILINE)
    assert link
    visitor = Visitor(app)
    page = visitor.open(link.group(1))
    assert page.status == 200
    assert user.email not in page.text
    with reading():
        assert preferences_of([user.id]) == {}, "a mail program that opens the link changes nothing"
    page = visitor.submit(page, button="停发“机构与成员”邮件")
    assert "已停发" in page.text
    tell(user, once_key="2")
    tell(user, PUBLISHED)
    assert len(letters(app)) == 2, "the other topic still comes"
    visitor.submit(visitor.open(link.group(1)), button="停发全部提醒邮件")
    tell(user, PUBLISHED, once_key="2")
    assert len(letters(app)) == 2
    with reading():
        assert session.scalar(select(func.count(Notice.id))) == 4, "the site still tells"


def test_stopping_all_letters_makes_nothing_louder(app: Flask) -> None:
    user = make_user()
    prefer(user, matches="nothing", records="daily")
    with unit_of_work():
        stop_letters(user.id)
        stop_letters(user.id, "matches")
        chosen = preferences_of([user.id])
    assert {code: delivery_in(chosen, user.id, TOPICS[code]) for code in ("matches", "records", "organisations")} == {
        "matches": "nothing", "records": "site", "organisations": "site",
    }  # fmt: skip


class LongAgo(TimestampSigner):
    """Signs as if the longest lifetime had just passed."""

    def get_timestamp(self) -> int:
        return int(time.time()) - LIFETIME_SECONDS - 1


def test_a_forged_or_old_link_does_nothing(app: Flask) -> None:
    user = make_user()
    good = token_for(user.id, "records")
    assert read_token(good) is not None
    secret = app.config["SECRET_KEY"]
    bad = [
        good[:-2] + ("AA" if good[-2:] != "AA" else "BB"),
        URLSafeTimedSerializer("another-secret" * 4, salt=SALT).dumps([user.id, "records"]),
        URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps([user.id, "records"]),
        URLSafeTimedSerializer(secret, salt=SALT, signer=LongAgo).dumps([user.id, "records"]),
        token_for(user.id, "account"),
        token_for(user.id, "no-such-topic"),
        URLSafeTimedSerializer(secret, salt=SALT).dumps("records"),
        "x",
    ]
    visitor = Visitor(app)
    for token in bad:
        for page in (visitor.open(f"/notices/unsubscribe/{token}"), visitor.post(f"/notices/unsubscribe/{token}")):
            assert (page.status, "这个链接不对，或者已经过期。" in page.text) == (404, True), token
    with reading():
        assert preferences_of([user.id]) == {}


def test_what_no_longer_concerns_somebody_is_taken_back_unless_read(digests_are_due: Flask) -> None:
    user, reader = make_user(), make_user()
    prefer(user, organisations="daily")
    tell(user)
    tell(reader)
    with unit_of_work():
        session.execute(update(Notice).where(Notice.user_id == reader.id).values(read_at=now()))
    with unit_of_work():
        assert withdraw_notices([user.id, reader.id], f"{VERIFIED}:1") == 1
    send_digests()
    assert [mail["To"] for mail in letters(digests_are_due)] == [reader.email]
