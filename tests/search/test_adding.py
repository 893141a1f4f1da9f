"""Compiled sums over rows of postings are those of a plain loop, and the best 20 are those of going through all."""

import math
import random

import numpy as np
import pytest

from matchmaking.search import adding, segments
from matchmaking.search.postings import Postings

SIZES = (1500, 600, 90)
TERMS = [f"词{number}" for number in range(40)]


def a_segment(size, first, seed):
    """Documents with few different counts, so that many are alike; every term has a row, from one entry to all."""
    dice, counts = random.Random(seed), {"title": {}, "body": {}}
    for place, term in enumerate(TERMS):
        for number in dice.sample(range(size), max(1, int(size * (place + 1) / len(TERMS)))):
            counts["body"].setdefault(term, {})[number] = dice.choice((1, 1, 1, 2, 300))
        for number in dice.sample(range(size), max(1, size * place // 90)):
            counts["title"].setdefault(term, {})[number] = dice.choice((1, 1, 2))
    fields = {}
    for name, rows in counts.items():
        pairs = [sorted(row.items()) for row in rows.values()]
        docs, times = (np.array([pair[one] for row in pairs for pair in row], np.int64) for one in (0, 1))
        fields[name] = (list(rows), [len(row) for row in pairs], docs, times)
    rows = segments.rows_of_fields(fields, size)
    # Later documents have lower ids, so that the order of ids is not that of numbers.
    facts = [(first + size - number, 1, 0, {}, {}) for number in range(size)]
    return segments.build(rows, facts), counts


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """Three segments, read through a map as another process would, a twentieth deleted; and what they hold."""
    folder, built, held, first = tmp_path_factory.mktemp("rows"), [], [], 10_000
    for number, size in enumerate(SIZES):
        segment, counts = a_segment(size, first, number)
        segments.store(segment, folder / f"{number}.rows")
        built.append(segments.load(folder / f"{number}.rows"))
        held.append(counts)
        first -= 2 * size
    dice = np.random.default_rng(4)
    return Postings("one", built, [dice.random(size) < 0.95 for size in SIZES]), held


def plainly(postings, held, weights):
    """The sums for title and body of every document, one posting after another."""
    sums = {"title": [0.0] * postings.size, "body": [0.0] * postings.size}
    for offset, counts in zip(postings.offsets.tolist(), held, strict=False):
        for name, rows in counts.items():
            for term, weight in weights.items():
                for number, times in rows.get(term, {}).items():
                    sums[name][offset + number] += weight * (1 + math.log(min(times, segments.MOST)))
    return sums


def test_sums_are_those_of_a_plain_loop(three):
    postings, held = three
    lengths = np.concatenate([np.diff(segment.starts) for segment in postings.segments])
    assert lengths.min() < 10
    assert lengths.max() > 4 * adding.LONG_ROW
    weights = {term: 0.1 + place / 7 for place, term in enumerate([*TERMS, "没有"])}
    expected = plainly(postings, held, weights)
    found = postings.sums(list(weights), np.array(list(weights.values())))
    assert np.allclose(found, [expected["title"], expected["body"]], rtol=1e-12)
    both = 3 * np.array(expected["title"]) + expected["body"]
    assert np.allclose(postings.weighted_sums(weights), both, rtol=1e-12)


def test_the_heaviest_are_those_of_going_through_all_documents(three):
    postings, held = three
    dice = random.Random(2)
    for number in range(25):
        # Few different weights: many documents tie, also across segments, where the order of additions differs.
        weights = {term: dice.choice((0.1, 0.7, 1.3)) for term in dice.sample(TERMS, dice.choice((1, 5, 20)))}
        mask = np.random.default_rng(number).random(postings.size) < 0.5 if number % 2 else None
        sums = plainly(postings, held, weights)
        scores = [3 * title + body for title, body in zip(sums["title"], sums["body"], strict=True)]
        allowed = np.flatnonzero(postings.live if mask is None else postings.live & mask).tolist()
        expected = sorted((-round(scores[one], 9), int(postings.ids[one]), one) for one in allowed if scores[one] > 0)[
            :20
        ]
        best, own = postings.heaviest(weights, 20, mask)
        assert best.tolist() == [one for _, _, one in expected]
        assert np.allclose(own, [-score for score, _, _ in expected])
        assert postings.best(postings.weighted_sums(weights), 20, mask).tolist() == best.tolist()


def test_rows_of_several_pieces_are_added_whole():
    size, dice = 2 * adding.PIECE + 1000, np.random.default_rng(6)
    docs = [np.arange(size), np.arange(0, size, 2), np.arange(adding.PIECE)]
    counts = [dice.integers(1, 300, len(own)) for own in docs]
    field = (["甲", "乙", "丙"], [len(own) for own in docs], np.concatenate(docs), np.concatenate(counts))
    facts = [(number + 1, 1, 0, {}, {}) for number in range(size)]
    segment = segments.build(segments.rows_of_fields({"title": field, "body": field}, size), facts)
    expected = np.zeros(size)
    for value, own, times in zip((0.3, 1.1, 2.0), docs, counts, strict=True):
        expected[own] += value * (1 + np.log(np.minimum(times, segments.MOST)))
    postings = Postings("one", [segment], [np.ones(size, np.bool_)])
    assert np.allclose(postings.sums(["甲", "乙", "丙"], np.array([0.3, 1.1, 2.0])), expected, rtol=1e-12)


def test_squares_are_those_of_a_plain_loop(three):
    postings, held = three
    keys = postings.vocabulary()[0]
    values = dict(zip(keys.tolist(), (0.2 + np.arange(len(keys)) / 9).tolist(), strict=True))
    expected = np.zeros(postings.size)
    for term in TERMS:
        own = plainly(postings, held, {term: 1.0})
        weight = values[segments.term_key(term)]
        expected += ((3 * np.array(own["title"]) + 0.5 * np.array(own["body"])) * weight) ** 2
    assert np.allclose(postings.sums_of_squares(np.array(list(values.values())), 3.0, 0.5), expected, rtol=1e-12)
