"""Counting, agreeing, and taking it back."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session, database, now
from matchmaking.core.filters import SHANGHAI
from matchmaking.watching.models import WatchConsent, WatchSpan, WatchTotal
from matchmaking.watching.queries import has_agreed
from matchmaking.watching.tickets import Ticket

# A page reports every minute; one that was late never has more than this counted at once.
MOST_SECONDS = 90.0


def count_watching(
    ticket: Ticket, part: str, seconds: float, *, viewer: Viewer, moment: datetime | None = None
) -> float:
    """Add watching time and give what was added, in seconds.

    Never more than has gone by since the ticket was written, so that nobody watches an hour in a second. Only when
    the viewer has agreed is it kept with the person; otherwise there is nothing to find out later.
    """
    moment = moment or now()
    gone = (moment - ticket.written_at).total_seconds()
    # Tickets carry whole seconds.
    counted = max(0.0, min(seconds, gone + 1, MOST_SECONDS))
    if not counted:
        return 0.0
    of = {"subject_type": ticket.subject_type, "subject_id": ticket.subject_id, "part": part}
    _add(
        WatchTotal,
        {**of, "on": moment.astimezone(SHANGHAI).date()},
        {"seconds": counted, "view_count": int(ticket.is_first)},
    )
    if viewer.user_id is not None and has_agreed(viewer.user_id):
        kept = {"last_at": moment, "organisation_id": viewer.organisation_id}
        _add(WatchSpan, {**of, "user_id": viewer.user_id}, {"seconds": counted}, kept | {"first_at": moment}, kept)
    return counted


def agree(viewer: Viewer) -> None:
    """From now on the teams behind what is watched may see who it was."""
    if not has_agreed(viewer.user_id):
        current_session().add(WatchConsent(user_id=viewer.user_id))
        history.record("watching.agreed", "users", actor=viewer)


def disagree(viewer: Viewer) -> None:
    """Nobody sees any more who it was: what was kept of this person is deleted, the sums without a person stay."""
    consent = current_session().get(WatchConsent, viewer.user_id)
    if consent is not None:
        current_session().delete(consent)
        history.record("watching.disagreed", "users", actor=viewer)
    current_session().execute(delete(WatchSpan).where(WatchSpan.user_id == viewer.user_id))


def _add(
    model: type[WatchTotal] | type[WatchSpan],
    key: dict[str, object],
    sums: dict[str, float],
    new: dict[str, object] | None = None,
    changed: dict[str, object] | None = None,
) -> None:
    """Add to the row of `key`, or make it, in one statement, so that two pages at once lose nothing."""
    dialect = sqlite if database().engine.dialect.name == "sqlite" else postgresql
    insert = dialect.insert(model).values(**key, **sums, **(new or {}))
    columns = model.__table__.c
    current_session().execute(
        insert.on_conflict_do_update(
            index_elements=list(key),
            set_={**{name: columns[name] + value for name, value in sums.items()}, **(changed or {})},
        )
    )
