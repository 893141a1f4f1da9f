"""Who is told of a newly published record, and why: at most one notice for each record and person, ever."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import now
from matchmaking.core.letters import path_to
from matchmaking.follows.models import Follow, SavedSearch
from matchmaking.follows.queries import (
    active_searches,
    alert_key,
    follows_of,
    published_since,
    records_with,
    viewers_of,
)
from matchmaking.follows.searches import has_facets, with_words
from matchmaking.follows.watched import WATCHED, Watched
from matchmaking.notifications.services import notify
from matchmaking.notifications.topics import AT_ONCE, DELIVERIES, Topic
from matchmaking.search.registry import SOURCES

# A record is new for so long; what is changed later and fits then is no news.
FRESH = timedelta(days=7)
ALERTS = Topic(
    "alerts",
    _l("订阅提醒"),
    _l("有新发布的成果或需求符合您订阅的搜索，或者来自您关注的机构和产业。"),
    ("follows.",),
    place=40,
    can_be_silent=True,
)


@dataclass
class Reasons:
    """Why somebody is told of a record, and how urgently: the most urgent of the reasons decides."""

    search: str = ""
    organisation: str = ""
    industries: list[str] = field(default_factory=list)
    deliveries: list[str] = field(default_factory=list)

    @property
    def wish(self) -> str:
        """The most urgent delivery among the reasons."""
        return min(self.deliveries, key=DELIVERIES.index)


def tell_followers(kind: str, ids: Iterable[int]) -> int:
    """Tell everybody who follows what these records are, as far as they are new; return how many notices came of it.

    Nobody is told of a record that they may not see or that is of an organisation of their own.
    """
    watched = WATCHED[kind]
    records = records_with(watched.side, published_since(watched.side, ids, now() - FRESH))
    reasons: dict[tuple[int, int], Reasons] = {}
    if not records:
        return 0
    _ask_searches(watched, records, reasons)
    _ask_follows(watched, records, reasons)
    people = viewers_of({user_id for user_id, _record_id in reasons})
    by_id = {one.id: one for one in records}
    told = 0
    for (user_id, record_id), why in sorted(reasons.items()):
        viewer, record = people.get(user_id), by_id[record_id]
        if viewer is not None and _may_be_told(watched, viewer, record):
            told += len(_tell(watched, user_id, record, why))
    return told


def _may_be_told(watched: Watched, viewer: Viewer, record: Any) -> bool:
    """Sees the record, and has neither written it nor belongs to its organisation."""
    own = viewer.belongs_to(record.organisation_id) or record.created_by_id == viewer.user_id
    return not own and watched.may_view(viewer, record)


def _ask_searches(watched: Watched, records: list[Any], reasons: dict[tuple[int, int], Reasons]) -> None:
    """Saved searches that fit; each different text is looked up once, however many people have saved it."""
    documents = {one.id: SOURCES[watched.side.kind].describe(one) for one in records}
    found: dict[str, set[int]] = {}
    for search in active_searches(watched.side.kind):
        text = (search.arguments.get("q") or [""])[0]
        for record in records:
            document = documents[record.id]
            if document is None or not _is_new_for(search, record) or not has_facets(document, search.arguments):
                continue
            if text and text not in found:
                found[text] = with_words(watched, text)
            if text and record.id not in found[text]:
                continue
            why = reasons.setdefault((search.user_id, record.id), Reasons())
            why.search = why.search or search.name
            why.deliveries.append(search.delivery)


def _is_new_for(search: SavedSearch, record: Any) -> bool:
    return record.published_at > search.since


def _ask_follows(watched: Watched, records: list[Any], reasons: dict[tuple[int, int], Reasons]) -> None:
    """Followed organisations and industries. Whose record it is must not come out by following either."""
    named = [one for one in records if watched.is_named(one)]
    of_organisation: dict[int, list[Follow]] = {}
    of_industry: dict[str, list[Follow]] = {}
    codes = {code for one in records for code in one.industry_codes}
    for follow in follows_of({one.organisation_id for one in named}, codes):
        if follow.organisation_id is not None:
            of_organisation.setdefault(follow.organisation_id, []).append(follow)
        else:
            of_industry.setdefault(follow.industry_code or "", []).append(follow)
    for record in named:
        for follow in of_organisation.get(record.organisation_id, ()):
            if record.published_at > follow.created_at:
                why = reasons.setdefault((follow.user_id, record.id), Reasons())
                why.organisation = record.organisation.display_name
                why.deliveries.append(AT_ONCE)
    for record in records:
        for code in record.industry_codes:
            for follow in of_industry.get(code, ()):
                if record.published_at > follow.created_at:
                    why = reasons.setdefault((follow.user_id, record.id), Reasons())
                    why.industries.append(code)
                    why.deliveries.append(AT_ONCE)


def _tell(watched: Watched, user_id: int, record: Any, why: Reasons) -> list[int]:
    side = watched.side
    return notify(
        [user_id],
        "follows.new_record",
        alert_key(side.kind, record.id),
        path_to(f"{side.room}.show_{side.kind}", **{f"{side.kind}_id": record.id}),
        why.wish,
        side=side.kind,
        title=record.title,
        search=why.search,
        organisation=why.organisation,
        industries=why.industries,
    )
