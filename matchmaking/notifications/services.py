"""Telling people something once, in the site and by e-mail, in the way that each of them wants."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from matchmaking.core.addresses import own_path
from matchmaking.core.db import current_session, database, now
from matchmaking.core.jobs import enqueue
from matchmaking.core.languages import PREFIX
from matchmaking.core.letters import wording
from matchmaking.notifications.models import ALL_TOPICS, Notice, NoticePreference
from matchmaking.notifications.queries import delivery_in, preferences_of
from matchmaking.notifications.topics import AT_ONCE, NOTHING, SITE, TOPICS, calmest, topic_of


def notify(
    user_ids: Iterable[int], kind: str, once_key: str, path: str, wish: str = AT_ONCE, /, **data: Any
) -> list[int]:
    """Tell people something and return the ids of the new notices.

    * `kind` is "room.name"; the words stand in templates/room/notices/name.txt: the first line is the subject, then
      come paragraphs. They are worded when shown, in the reader's language.
    * Who was already told the same `once_key` is not told again.
    * `path` is the page that it is about. `data` goes into the words as it is: plain values, and nothing that one of
      these people may not see.
    * `wish` bounds how urgent it may be; otherwise each person's preference for the topic of this kind decides.

    The e-mail follows as a job or in the digest, to those who want e-mail. Who wants nothing of a topic gets no notice.
    Raises TemplateNotFound for a kind without words, LookupError for one without a topic and ValueError for a path
    that is not ours.
    """
    template_of(kind)
    topic = topic_of(kind)
    path = path.removeprefix(PREFIX) if path.startswith(PREFIX + "/") else path
    if own_path(path) is None:
        raise ValueError(f"not a path of this site: {path}")
    people = list(dict.fromkeys(user_ids))
    chosen = preferences_of(people) if people else {}
    wanted = {one: calmest(wish, delivery_in(chosen, one, topic)) for one in people}
    rows = [
        {
            "user_id": one, "kind": kind, "once_key": once_key, "data": data, "path": path, "delivery": delivery,
            "created_at": now(),
        }
        for one, delivery in wanted.items()
        if delivery != NOTHING
    ]  # fmt: skip
    if not rows:
        return []
    statement = _insert(Notice).values(rows).on_conflict_do_nothing().returning(Notice.id, Notice.delivery)
    new = current_session().execute(statement).all()
    for notice_id, delivery in new:
        if delivery == AT_ONCE:
            enqueue("notifications.write_letter", key=f"notifications.write_letter:{notice_id}", notice_id=notice_id)
    return [notice_id for notice_id, _delivery in new]


def _insert(model: type[Any]) -> Any:
    """An INSERT that knows ON CONFLICT, on either database."""
    return (sqlite if database().engine.dialect.name == "sqlite" else postgresql).insert(model)


def template_of(kind: str) -> str:
    """The template with the words of a kind. Raises TemplateNotFound."""
    room, _, name = kind.partition(".")
    template = f"{room}/notices/{name}.txt"
    current_app.jinja_env.get_template(template)
    return template


def words_of(notice: Notice, language: str) -> tuple[str, list[str]]:
    """The title and the paragraphs of a notice, in a language."""
    return wording(template_of(notice.kind), notice.data, language=language)


def withdraw_about(user_ids: Iterable[int], kind: str, path: str) -> int:
    """Take back what these people have not read yet about a page, because it is done; return how many there were."""
    table = Notice.__table__
    unread = table.delete().where(
        table.c.user_id.in_(list(user_ids)), table.c.kind == kind, table.c.path == path, table.c.read_at.is_(None)
    )
    return current_session().execute(unread).rowcount


def mark_read(notice: Notice) -> None:
    """Mark one notice as read; a second time changes nothing."""
    notice.read_at = notice.read_at or now()


def mark_all_read(user_id: int) -> int:
    """Mark everything as read and return how many there were."""
    unread = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    return current_session().execute(unread.values(read_at=now())).rowcount


def choose(user_id: int, deliveries: Mapping[str, str]) -> None:
    """Keep how a person wants the notices of these topics. Raises ValueError for what a topic does not offer."""
    for code, delivery in deliveries.items():
        if delivery not in TOPICS[code].deliveries or TOPICS[code].is_fixed:
            raise ValueError(f"{code} cannot be {delivery}")
        _keep(user_id, code, delivery)


def stop_letters(user_id: int, topic: str | None = None) -> None:
    """No more e-mail of a topic, or of any of them, also not of those that come later; the site still tells.

    Who does not want to be told at all of some topic stays untold.
    """
    if topic is None:
        louder = NoticePreference.delivery.not_in([SITE, NOTHING])
        current_session().execute(delete(NoticePreference).where(NoticePreference.user_id == user_id, louder))
        _keep(user_id, ALL_TOPICS, SITE)
    elif delivery_in(preferences_of([user_id]), user_id, TOPICS[topic]) != NOTHING:
        _keep(user_id, topic, SITE)


def mark_old_read(user_id: int, *, keep: int) -> None:
    """Mark all notices of a person as read but the newest `keep`."""
    newest = select(Notice.id).where(Notice.user_id == user_id).order_by(Notice.id.desc()).limit(keep)
    old = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None), Notice.id.not_in(newest))
    current_session().execute(old.values(read_at=now()))


def _keep(user_id: int, topic: str, delivery: str) -> None:
    values = {"delivery": delivery, "updated_at": now()}
    insert = _insert(NoticePreference).values(user_id=user_id, topic=topic, **values)
    current_session().execute(insert.on_conflict_do_update(index_elements=["user_id", "topic"], set_=values))


def withdraw_notices(user_ids: Iterable[int], once_key: str) -> int:
    """Take back what these people have not read yet, because it no longer concerns them; return how many there were.

    What waits for an e-mail is then not sent either. What was read stays.
    """
    unread = delete(Notice).where(
        Notice.user_id.in_(list(user_ids)), Notice.once_key == once_key, Notice.read_at.is_(None)
    )
    return current_session().execute(unread).rowcount
