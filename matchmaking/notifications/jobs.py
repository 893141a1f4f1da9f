"""The e-mails of notices: one at once, or one digest a day."""

from datetime import UTC, date, datetime, time

from flask import current_app, render_template
from flask_babel import force_locale, ngettext
from sqlalchemy.dialects import postgresql, sqlite

from matchmaking.accounts.models import User
from matchmaking.core import mail
from matchmaking.core.db import current_session, database, now
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.filters import day as day_words
from matchmaking.core.jobs import enqueue, job
from matchmaking.core.languages import LOCALES
from matchmaking.core.letters import full_address, letter, link_to
from matchmaking.notifications.models import Digest, Notice
from matchmaking.notifications.queries import delivery_in, people_with_waiting, preferences_of, waiting_for
from matchmaking.notifications.services import template_of, words_of
from matchmaking.notifications.topics import AT_ONCE, NOTHING, SITE, Topic, topic_of
from matchmaking.notifications.unsubscribing import token_for

TEN_MINUTES = 600


@job("notifications.write_letter")
def write_letter(notice_id: int) -> None:
    """Word a notice in the reader's language and hand it to the mail, once; not to those who want no e-mail."""
    session = current_session()
    notice = session.get(Notice, notice_id)
    user = session.get(User, notice.user_id) if notice else None
    if notice is None or user is None or notice.emailed_at or notice.delivery != AT_ONCE or not user.is_active:
        return
    topic = topic_of(notice.kind)
    if _is_off(user, topic):
        return
    subject, text = letter(
        template_of(notice.kind),
        notice.data,
        language=user.language,
        name=user.name,
        link=full_address(notice.path, language=user.language),
        **_way_out(user, topic),
    )
    mail.send(user.email, subject, text, once=f"notice-{notice.id}")
    notice.emailed_at = now()


@job("notifications.send_digests", queue="batch", every=TEN_MINUTES)
def send_digests() -> None:
    """After DIGEST_HOUR in the city: see that everybody for whom something waits gets the digest of this day."""
    moment = _due_moment(now())
    if moment is None:
        return
    day = moment.astimezone(SHANGHAI).date()
    for user_id in people_with_waiting(moment, day):
        enqueue(
            "notifications.write_digest",
            key=f"notifications.write_digest:{user_id}:{day.isoformat()}",
            user_id=user_id,
            day=day.isoformat(),
        )


@job("notifications.write_digest")
def write_digest(user_id: int, day: str) -> None:
    """Put what waits for a person into one mail.

    The row of the day, the mark on the notices and the job of the mail are one transaction: after a kill there is
    either all of it or nothing, and the next try begins anew.
    """
    session, on = current_session(), date.fromisoformat(day)
    user = session.get(User, user_id)
    if user is None or not user.is_active:
        return
    by_topic: dict[str, tuple[Topic, list[Notice]]] = {}
    for notice in waiting_for(user_id, _moment_of(on)):
        topic = topic_of(notice.kind)
        if _is_off(user, topic):
            continue
        by_topic.setdefault(topic.code, (topic, []))[1].append(notice)
    notices = [notice for _topic, found in by_topic.values() for notice in found]
    digest_id = _begin_digest(user_id, on, len(notices)) if notices else None
    if digest_id is None:
        return
    subject, text = _digest(user, list(by_topic.values()), on)
    mail.send(user.email, subject, text, once=f"digest-{digest_id}")
    for notice in notices:
        notice.emailed_at = now()


def _due_moment(moment: datetime) -> datetime | None:
    """The moment of today's digest when it has come, else None."""
    due = _moment_of(moment.astimezone(SHANGHAI).date())
    return due if due <= moment else None


def _moment_of(day: date) -> datetime:
    """When the digest of a day is due."""
    hour = min(max(int(current_app.config["DIGEST_HOUR"]), 0), 23)
    return datetime.combine(day, time(hour), SHANGHAI).astimezone(UTC)


def _is_off(user: User, topic: Topic) -> bool:
    """Whether the person has switched these letters off since the notice was written."""
    return delivery_in(preferences_of([user.id]), user.id, topic) in (SITE, NOTHING)


def _begin_digest(user_id: int, day: date, count: int) -> int | None:
    """Take the one digest of this day and return its id; None when it has been sent already."""
    dialect = sqlite if database().engine.dialect.name == "sqlite" else postgresql
    row = dialect.insert(Digest).values(user_id=user_id, day=day, notice_count=count, created_at=now())
    return current_session().scalar(row.on_conflict_do_nothing().returning(Digest.id))


def _digest(user: User, groups: list[tuple[Topic, list[Notice]]], day: date) -> tuple[str, str]:
    """Subject and text of a digest in the reader's language, grouped by topic."""
    language = user.language
    with force_locale(LOCALES.get(language, LOCALES["zh"])):
        shown = [
            (
                topic.name,
                [(*words_of(one, language), full_address(one.path, language=language)) for one in notices],
            )
            for topic, notices in groups
        ]
        count = sum(len(notices) for _topic, notices in groups)
        subject = ngettext("%(day)s：%(num)s 条提醒", "%(day)s：%(num)s 条提醒", count, day=day_words(day))
        text = render_template(
            "notifications/digest.txt",
            name=user.name,
            groups=shown,
            count=count,
            public_url=current_app.config["PUBLIC_URL"],
            **_way_out(user, None),
        )
    return subject, text.strip() + "\n"


def _way_out(user: User, topic: Topic | None) -> dict[str, str]:
    """The addresses in a letter at which the reader changes how notices arrive, or stops these letters."""
    if topic is not None and topic.is_fixed:
        return {}
    token = token_for(user.id, topic.code if topic else "")
    return {
        "change_link": link_to("notifications.preferences", language=user.language),
        "stop_link": link_to("notifications.unsubscribe", language=user.language, token=token),
    }
