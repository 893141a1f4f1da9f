"""Makes, changes, announces, cancels, opens and closes sessions."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.letters import path_to
from matchmaking.core.records import changed_values
from matchmaking.notifications.services import notify
from matchmaking.organisations.models import Organisation
from matchmaking.roadshows.models import Roadshow
from matchmaking.roadshows.queries import agenda, by_form_key, registered_ids
from matchmaking.roadshows.signals import (
    roadshow_announced,
    roadshow_cancelled,
    roadshow_closed,
    roadshow_opened,
)
from matchmaking.roadshows.states import ANNOUNCED, CANCELLED, DRAFT, ENDED, LIVE, ROADSHOW_STATES

# What people plan by: who registered is told when one of these changes.
PLANNED_BY = ("starts_at", "ends_at", "form", "place")
# Further values that calendars show.
IN_CALENDARS = (*PLANNED_BY, "title", "description")


def create_roadshow(
    values: Mapping[str, Any], *, organisation: Organisation, actor: Viewer, form_key: str | None = None
) -> Roadshow:
    """Make a draft. The same form gives what it made."""
    if form_key and (made := by_form_key(form_key, actor.user_id or 0)):
        return made
    roadshow = Roadshow(
        **values,
        organisation=organisation,
        created_by_id=actor.user_id,
        calendar_uid=f"roadshow-{secrets.token_hex(12)}",
        form_key=form_key or None,
        state=DRAFT,
    )
    current_session().add(roadshow)
    history.record("roadshows.created", roadshow, actor=actor, to_state=DRAFT)
    return roadshow


def change_roadshow(roadshow: Roadshow, values: Mapping[str, Any], *, actor: Viewer) -> list[str]:
    """Change the announcement and return the names of what changed; the agenda moves along with the beginning.

    Of an announced session everybody who registered is told of a new time, place or form.
    """
    changed = changed_values(roadshow, dict(values))
    if not changed:
        return []
    if "starts_at" in changed:
        _move_agenda(roadshow, changed["starts_at"] - roadshow.starts_at)
    before = {name: getattr(roadshow, name) for name in PLANNED_BY}
    for name, value in changed.items():
        setattr(roadshow, name, value)
    if set(changed) & set(IN_CALENDARS) and roadshow.announced_at is not None:
        roadshow.sequence += 1
    history.record("roadshows.changed", roadshow, actor=actor, data={"fields": sorted(changed)})
    if roadshow.state == ANNOUNCED and any(getattr(roadshow, name) != before[name] for name in PLANNED_BY):
        tell_registered(roadshow, "changed", str(roadshow.sequence), **words_of(roadshow))
    return sorted(changed)


def _move_agenda(roadshow: Roadshow, shift: timedelta) -> None:
    for pitch in agenda(roadshow):
        pitch.starts_at, pitch.ends_at = pitch.starts_at + shift, pitch.ends_at + shift


def touch_agenda(roadshow: Roadshow) -> None:
    """Note that the agenda changed: who has an older version open is told so; calendars read it anew."""
    roadshow.updated_at = now()
    if roadshow.announced_at is not None:
        roadshow.sequence += 1


def announce_roadshow(roadshow: Roadshow, *, actor: Viewer | None) -> None:
    """Show it to everybody. Raises RuleBroken for one that has begun already, or takes place nowhere."""
    if actor is not None and roadshow.starts_at <= now():
        raise RuleBroken(_("开始时间已经过了。请先把时间改到以后，再发布。"))
    if roadshow.has_hall and not roadshow.place:
        raise RuleBroken(_("有线下会场的场次要写明地点。请先补上地点，再发布。"))
    ROADSHOW_STATES.move(roadshow, ANNOUNCED, actor=actor)
    roadshow.announced_at = roadshow.announced_at or now()
    roadshow_announced.send("roadshows", roadshow=roadshow)


def cancel_roadshow(roadshow: Roadshow, *, reason: str, actor: Viewer) -> None:
    """Call it off and tell everybody who registered or has a task why."""
    ROADSHOW_STATES.move(roadshow, CANCELLED, actor=actor, reason=reason)
    roadshow.state_reason = reason
    roadshow.sequence += 1
    if roadshow.announced_at is not None:
        tell_registered(roadshow, "cancelled", "cancelled", reason=reason, **words_of(roadshow))
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


def page_of(roadshow: Roadshow) -> str:
    """The page of a session."""
    return path_to("roadshows.show_roadshow", roadshow_id=roadshow.id)


def words_of(roadshow: Roadshow) -> dict[str, Any]:
    """What notices say of a session: plain values, worded when they are read."""
    return {
        "title": roadshow.title, "starts_at": roadshow.starts_at.isoformat(), "place": roadshow.place,
        "form": roadshow.form,
    }  # fmt: skip


def tell_registered(roadshow: Roadshow, kind: str, once: str, /, **data: Any) -> None:
    """Tell everybody who registered, waits, or hosts something once."""
    people = registered_ids(roadshow)
    if roadshow.host_id is not None:
        people.append(roadshow.host_id)
    notify(people, f"roadshows.{kind}", f"roadshows:{roadshow.id}:{kind}:{once}", page_of(roadshow), **data)
