"""Telling people something once, in the site and by e-mail."""

from collections.abc import Iterable
from typing import Any

from flask import current_app
from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from matchmaking.core.addresses import own_path
from matchmaking.core.db import current_session, database, now
from matchmaking.core.jobs import enqueue
from matchmaking.core.languages import PREFIX
from matchmaking.core.letters import wording
from matchmaking.notifications.models import Notice


def notify(user_ids: Iterable[int], kind: str, once_key: str, path: str, /, **data: Any) -> list[int]:
    """Tell people something and return the ids of the new notices.

    * `kind` is "room.name"; the words stand in templates/room/notices/name.txt: the first line is the subject, then
      come paragraphs. They are worded when shown, in the reader's language.
    * Who was already told the same `once_key` is not told again.
    * `path` is the page that it is about. `data` goes into the words as it is: plain values, and nothing that one of
      these people may not see.

    The e-mail follows as a job, to those who want e-mail. Raises TemplateNotFound for a kind without words and
    ValueError for a path that is not ours.
    """
    template_of(kind)
    path = path.removeprefix(PREFIX) if path.startswith(PREFIX + "/") else path
    if own_path(path) is None:
        raise ValueError(f"not a path of this site: {path}")
    dialect = sqlite if database().engine.dialect.name == "sqlite" else postgresql
    rows = [
        {"user_id": one, "kind": kind, "once_key": once_key, "data": data, "path": path, "created_at": now()}
        for one in dict.fromkeys(user_ids)
    ]
    if not rows:
        return []
    statement = dialect.insert(Notice).values(rows).on_conflict_do_nothing().returning(Notice.id)
    new = list(current_session().scalars(statement))
    for notice_id in new:
        enqueue("notifications.write_letter", key=f"notifications.write_letter:{notice_id}", notice_id=notice_id)
    return new


def template_of(kind: str) -> str:
    """The template with the words of a kind. Raises TemplateNotFound."""
    room, _, name = kind.partition(".")
    template = f"{room}/notices/{name}.txt"
    current_app.jinja_env.get_template(template)
    return template


def words_of(notice: Notice, language: str) -> tuple[str, list[str]]:
    """The title and the paragraphs of a notice, in a language."""
    return wording(template_of(notice.kind), notice.data, language=language)


def mark_read(notice: Notice) -> None:
    """Mark one notice as read; a second time changes nothing."""
    notice.read_at = notice.read_at or now()


def mark_all_read(user_id: int) -> int:
    """Mark everything as read and return how many there were."""
    unread = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    return current_session().execute(unread.values(read_at=now())).rowcount
