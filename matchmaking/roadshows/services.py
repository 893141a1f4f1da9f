"""Makes, changes, announces, cancels, opens and closes sessions."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

from flask_babel import gettext as _

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.records import changed_values
from matchmaking.organisations.models import Organisation
from matchmaking.roadshows.conflicts import item_of, plan_of, refuse_impossible
from matchmaking.roadshows.engaging import ask_host, ask_speakers, drop_host, end_tasks
from matchmaking.roadshows.models import ONLINE, Pitch, Roadshow
from matchmaking.roadshows.planning import Plan
from matchmaking.roadshows.queries import agenda, by_form_key
from matchmaking.roadshows.registering import fill_seats, take_form
from matchmaking.roadshows.signals import (
    roadshow_announced,
    roadshow_cancelled,
    roadshow_closed,
    roadshow_opened,
)
from matchmaking.roadshows.states import ANNOUNCED, CANCELLED, DRAFT, ENDED, LIVE, ROADSHOW_STATES
from matchmaking.roadshows.telling import tell_everybody, words_of

# What people plan by: who registered is told when one of these changes.
PLANNED_BY = ("starts_at", "ends_at", "form", "place")
# Further values that calendars show.
IN_CALENDARS = (*PLANNED_BY, "title", "description")


def create_roadshow(
    values: Mapping[str, Any],
    *,
    organisation: Organisation,
    actor: Viewer,
    host: User | None = None,
    form_key: str | None = None,
) -> Roadshow:
    """Make a draft. The same form gives what it made. Raises Impossible when host or place are taken at that time."""
    if form_key and (made := by_form_key(form_key, actor.user_id or 0)):
        return made
    roadshow = Roadshow(
        **values,
        organisation_id=organisation.id,
        created_by_id=actor.user_id,
        calendar_uid=f"roadshow-{secrets.token_hex(12)}",
        form_key=form_key or None,
        state=DRAFT,
    )
    place = "" if roadshow.form == ONLINE else roadshow.place
    refuse_impossible(roadshow, Plan(roadshow.starts_at, roadshow.ends_at, place, host.id if host else None))
    roadshow.organisation = organisation
    current_session().add(roadshow)
    history.record("roadshows.created", roadshow, actor=actor, to_state=DRAFT)
    if host is not None:
        ask_host(roadshow, host, actor=actor)
    return roadshow


def change_roadshow(
    roadshow: Roadshow, values: Mapping[str, Any], *, actor: Viewer, host: User | None | Literal["same"] = "same"
) -> list[str]:
    """Change the announcement and return the names of what changed; the agenda moves along with the beginning.

    Of an announced session everybody who registered is told of a new time, place or form. Raises Impossible.
    """
    changed = changed_values(roadshow, dict(values))
    next_host = roadshow.host if host == "same" else host
    host_changes = (next_host.id if next_host else None) != roadshow.host_id
    shift = changed.get("starts_at", roadshow.starts_at) - roadshow.starts_at
    after = {name: changed.get(name, getattr(roadshow, name)) for name in PLANNED_BY}
    pitches = agenda(roadshow)
    if host_changes or set(changed) & set(PLANNED_BY):
        items = [item_of(one) for one in pitches]
        moved = [replace(one, starts_at=one.starts_at + shift, ends_at=one.ends_at + shift) for one in items]
        place = "" if after["form"] == ONLINE else after["place"]
        host_id = next_host.id if next_host else None
        refuse_impossible(roadshow, Plan(after["starts_at"], after["ends_at"], place, host_id, moved))
    before = {name: getattr(roadshow, name) for name in PLANNED_BY}
    if changed:
        _apply(roadshow, changed, pitches, shift, actor)
    if host_changes and next_host is not None:
        ask_host(roadshow, next_host, actor=actor)
    elif host_changes:
        drop_host(roadshow, actor=actor)
    if roadshow.state == ANNOUNCED and any(after[name] != before[name] for name in PLANNED_BY):
        tell_everybody(roadshow, "changed", str(roadshow.sequence), **words_of(roadshow))
    return sorted([*changed, *(["host"] if host_changes else [])])


def _apply(roadshow: Roadshow, changed: dict[str, Any], pitches: list[Pitch], shift: timedelta, actor: Viewer) -> None:
    for pitch in pitches if shift else ():
        pitch.starts_at, pitch.ends_at = pitch.starts_at + shift, pitch.ends_at + shift
    for name, value in changed.items():
        setattr(roadshow, name, value)
    if set(changed) & set(IN_CALENDARS) and roadshow.announced_at is not None:
        roadshow.sequence += 1
    history.record("roadshows.changed", roadshow, actor=actor, data={"fields": sorted(changed)})
    if "form" in changed:
        take_form(roadshow)
    if roadshow.state == ANNOUNCED and {"capacity", "form"} & set(changed):
        fill_seats(roadshow)


def announce_roadshow(roadshow: Roadshow, *, actor: Viewer) -> int:
    """Show it to everybody and ask the speakers who were not asked yet; return how many were asked.

    Raises RuleBroken for one that has begun already, or takes place nowhere, Impossible for a programme that cannot be.
    """
    if roadshow.starts_at <= now():
        raise RuleBroken(_("开始时间已经过了。请先把时间改到以后，再发布。"))
    if roadshow.has_hall and not roadshow.place:
        raise RuleBroken(_("有线下会场的场次要写明地点。请先补上地点，再发布。"))
    refuse_impossible(roadshow, plan_of(roadshow))
    ROADSHOW_STATES.move(roadshow, ANNOUNCED, actor=actor)
    roadshow.announced_at = now()
    asked = ask_speakers(roadshow, actor=actor)
    roadshow_announced.send("roadshows", roadshow=roadshow)
    return asked


def cancel_roadshow(roadshow: Roadshow, *, reason: str, actor: Viewer) -> None:
    """Call it off and tell everybody who registered or has a task why."""
    ROADSHOW_STATES.move(roadshow, CANCELLED, actor=actor, reason=reason)
    roadshow.state_reason = reason
    roadshow.sequence += 1
    if roadshow.announced_at is not None:
        tell_everybody(roadshow, "cancelled", "cancelled", reason=reason, **words_of(roadshow))
    end_tasks(roadshow, actor=actor, quietly=roadshow.announced_at is not None)
    roadshow_cancelled.send("roadshows", roadshow=roadshow)


def open_roadshow(roadshow: Roadshow, *, actor: Viewer | None) -> None:
    """Begin: from now on it is live."""
    ROADSHOW_STATES.move(roadshow, LIVE, actor=actor)
    roadshow.opened_at = roadshow.opened_at or now()
    roadshow.closed_at = None
    roadshow_opened.send("roadshows", roadshow=roadshow)


def close_roadshow(roadshow: Roadshow, *, actor: Viewer | None) -> None:
    """End: from now on it is looked at again. Also for a session that was never opened on line."""
    ROADSHOW_STATES.move(roadshow, ENDED, actor=actor)
    roadshow.closed_at = now()
    end_tasks(roadshow, actor=actor, quietly=True)
    roadshow_closed.send("roadshows", roadshow=roadshow)


def undo_opening(roadshow: Roadshow, *, actor: Viewer) -> None:
    """Take back that it was opened."""
    ROADSHOW_STATES.move(roadshow, ANNOUNCED, actor=actor)
    roadshow.opened_at = None


def undo_closing(roadshow: Roadshow, *, actor: Viewer) -> None:
    """Go on after it was closed by mistake. Raises RuleBroken when it was never open."""
    if roadshow.opened_at is None:
        raise RuleBroken(_("这一场没有开过直播，不能恢复直播。"))
    ROADSHOW_STATES.move(roadshow, LIVE, actor=actor)
    roadshow.closed_at = None
