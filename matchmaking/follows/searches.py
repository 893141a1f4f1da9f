"""A list's query string as something to keep: cleaned, named, recognised, and compared with a record."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from matchmaking.follows.watched import Watched
from matchmaking.search.engine import Document, IndexUnavailable, Query
from matchmaking.search.listing import LONGEST_QUERY, Arguments
from matchmaking.search.registry import engine

LONGEST_NAME = 60
# Only new records are looked for, and those come first in this order.
NEWEST = 1000


def cleaned(watched: Watched, arguments: MultiDict[str, str]) -> Arguments:
    """What of a query string says which records are meant: words and known filters, neither page nor order."""
    text = " ".join(arguments.get("q", "").split())[:LONGEST_QUERY].strip()
    kept: Arguments = {"q": [text]} if text else {}
    for facet in watched.listing.facets:
        known = facet.values()
        values = [one for one in dict.fromkeys(arguments.getlist(facet.name)) if one in known]
        if values:
            kept[facet.name] = sorted(values)
    return kept


def fingerprint(kind: str, arguments: Arguments) -> str:
    """Equal for equal searches."""
    return sha256(json.dumps([kind, arguments], sort_keys=True).encode()).hexdigest()


def described(watched: Watched, arguments: Arguments) -> list[str]:
    """The words and the filters of a search in the page's language."""
    words = [_("“%(words)s”", words=text) for text in arguments.get("q", [])]
    for facet in watched.listing.facets:
        labels = facet.values() if facet.name in arguments else {}
        words += [labels[value] for value in arguments.get(facet.name, []) if value in labels]
    return words


def first_name(watched: Watched, arguments: Arguments) -> str:
    """A name for a new saved search."""
    words = [*arguments.get("q", []), *described(watched, {**arguments, "q": []})]
    return (_("、").join(words) or _("全部%(side)s", side=watched.side.name))[:LONGEST_NAME]


def has_facets(document: Document, arguments: Mapping[str, Any]) -> bool:
    """Whether a record has one of the wanted values of every filter."""
    return all(
        set(values) & set(document.facets.get(name, ())) for name, values in arguments.items() if name != "q" and values
    )


def with_words(watched: Watched, text: str) -> set[int]:
    """The newest records that have all of these words; nothing less will do for an alert."""
    query = Query(text=text, sort="published", limit=NEWEST, counted=[])
    try:
        results = engine().search(watched.side.kind, query)
    except IndexUnavailable:
        results = watched.listing.fallback(query)
    return set() if results.loosened else set(results.ids)
