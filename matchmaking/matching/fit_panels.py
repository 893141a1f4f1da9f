"""The fits of demands with experts and service bases on the pages of both."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.panels import MAIN, Panel
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import organisation_words
from matchmaking.matching.fit_weighing import OtherKind
from matchmaking.matching.fit_wording import fit_sentences, titles_for
from matchmaking.matching.fits import fits_of_demand, fits_of_record

SHOWN, SHOWN_DEMANDS = 5, 8
# (record, viewer) → what the row shows beside the reasons: who, place, and whether it is named.
Words = Callable[[Any, Viewer], dict[str, Any]]
MoreSentences = Callable[[dict[str, Any]], list[str]]


def _nothing_more(_reasons: dict[str, Any]) -> list[str]:
    return []


def demand_panels(
    kind: OtherKind, viewer: Viewer, demand: Demand, heading: Any, words: Words, more: MoreSentences = _nothing_more
) -> Sequence[Panel]:
    """On a demand's page: the records that may help, each with its reasons."""
    if not demand.is_published:
        return []
    found = fits_of_demand(kind, demand.id, viewer, SHOWN)
    if not found:
        return []
    titles = titles_for([fit for fit, _record in found])
    rows = []
    for fit, record in found:
        row = words(record, viewer)
        sentences = [
            *more(fit.reasons),
            *fit_sentences(fit.reasons, titles, is_named=row["is_named"], holds=kind.holds_achievements),
        ]
        rows.append({**row, "record": record, "reasons": sentences})
    context = {
        "heading": heading, "rows": rows, "kind": kind.side.kind, "room": kind.side.room, "demand": demand,
        "may_ask": viewer.organisation_id == demand.organisation_id and viewer.edits_for(demand.organisation_id),
    }  # fmt: skip
    return [Panel("matching/_fits.html", context, MAIN)]


def record_panels(
    kind: OtherKind,
    viewer: Viewer,
    record: Any,
    more: MoreSentences = _nothing_more,
    heading: Any = _l("可能用得上您的需求"),
    readers: Any = _l("只有您这边看得到"),
) -> Sequence[Panel]:
    """On the record's own page, for its own people: the demands that it may help with. `readers` says who sees it."""
    found = fits_of_record(kind, record.id, viewer, SHOWN_DEMANDS) if record.is_published else []
    if not found:
        return []
    titles = titles_for(found)
    rows = [
        {
            "demand": fit.demand,
            "organisation": organisation_words(fit.demand, viewer),
            "reasons": [*more(fit.reasons), *fit_sentences(fit.reasons, titles, holds=kind.holds_achievements)],
        }
        for fit in found
    ]
    context = {"rows": rows, "heading": heading, "readers": readers}
    return [Panel("matching/_fitting_demands.html", context, MAIN)]
