"""Answers a list's query from the arrays of an index: all words, or some of them, filters, counts, order."""

import numpy as np

from matchmaking.search.analysis import keyword_parts
from matchmaking.search.engine import Query, Results
from matchmaking.search.postings import Floats, Mask, Postings

# The usual constants of BM25; a hit in the title counts three times one in the body.
K1, B = 1.2, 0.75
TITLE_FACTOR = 3.0
# A query of more different terms than this is cut; it is a text, not words to look up.
MOST_TERMS = 64


def answer(postings: Postings, query: Query) -> Results:
    """Search, filter, count and cut out one page."""
    parts, budget = [], MOST_TERMS
    for part in keyword_parts(query.text):
        parts.append(part[:budget])
        budget -= len(parts[-1])
        if not budget:
            break
    matched, scores, loosened = postings.live, None, False
    if parts:
        matched, scores, loosened = _match(postings, parts)
    elif query.text.strip():
        matched = np.zeros(postings.size, np.bool_)
    known = postings.facet_names()
    filters = {name: postings.having(name, values) for name, values in query.facets.items() if name in known}
    counts = {}
    for name in known if query.counted is None else query.counted:
        others = [mask for other, mask in filters.items() if other != name]
        counts[name] = postings.value_counts(name, np.logical_and.reduce([matched, *others]))
    found = np.flatnonzero(np.logical_and.reduce([matched, *filters.values()]))
    order = _order(postings, query, scores)[found]
    ranked = found[np.lexsort((-postings.ids[found], order))]
    page = ranked[max(query.offset, 0) : max(query.offset, 0) + max(query.limit, 0)]
    return Results(postings.ids[page].tolist(), len(found), counts, loosened)


def _match(postings: Postings, parts: list[tuple[str, ...]]) -> tuple[Mask, Floats, bool]:
    """The documents with all terms of all parts; when there are none, those with any. With scores."""
    terms = list(dict.fromkeys(term for part in parts for term in part))
    matched, scores = _bm25(postings, terms, len(terms))
    if matched.any():
        return matched, scores, False
    matched, scores = _bm25(postings, terms, 1)
    return matched, scores, bool(matched.any())


def _bm25(postings: Postings, terms: list[str], least: int) -> tuple[Mask, Floats]:
    """The documents with at least `least` of the terms, and the scores of all."""
    frequency = postings.document_frequencies(terms)
    idf = np.log1p((postings.count - frequency + 0.5) / (frequency + 0.5))
    title, body = postings.remember("shares of lengths", lambda: _shares(postings))
    scores, hits = postings.saturated(terms, idf, K1, (TITLE_FACTOR, title), (1.0, body))
    return postings.live & (hits >= least), scores


def _shares(postings: Postings) -> tuple[Floats, Floats]:
    """What BM25 adds to a count below: more occurrences help less and less, and less so in a longer text."""
    pairs = (
        (postings.title_lengths, postings.mean_title_length),
        (postings.body_lengths, postings.mean_body_length),
    )
    title, body = (K1 * (1 - B + B * lengths / (mean or 1.0)) for lengths, mean in pairs)
    return title, body


def _order(postings: Postings, query: Query, scores: Floats | None) -> Floats:
    """One number per document, smallest first; documents without the number that is sorted by come last."""
    values = postings.sort_values(query.sort) if query.sort else None
    if values is None:
        return np.zeros(postings.size) if scores is None else -scores
    return np.where(np.isnan(values), np.inf, -values if query.descending else values)
