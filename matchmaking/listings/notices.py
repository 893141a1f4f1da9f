"""Who is told of a step in a record's life."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.letters import path_to
from matchmaking.listings.disclosure import hides_name
from matchmaking.listings.side import Side
from matchmaking.notifications.services import notify, withdraw_about
from matchmaking.notifications.topics import Topic, register_topic
from matchmaking.organisations.queries import officer_ids, writer_ids

RECORDS = Topic(
    "records",
    _l("需求与成果的核验"),
    _l("您单位的需求和成果发布、退回或撤回；您负责的县（市、区）有新的等待核验。"),
    ("listings.", "achievements.", "demands."),
    place=20,
)
register_topic(RECORDS)


def tell_writers(
    side: Side, record: Any, step: str, *, actor: Viewer | None, key: str | None = None, **data: Any
) -> None:
    """Tell those who may write for the organisation what became of the record, except who did it.

    With the same `key` it is told once; without one, once for each version of the record.
    """
    _tell(side, record, step, writer_ids(record.organisation_id), actor, data, key)


def tell_officers(side: Side, record: Any, *, actor: Viewer | None) -> None:
    """Tell the officers in charge that a record waits for their check."""
    # Without a name the wording calls it undisclosed, in the language of each reader.
    name = "" if hides_name(record) else record.organisation.name
    _tell(side, record, "submitted", officer_ids(record.county_code), actor, {"name": name})


def untell_officers(side: Side, record: Any) -> None:
    """Take back what officers have not read yet: somebody has checked the record."""
    withdraw_about(officer_ids(record.county_code), "listings.submitted", _page(side, record))


def _page(side: Side, record: Any) -> str:
    return path_to(f"{side.room}.show_{side.kind}", **{f"{side.kind}_id": record.id})


def _tell(
    side: Side, record: Any, step: str, people: list[int], actor: Viewer | None, data: dict[str, Any],
    key: str | None = None,
) -> None:  # fmt: skip
    wanted = [one for one in people if actor is None or one != actor.user_id]
    # The version makes the same step after a change something new.
    once = f"{side.room}:{record.id}:{step}:{record.version if key is None else key}"
    notify(wanted, f"listings.{step}", once, _page(side, record), title=record.title, side=side.kind, **data)
