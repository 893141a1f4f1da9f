"""The records that can be asked for a talk; their rooms, which are above, register them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.listings.side import Side


@dataclass(frozen=True, eq=False)
class Asked:
    """What a room says of its records.

    `takes(record)`: new enquiries are welcome. `limit(record)`: how many in a month, None for any number.
    `holder(record)`: the one person who answers; None: whoever writes for the organisation. `who(record, viewer)`:
    the record in words, as far as this viewer may know. `act`: what the button says.
    """

    side: Side
    takes: Callable[[Any], bool]
    limit: Callable[[Any], int | None]
    holder: Callable[[Any], int | None]
    who: Callable[[Any, Viewer], str]
    act: Any
    lead: Any


_asked: dict[str, Asked] = {}


def register_asked(asked: Asked) -> None:
    """Let people ask the records of a side for a talk."""
    _asked[asked.side.model.__tablename__] = asked


def asked_of(subject_type: str) -> Asked | None:
    """What was said about a table; None where nothing can be asked."""
    return _asked.get(subject_type)


def asked_for(kind: str) -> Asked | None:
    """The same by the noun of the side."""
    return next((one for one in _asked.values() if one.side.kind == kind), None)


def all_asked() -> Sequence[Asked]:
    """Everything that can be asked."""
    return list(_asked.values())
