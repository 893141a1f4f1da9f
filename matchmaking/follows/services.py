"""Following and no longer following."""

from collections.abc import Iterable
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from matchmaking.core.db import current_session, database, now
from matchmaking.core.errors import RuleBroken
from matchmaking.follows.models import Follow, RecordFollow, SavedSearch
from matchmaking.follows.queries import (
    followed_count,
    followed_industries,
    record_follow_count,
    search_count,
    search_like,
)
from matchmaking.follows.searches import fingerprint, first_name
from matchmaking.follows.watched import Watched
from matchmaking.notifications.topics import AT_ONCE
from matchmaking.search.listing import Arguments


def save_search(user_id: int, watched: Watched, arguments: Arguments) -> tuple[SavedSearch, bool]:
    """Keep a search, and say whether it is new. Raises RuleBroken when the person has as many as allowed."""
    kind = watched.side.kind
    mark = fingerprint(kind, arguments)
    known = search_like(user_id, mark)
    if known is not None:
        return known, False
    limit = current_app.config["SAVED_SEARCHES"]
    if search_count(user_id) >= limit:
        raise RuleBroken(_("最多订阅 %(limit)d 个搜索。请先在“已订阅的搜索”里删除不用的。", limit=limit))
    search = SavedSearch(
        user_id=user_id,
        kind=kind,
        name=first_name(watched, arguments),
        arguments=arguments,
        fingerprint=mark,
        delivery=AT_ONCE,
    )
    current_session().add(search)
    return search, True


def change_search(search: SavedSearch, *, name: str, delivery: str) -> None:
    """Rename it, and change how one is told."""
    search.name, search.delivery = name, delivery


def pause_search(search: SavedSearch) -> None:
    """Tell nothing for the time being."""
    search.is_paused = True


def resume_search(search: SavedSearch) -> None:
    """Tell again, of what is published from now on; a second time changes nothing."""
    if search.is_paused:
        search.is_paused, search.since = False, now()


def delete_search(search: SavedSearch) -> None:
    """Forget it."""
    current_session().delete(search)


def follow_organisation(user_id: int, organisation_id: int) -> None:
    """Follow an organisation; a second time changes nothing. Raises RuleBroken at the limit."""
    limit = current_app.config["FOLLOWS"]
    if followed_count(user_id) >= limit:
        raise RuleBroken(_("最多关注 %(limit)d 家机构。请先在“我的关注”里取消不再需要的。", limit=limit))
    current_session().execute(
        _insert(Follow)
        .values(user_id=user_id, organisation_id=organisation_id, created_at=now())
        .on_conflict_do_nothing()
    )


def unfollow_organisation(user_id: int, organisation_id: int) -> None:
    """No longer follow an organisation; it need not be public any more."""
    gone = delete(Follow).where(Follow.user_id == user_id, Follow.organisation_id == organisation_id)
    current_session().execute(gone)


def follow_record(user_id: int, kind: str, record_id: int) -> None:
    """Follow one record; a second time changes nothing. Raises RuleBroken at the limit."""
    limit = current_app.config["FOLLOWS"]
    if record_follow_count(user_id) >= limit:
        raise RuleBroken(_("最多关注 %(limit)d 条需求。请先在“我的关注”里取消不再需要的。", limit=limit))
    values = {"user_id": user_id, "kind": kind, "record_id": record_id, "created_at": now()}
    current_session().execute(_insert(RecordFollow).values(**values).on_conflict_do_nothing())


def unfollow_record(user_id: int, kind: str, record_id: int) -> None:
    """No longer follow it; it need not be visible any more."""
    gone = delete(RecordFollow).where(
        RecordFollow.user_id == user_id, RecordFollow.kind == kind, RecordFollow.record_id == record_id
    )
    current_session().execute(gone)


def choose_industries(user_id: int, codes: Iterable[str]) -> None:
    """Follow exactly these industries; those followed before keep their moment."""
    wanted, present = set(codes), followed_industries(user_id)
    gone = delete(Follow).where(Follow.user_id == user_id, Follow.industry_code.in_(sorted(present - wanted)))
    current_session().execute(gone)
    new = [{"user_id": user_id, "industry_code": code, "created_at": now()} for code in sorted(wanted - present)]
    if new:
        current_session().execute(_insert(Follow).values(new).on_conflict_do_nothing())


def _insert(model: type[Any]) -> Any:
    """An INSERT that knows ON CONFLICT, on either database."""
    return (sqlite if database().engine.dialect.name == "sqlite" else postgresql).insert(model)
