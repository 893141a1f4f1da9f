"""The arrays give what Whoosh's own matcher gives."""

import json
import math
import random

import numpy as np
import pytest
from whoosh import query, scoring
from whoosh.reading import SegmentReader

from matchmaking.search import segments, whoosh_store, whoosh_writing
from matchmaking.search.analysis import keyword_parts, terms
from matchmaking.search.engine import Document, Query
from matchmaking.search.keyword import K1, B
from matchmaking.search.whoosh_engine import open_engine

from .conftest import DOINGS, SUBJECTS, make_documents

QUERIES = 60


@pytest.fixture(scope="module")
def several_segments(tmp_path_factory):
    """An index of several segments with replaced and deleted documents; tests only read it."""
    engine = open_engine(f"whoosh:{tmp_path_factory.mktemp('index')}")
    engine.clear("achievement")
    engine.put(make_documents(150))
    for start in range(151, 241, 10):
        engine.put(make_documents(10, seed=start, first=start))
    engine.put(make_documents(15, seed=99, first=30))
    engine.remove("achievement", range(100, 125))
    assert len(engine.postings("achievement").segments) > 2
    assert not engine.postings("achievement").live.all()
    return engine


def by_whoosh(engine, wanted, score, required=()):
    """(id, score) of all documents with any of the terms by Whoosh's matchers, best first."""
    _, storage = engine._kind("achievement").place.current()

    facts_of = {}

    def one(searcher, field, text, matcher):
        return score(facts_of[id(searcher)][matcher.id()], field, text.decode(), matcher.weight())

    found = []
    with whoosh_store.open_index(storage).searcher(weighting=scoring.FunctionWeighting(one)) as searcher:
        for leaf, _ in searcher.leaf_searchers():
            facts = [json.loads(value)[0] for value in leaf.reader().column_reader("facts")]
            facts_of[id(leaf)] = facts
            either = query.Or([query.Term(field, term) for term in wanted for field in ("title", "body")])
            every = [query.Or([query.Term("title", term), query.Term("body", term)]) for term in required]
            allowed = None if not every else set(leaf.docs_for_query(query.And(every)))
            matcher = either.matcher(leaf, searcher.boolean_context().set(weighting=searcher.weighting))
            while matcher.is_active():
                if allowed is None or matcher.id() in allowed:
                    found.append((facts[matcher.id()], matcher.score()))
                matcher.next()
    return sorted(found, key=lambda pair: (-round(pair[1], 9), pair[0]))


def test_candidates_equal_whoosh_on_sixty_queries(several_segments):
    dice = random.Random(5)
    for document in dice.sample(make_documents(400, seed=8), QUERIES):
        weights = {term: 0.1 + dice.random() for term in terms(document.title + document.body[:40])}

        def score(identity, field, text, times, weights=weights):
            return weights[text] * (3 if field == "title" else 1) * (1 + math.log(times))

        expected = by_whoosh(several_segments, weights, score)[:20]
        found = several_segments.candidates("achievement", weights, limit=20)
        assert [one for one, _ in found] == [one for one, _ in expected]
        assert np.allclose([value for _, value in found], [value for _, value in expected])


def test_the_best_are_those_of_a_full_sort(several_segments):
    postings, dice = several_segments.postings("achievement"), np.random.default_rng(7)
    for limit in (1, 2, 3, 20):
        for _ in range(20):
            # Few different values, so that many documents tie and some have nothing.
            scores = dice.integers(-2, 30, postings.size) / 7
            mask = dice.random(postings.size) < 0.8
            left = np.flatnonzero(postings.live & mask & (scores > 0)).tolist()
            left.sort(key=lambda number: (-scores[number], postings.ids[number]))
            assert postings.best(scores, limit, mask).tolist() == left[:limit]


def test_keyword_search_equals_whoosh_on_sixty_queries(several_segments):
    dice = random.Random(6)
    postings = several_segments.postings("achievement")
    lengths = {"title": {}, "body": {}}
    for number in np.flatnonzero(postings.live):
        lengths["title"][postings.ids[number]] = postings.title_lengths[number]
        lengths["body"][postings.ids[number]] = postings.body_lengths[number]
    means = {field: sum(own.values()) / len(own) for field, own in lengths.items()}
    matched = 0
    for _ in range(QUERIES):
        text = f"{dice.choice(SUBJECTS)} {dice.choice(DOINGS)}"
        wanted = [term for part in keyword_parts(text) for term in part]
        frequencies = several_segments.document_frequencies("achievement", wanted)
        count = several_segments.count("achievement")

        def score(identity, field, term, times, frequencies=frequencies, count=count):
            rarity = math.log1p((count - frequencies[term] + 0.5) / (frequencies[term] + 0.5))
            size = K1 * (1 - B + B * lengths[field][identity] / means[field])
            return rarity * (3 if field == "title" else 1) * times * (K1 + 1) / (times + size)

        found = several_segments.search("achievement", Query(text, limit=20))
        expected = by_whoosh(several_segments, wanted, score, required=() if found.loosened else wanted)
        assert found.total == len(expected)
        place = dict(expected)
        assert np.allclose([place[one] for one in found.ids], [value for _, value in expected[:20]])
        matched += not found.loosened
    assert matched > QUERIES / 2


def test_whoosh_reads_every_posting_that_is_written_and_the_arrays_hold_the_same(several_segments):
    place = several_segments._kind("achievement").place
    _, storage = place.current()
    contents = whoosh_store.contents(storage)
    longest, merged = 0, 0
    for segment, arrays in zip(contents.segments, several_segments.postings("achievement").segments, strict=True):
        read = whoosh_store.read_segment(storage, contents, segment)
        for column in segments.PLAIN:
            assert np.array_equal(getattr(read, column), getattr(arrays, column)), column
        reader = SegmentReader(storage, whoosh_store.SCHEMA, segment, contents.generation)
        seen = 0
        for field, text in reader.all_terms():
            matcher, info = reader.postings(field, text), reader.term_info(field, text)
            found = []
            while matcher.is_active():
                found.append((matcher.id(), matcher.weight()))
                matcher.next()
            if field == "id":
                assert [str(arrays.ids[number]).encode() for number, _ in found] in ([text], [])
                continue
            (row,) = arrays.rows(segments.term_keys([text.decode()]))
            part = slice(arrays.starts[row], arrays.starts[row + 1])
            counts, docs = getattr(arrays, field)[part], arrays.docs[part]
            docs, counts = docs[counts > 0].tolist(), counts[counts > 0].tolist()
            assert found == [
                (doc, count) for doc, count in zip(docs, counts, strict=True) if not segment.is_deleted(doc)
            ]
            assert (info.doc_frequency(), info.min_id(), info.max_id()) == (len(docs), docs[0], docs[-1])
            assert (info.weight(), info.max_weight()) == (sum(counts), max(counts))
            seen += len(docs)
            longest = max(longest, len(docs))
        reader.close()
        assert seen == np.count_nonzero(arrays.title) + np.count_nonzero(arrays.body)
        merged += 15 < len(arrays.ids) < 150
    # Whoosh begins a new block after 128 postings; and some of these segments were merged from others.
    assert longest > 128
    assert merged


def test_a_commit_leaves_the_arrays_beside_the_segment(tmp_path):
    place = open_engine(f"whoosh:{tmp_path}")._kind("achievement").place
    name, storage = place.new()
    place.switch(name)
    whoosh_writing.write(storage, make_documents(5), (), lambda one, arrays: place.store_arrays(name, one, arrays))
    (segment,) = whoosh_store.contents(storage).segments
    assert place.load_arrays(name, segment.segment_id()).ids.tolist() == [1, 2, 3, 4, 5]


def test_document_frequencies_count_live_documents_only(several_segments):
    live = {document.id: document for document in make_documents(150)}
    for start in range(151, 241, 10):
        live.update({document.id: document for document in make_documents(10, seed=start, first=start)})
    live.update({document.id: document for document in make_documents(15, seed=99, first=30)})
    live = {one: document for one, document in live.items() if not 100 <= one < 125}
    for term in ("焊接", "机", "mpa", "疫苗", "没有"):
        expected = sum(term in terms(document.title) or term in terms(document.body) for document in live.values())
        assert several_segments.document_frequencies("achievement", [term]) == {term: expected}


def test_a_count_above_255_is_kept_as_255(engine):
    engine.put([Document("achievement", 1, "阀" * 1000, "阀")])
    found = engine.postings("achievement").occurrences(["阀"])
    assert (found.title.tolist(), found.body.tolist()) == ([255], [1])


def test_a_snapshot_does_not_change_when_the_index_does(engine):
    engine.put(make_documents(20))
    held = engine.postings("achievement")
    before = held.document_frequencies(["焊接"])[0]
    engine.clear("achievement")
    assert (held.count, engine.count("achievement")) == (20, 0)
    assert held.document_frequencies(["焊接"])[0] == before


def test_stored_arrays_equal_those_read_from_whoosh(several_segments, tmp_path):
    own = several_segments.postings("achievement").segments[0]
    segments.store(own, tmp_path / "x.rows")
    loaded = segments.load(tmp_path / "x.rows")
    for name in segments.PLAIN:
        assert np.array_equal(getattr(own, name), getattr(loaded, name))
    assert loaded.facets["industry"].values == own.facets["industry"].values
    assert np.array_equal(loaded.facets["industry"].codes, own.facets["industry"].codes)
    assert np.array_equal(loaded.sorts["published"], own.sorts["published"], equal_nan=True)


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other"])
def test_damaged_arrays_are_refused(several_segments, tmp_path, damage):
    path = tmp_path / "x.rows"
    segments.store(several_segments.postings("achievement").segments[0], path)
    data = bytearray(path.read_bytes())
    if damage == "cut":
        data = data[:-100]
    elif damage == "flipped":
        data[-60] ^= 255
    elif damage == "empty":
        data = bytearray()
    else:
        data[:4] = b"????"
    path.write_bytes(data)
    with pytest.raises(ValueError):
        segments.load(path)
