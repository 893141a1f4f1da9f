"""What every engine must do, whatever its URL."""

import pytest

from matchmaking.search.engine import Document, IndexUnavailable, Query
from matchmaking.search.whoosh_engine import open_engine

from .conftest import make_documents

BREAKER = Document(
    "achievement", 1, "低压断路器弹簧操作机构", "机械寿命 30000 次", {"industry": ("electrical",)}, {"price": 30.0}, 1
)
COATING = Document(
    "achievement",
    2,
    "球阀密封面 WC-Co-Cr 涂层",
    "结合强度 76MPa，用于断路器触头",
    {"industry": ("pump_valve", "electrical")},
    {"price": 10.0},
    4,
)
SHOE = Document("achievement", 3, "鞋底自动涂胶机器人", "", {"industry": ("footwear",)}, {}, 2)


@pytest.fixture
def filled(engine):
    engine.put([BREAKER, COATING, SHOE])
    return engine


def ids(engine, text="", **options):
    return engine.search("achievement", Query(text, **options)).ids


def test_put_documents_are_found_by_their_words(filled):
    assert ids(filled, "涂层") == [2]
    assert ids(filled, "断路器") == [1, 2]


def test_a_hit_in_the_title_ranks_above_one_in_the_body(engine):
    engine.put([Document("achievement", 1, "其他设备", "焊接"), Document("achievement", 2, "焊接设备", "其他")])
    assert ids(engine, "焊接") == [2, 1]


def test_all_parts_must_match(filled):
    assert ids(filled, "断路器 触头") == [2]


def test_a_part_matches_by_all_its_pairs_of_characters(filled):
    assert ids(filled, "断路器弹簧") == [1]


def test_one_character_is_enough_to_search(filled):
    assert ids(filled, "鞋") == [3]


@pytest.mark.parametrize("text", ["76 mpa", "７６ＭＰａ", "wc-co", "WC"])
def test_numbers_units_and_compounds_are_found_in_any_spelling(filled, text):
    assert ids(filled, text) == [2]


def test_traditional_characters_find_simplified_text(filled):
    assert ids(filled, "斷路器彈簧") == [1]


def test_when_nothing_has_all_words_the_best_with_some_are_shown_and_it_is_said(filled):
    found = filled.search("achievement", Query("涂胶机器人 电解液"))
    assert (found.ids, found.loosened) == ([3], True)


def test_when_nothing_matches_at_all_nothing_is_shown(filled):
    found = filled.search("achievement", Query("疫苗"))
    assert (found.ids, found.total, found.loosened) == ([], 0, False)


def test_facets_are_or_inside_and_and_across_and_leave_their_own_filter_out_of_their_counts(filled):
    found = filled.search("achievement", Query(facets={"industry": ["footwear", "pump_valve"]}))
    assert sorted(found.ids) == [2, 3]
    assert found.facets == {"industry": {"electrical": 2, "footwear": 1, "pump_valve": 1}}


def test_facet_counts_follow_the_text(filled):
    found = filled.search("achievement", Query("断路器"))
    assert found.facets == {"industry": {"electrical": 2, "pump_valve": 1}}


def test_text_that_matches_outside_of_a_filter_is_not_loosened(filled):
    found = filled.search("achievement", Query("涂胶", facets={"industry": ["electrical"]}))
    assert (found.ids, found.loosened, found.facets) == ([], False, {"industry": {"footwear": 1}})


def test_unknown_facets_and_sorts_are_ignored(filled):
    assert ids(filled, facets={"colour": ["red"]}, sort="colour") == [3, 2, 1]


def test_sorting_puts_documents_without_the_number_last(filled):
    assert ids(filled, sort="price") == [1, 2, 3]
    assert ids(filled, sort="price", descending=False) == [2, 1, 3]


def test_pages_are_cut_and_the_total_counts_all(filled):
    found = filled.search("achievement", Query(offset=1, limit=1))
    assert (found.ids, found.total) == ([2], 3)
    assert filled.search("achievement", Query(offset=99, limit=-5)).ids == []


def test_putting_again_replaces(filled):
    filled.put([Document("achievement", 2, "皮革染色", revision=5)])
    assert ids(filled, "涂层") == []
    assert ids(filled, "皮革") == [2]
    assert filled.revisions("achievement") == {1: 1, 2: 5, 3: 2}
    assert filled.count("achievement") == 3


def test_the_last_of_several_documents_with_one_id_in_a_batch_wins(engine):
    engine.put([Document("achievement", 7, "甲", revision=1), Document("achievement", 7, "乙", revision=2)])
    assert engine.revisions("achievement") == {7: 2}
    assert ids(engine, "甲") == []


def test_removed_documents_are_gone_from_hits_counts_and_statistics(filled):
    filled.remove("achievement", [1, 999])
    assert ids(filled, "断路器") == [2]
    assert filled.count("achievement") == 2
    assert filled.document_frequencies("achievement", ["断路", "弹簧", "涂"]) == {"断路": 1, "弹簧": 0, "涂": 2}


def test_removing_what_is_not_there_changes_nothing(filled):
    before = filled.generation("achievement")
    filled.remove("achievement", [999])
    assert filled.generation("achievement") == before


def test_every_change_changes_the_generation(filled):
    before = filled.generation("achievement")
    filled.put([SHOE])
    assert filled.generation("achievement") != before


def test_candidates_sum_the_weights_and_respect_the_ids_they_are_restricted_to(filled):
    assert filled.candidates("achievement", {"涂": 2.0, "断路": 1.0}) == [(2, 7.0), (3, 6.0), (1, 3.0)]
    assert filled.candidates("achievement", {"涂": 2.0}, within=[3, 99]) == [(3, 6.0)]
    assert filled.candidates("achievement", {"涂": 2.0}, limit=1) == [(2, 6.0)]


def test_kinds_are_separate(filled):
    filled.clear("demand")
    filled.put([Document("demand", 1, "断路器提速")])
    assert (filled.count("demand"), filled.count("achievement")) == (1, 3)
    assert set(filled.kinds()) == {"achievement", "demand"}
    filled.clear("achievement")
    assert (filled.count("demand"), filled.count("achievement")) == (1, 0)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "😀", "\ud800", 'title:* OR "', "AND NOT (", "[a TO", "''\\", "阀" * 1_000_000, "a" * 1_000_000],
    ids=["empty", "space", "nul", "emoji", "surrogate", "syntax", "operators", "range", "quotes", "1 MB", "1 MB word"],
)
def test_no_text_breaks_a_search_or_a_document(filled, text):
    filled.search("achievement", Query(text, facets={text: [text]}, sort=text))
    filled.put([Document("achievement", 8, text, text, {"industry": (text,)}, {"price": 1.0}, 1, text)])
    assert filled.revisions("achievement")[8] == 1
    filled.search("achievement", Query(text))


def test_query_syntax_is_only_text(filled):
    assert ids(filled, "title:断路器 OR 鞋") != ids(filled, "断路器")
    assert ids(filled, "*") == []


def test_an_empty_index_answers_with_nothing(engine):
    found = engine.search("achievement", Query("断路器", facets={"industry": ["x"]}, sort="price"))
    assert (found.ids, found.total) == ([], 0)


def test_many_single_changes_end_where_one_rebuild_does(engine):
    for document in make_documents(40):
        engine.put([document])
    engine.remove("achievement", range(1, 20))
    one_by_one = engine.search("achievement", Query("自动焊接", limit=40))
    engine.clear("achievement")
    engine.put(make_documents(40)[19:])
    assert engine.search("achievement", Query("自动焊接", limit=40)) == one_by_one


def test_a_rebuild_serves_the_old_index_until_it_is_finished_and_keeps_what_changed_meanwhile(filled):
    with filled.rebuild("achievement") as build:
        build.put([BREAKER, COATING])
        assert filled.count("achievement") == 3
        filled.put([Document("achievement", 9, "新增", revision=1)])
        filled.remove("achievement", [1])
        build.finish(lambda changed: [Document("achievement", 9, "新增", revision=1)] if 9 in changed else [])
    assert filled.revisions("achievement") == {2: 4, 9: 1}


def test_an_unfinished_rebuild_is_thrown_away(filled):
    with pytest.raises(RuntimeError), filled.rebuild("achievement") as build:
        build.put([BREAKER])
        raise RuntimeError("stopped")
    assert filled.count("achievement") == 3
    with filled.rebuild("achievement") as build:
        build.put([SHOE])
        build.finish(lambda changed: [])
    assert filled.revisions("achievement") == {3: 2}


def test_a_missing_index_is_unavailable_until_it_is_built(tmp_path):
    engine = open_engine(f"whoosh:{tmp_path / 'none'}")
    for use in (
        lambda: engine.search("demand", Query()),
        lambda: engine.put([Document("demand", 1, "")]),
        lambda: engine.revisions("demand"),
    ):
        with pytest.raises(IndexUnavailable):
            use()
    with engine.rebuild("demand") as build:
        build.put([Document("demand", 1, "")])
        build.finish(lambda changed: [])
    assert engine.revisions("demand") == {1: 0}


@pytest.mark.parametrize("url", ["", "whoosh:", "sqlite:x", "memory"])
def test_other_urls_are_refused(url):
    with pytest.raises(ValueError, match="SEARCH_URL"):
        open_engine(url)


def test_a_kind_is_a_plain_name(engine):
    with pytest.raises(ValueError, match="no kind"):
        engine.clear("../elsewhere")
