"""What words mean to each other: only the same is the same."""

import pytest

from matchmaking.vocabulary.services import read_files
from matchmaking.vocabulary.thesaurus import Thesaurus, key


@pytest.fixture(scope="module")
def words() -> Thesaurus:
    contents = read_files()
    return Thesaurus(contents.words, contents.problem_words, contents.ambiguous_forms, contents.boilerplate)


def test_names_of_the_same_thing_are_equal_in_both_directions(words: Thesaurus) -> None:
    assert words.same("空气开关") == ("断路器", "空开")
    assert words.synonyms_equal("空开", "断路器")
    assert words.synonyms_equal("断路器", "空开")
    assert words.canonical("空开") == "断路器"


def test_narrower_and_related_words_are_never_the_same(words: Thesaurus) -> None:
    contents = read_files()
    for row in contents.words:
        for other in (*row.narrower, *row.related):
            assert not words.synonyms_equal(row.canonical, other), (row.canonical, other)
    assert "动力电池" in words.narrower("锂电")
    assert not words.synonyms_equal("动力电池", "锂离子电池")


def test_narrower_and_broader_are_one_step(words: Thesaurus) -> None:
    assert "断路器" in words.narrower("低压电器")
    assert "微型断路器" not in words.narrower("低压电器")
    assert words.broader("MCB") == ("断路器",)
    assert words.related("断路器") == ("开关",)


def test_brackets_with_one_word_name_the_same_thing_with_two_words_kinds_of_it(words: Thesaurus) -> None:
    assert words.synonyms_equal("大底", "外底")
    assert words.synonyms_equal("储能变流器", "PCS")
    assert set(words.narrower("线控制动")) == {"EMB", "EHB"}
    assert not words.synonyms_equal("EMB", "EHB")


def test_kv_and_cv_are_two_scales_of_the_flow_coefficient_not_one(words: Thesaurus) -> None:
    assert not words.synonyms_equal("Kv", "Cv")
    assert not words.synonyms_equal("Kv", "Cv", industries=["pump_valve"])


def test_a_short_form_means_nothing_until_industry_or_text_decide(words: Thesaurus) -> None:
    assert words.same("PLC") == ()
    assert not words.synonyms_equal("PLC", "电力线载波")
    assert words.synonyms_equal("PLC", "电力线载波", industries=["electrical"])
    assert words.synonyms_equal("PLC", "可编程控制器", industries=["smart_equipment"])
    assert not words.synonyms_equal("PLC", "电力线载波", industries=["smart_equipment"])
    decided = words.decide("PLC", text="用于抄表的载波模块")
    assert decided is not None
    assert decided.word == "电力线载波"
    assert words.decide("PLC", text="一种模块") is None
    assert {meaning.word for meaning in words.ambiguous("plc")} == {"可编程控制器", "电力线载波"}
    assert words.ambiguous("断路器") == ()


def test_ambiguous_members_do_not_slip_into_a_group(words: Thesaurus) -> None:
    assert "PA" not in words.same("聚酰胺")
    assert "PA" in words.same("聚酰胺", industries=["new_materials"])
    assert not words.synonyms_equal("尼龙", "PA", industries=["digital"])


def test_what_firms_say_leads_to_what_researchers_say(words: Thesaurus) -> None:
    assert words.research_words("阀门漏油，用久了有异响")[:2] == ("密封性能", "泄漏率")
    assert words.problems_in("老是漏油") == (("漏油", ("密封性能", "泄漏率", "密封副")),)
    assert words.research_words("烫金纸的纹理") == ()


def test_words_are_found_whole_and_the_longest_first(words: Thesaurus) -> None:
    assert words.words_in("微型断路器与断路器") == ("微型断路器", "断路器")
    assert words.words_in("压力 70 MPa，PA66 材料") == ("PA66",)
    assert words.words_in("ＴＰＵ 发泡鞋底") == ("TPU 发泡", "鞋底")


def test_expanding_a_text_offers_other_names_research_words_and_kinds_but_nothing_related(words: Thesaurus) -> None:
    found = {
        one.word: (one.relation, one.weight) for one in words.expand("球阀漏油，PLC 控制", industries=["electrical"])
    }
    assert found["密封性能"] == ("research", 0.6)
    assert found["固定球阀"] == ("narrower", 0.4)
    assert found["电力线载波"] == ("same", 1.0)
    assert "可编程控制器" not in found
    assert "旋塞" not in {one.word for one in words.expand("阀门")}
    assert words.expand("PLC") == ()


def test_an_english_name_brings_the_chinese_ones(words: Thesaurus) -> None:
    assert "断路器" in {one.word for one in words.expand("a circuit breaker for rails")}
    assert words.english("空开") == "circuit breaker"
    assert words.english("没有这个词") is None


@pytest.mark.parametrize("text", ["", " ", "\n", "🙂" * 50, 'title:* OR "', "((((", "a" * 10_000])
def test_odd_text_expands_to_nothing(words: Thesaurus, text: str) -> None:
    assert words.expand(text) == ()
    assert words.research_words(text) == ()


def test_words_are_compared_without_width_case_and_blanks_beside_chinese() -> None:
    assert key(" ＴＰＵ 发泡 ") == key("tpu发泡")
    assert key("circuit  Breaker") == "circuit breaker"


def test_the_segmenter_gets_words_of_two_and_more_characters_once(words: Thesaurus) -> None:
    found = words.user_words()
    assert {"空气开关", "超临界发泡", "密封性能"} <= set(found)
    assert len(found) == len(set(found))
    assert min(map(len, found)) == 2


def test_boilerplate_knows_which_words_count_only_alone(words: Thesaurus) -> None:
    assert words.boilerplate["填补空白"] is False
    assert words.boilerplate["材料"] is True
    with pytest.raises(TypeError):
        words.boilerplate["新词"] = True  # type: ignore[index]
