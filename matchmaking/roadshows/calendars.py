"""Sessions as calendar files: one session, everybody's, one person's."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from icalendar import Calendar, Event

from matchmaking.core.filters import SHANGHAI
from matchmaking.core.languages import current_language
from matchmaking.core.letters import full_address
from matchmaking.roadshows.conflicts import hours
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.roadshows.states import CANCELLED
from matchmaking.roadshows.telling import page_of

MEDIA_TYPE = "text/calendar; charset=utf-8"
# How often a calendar should look again.
REFRESH = timedelta(hours=2)


def calendar_of(
    sessions: Iterable[Roadshow],
    agendas: Mapping[int, Sequence[Pitch]],
    name: str,
    *,
    notes: Mapping[int, str] | None = None,
    tentative: frozenset[int] = frozenset(),
) -> bytes:
    """An iCalendar file (RFC 5545) with one event for each session, in the city's time.

    `notes`: session id → a sentence for this reader. `tentative`: sessions for which the reader only waits.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{current_app.config['SITE_NAME_EN']}//Roadshows//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for one in sessions:
        note = (notes or {}).get(one.id, "")
        calendar.add_component(_event(one, agendas.get(one.id, ()), note, is_tentative=one.id in tentative))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(roadshow: Roadshow, pitches: Sequence[Pitch], note: str, *, is_tentative: bool) -> Event:
    event = Event()
    link = full_address(page_of(roadshow), language=current_language())
    is_off = roadshow.state == CANCELLED
    event.add("uid", roadshow.calendar_uid)
    # A published calendar says with it when the entry was written last (RFC 5545, 3.8.7.2).
    event.add("dtstamp", roadshow.updated_at)
    event.add("last-modified", roadshow.updated_at)
    event.add("created", roadshow.created_at)
    event.add("sequence", roadshow.sequence)
    event.add("status", "CANCELLED" if is_off else "TENTATIVE" if is_tentative else "CONFIRMED")
    event.add("dtstart", roadshow.starts_at.astimezone(SHANGHAI))
    event.add("dtend", roadshow.ends_at.astimezone(SHANGHAI))
    event.add("summary", _("已取消：%(title)s", title=roadshow.title) if is_off else roadshow.title)
    event.add("location", roadshow.place if roadshow.has_hall and roadshow.place else _("线上"))
    event.add("url", link)
    lines = [note, roadshow.state_reason or "" if is_off else "", roadshow.description, _agenda(pitches), link]
    event.add("description", "\n\n".join(line for line in lines if line))
    event.add("categories", [_("云路演")])
    return event


def _agenda(pitches: Sequence[Pitch]) -> str:
    return "\n".join(f"{hours(one.starts_at, one.ends_at)} {one.title}" for one in pitches).replace("\u2060", "")
