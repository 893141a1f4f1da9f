"""What can be followed: the sides of the market, each with its public list and its rules of who may know what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.listings.side import Side
from matchmaking.search.listing import Listing


def always_named(_record: Any) -> bool:
    """The organisation of such a record is never hidden."""
    return True


@dataclass(frozen=True, eq=False)
class Watched:
    """A side whose new records people can be told of.

    `may_view(viewer, record)` is asked for each person who would be told. `is_named(record)`: everybody may know whose
    record it is; of others, who follows the organisation hears nothing, whatever that person may see elsewhere.
    `follows_records`: a single record can be followed too, because there is something to hear of it later.
    """

    side: Side
    listing: Listing
    may_view: Callable[[Viewer, Any], bool]
    is_named: Callable[[Any], bool] = always_named
    follows_records: bool = False


WATCHED: dict[str, Watched] = {}
