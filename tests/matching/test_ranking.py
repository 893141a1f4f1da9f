"""Words in common: one number per pair from both sides, copies collapsed, and strings that explain it."""

import random

import pytest

from matchmaking.matching.evidence import DemandFacts, DemandSide, Words
from matchmaking.matching.ranking import OtherWord, Text, rank_achievements, rank_demands, score_pair, shared_strings
from matchmaking.matching.shared_strings import Prepared, explained
from matchmaking.search.analysis import Segmenter
from matchmaking.search.engine import Document, Engine
from matchmaking.search.whoosh_engine import open_engine
from matchmaking.vocabulary.thesaurus import Thesaurus
from matchmaking.vocabulary.word_tables import FormRow, ProblemRow, WordRow

SUBJECTS = [
    "断路器",
    "机器人",
    "焊接",
    "阀门",
    "密封",
    "涂层",
    "轴承",
    "鞋底",
    "皮革",
    "眼镜",
    "模具",
    "电池",
    "电解液",
]
DOINGS = [
    "自动",
    "高效",
    "精密",
    "低温",
    "耐磨",
    "在线",
    "快速",
    "柔性",
    "环保",
    "检测",
    "制备",
    "加工",
    "控制",
    "回收",
]
THINGS = ["技术", "系统", "装置", "方法", "工艺", "材料", "设备", "平台", "生产线", "机构"]


def invented(count: int, seed: int) -> list[Text]:
    """Texts from a fixed seed; every fifth has a title only."""
    dice = random.Random(seed)
    return [
        Text(
            "".join(map(dice.choice, (DOINGS, SUBJECTS, DOINGS, THINGS))),
            "，".join("".join(map(dice.choice, (DOINGS, SUBJECTS, THINGS))) for _ in range(number % 5 * 4)),
        )
        for number in range(count)
    ]


def filled(achievements: list[Text], demands: list[Text], groups: dict[int, str] | None = None) -> Engine:
    """An engine with these records under the ids 1, 2, …"""
    engine = open_engine("whoosh:memory")
    groups = groups or {}
    engine.put(
        Document("achievement", number, text.title, text.body, group=groups.get(number, ""))
        for number, text in enumerate(achievements, 1)
    )
    engine.put(Document("demand", number, text.title, text.body) for number, text in enumerate(demands, 1))
    return engine


@pytest.mark.parametrize("common", [frozenset(), frozenset(["断路", "温"])], ids=["all alike", "with boilerplate"])
@pytest.mark.parametrize("demand_count", [40, 150], ids=["without demand statistics", "with demand statistics"])
def test_both_directions_and_the_pair_itself_give_the_same_number(demand_count, common):
    achievements, demands = invented(120, 1), invented(demand_count, 2)
    engine = filled(achievements, demands)
    engine.remove("achievement", range(100, 121))
    forward = {
        (number, found.id): found.score
        for number, text in enumerate(demands, 1)
        for found in rank_achievements(engine, text, limit=500, common=common)
    }
    backward = {
        (found.id, number): found.score
        for number, text in enumerate(achievements[:99], 1)
        for found in rank_demands(engine, text, limit=500, common=common)
    }
    assert forward == backward
    for demand, achievement in random.Random(3).sample(sorted(forward), 50):
        pair = score_pair(engine, demands[demand - 1], achievements[achievement - 1], common=common)
        assert pair == pytest.approx(forward[demand, achievement], abs=2e-6)


def test_scores_do_not_depend_on_how_the_index_was_built():
    achievements, demands = invented(60, 4), invented(20, 5)
    at_once, one_by_one = filled(achievements, demands), filled(achievements[:30], demands)
    for number, text in enumerate(achievements[30:], 31):
        one_by_one.put([Document("achievement", number, text.title, text.body)])
    assert len(one_by_one.postings("achievement").segments) > 1
    for text in demands:
        assert rank_achievements(one_by_one, text) == rank_achievements(at_once, text)


def test_boilerplate_counts_for_less_but_still_finds():
    engine = filled([Text("甲乙丙丁"), Text("戊己庚辛"), *invented(30, 6)], [])
    query = Text("丙丁戊己")
    plain, soft = (
        {found.id: found.score for found in rank_achievements(engine, query, common=common)}
        for common in (frozenset(), frozenset(["甲乙", "丙丁"]))
    )
    assert plain[1] == plain[2]
    assert 0 < soft[1] < soft[2]
    assert soft[2] > plain[2]


def test_the_best_comes_first_and_what_shares_nothing_is_left_out():
    engine = filled([Text("低压断路器弹簧机构"), Text("断路器外壳"), Text("皮鞋")], [Text("x")])
    assert [found.id for found in rank_achievements(engine, Text("断路器弹簧机构提速"))] == [1, 2]


def test_the_title_weighs_more_than_the_text_on_both_sides():
    engine = filled([Text("断路器", "皮鞋"), Text("皮鞋", "断路器")], [Text("断路器", "皮鞋"), Text("皮鞋", "断路器")])
    assert [found.id for found in rank_achievements(engine, Text("断路器", "皮鞋"))] == [1, 2]
    assert [found.id for found in rank_demands(engine, Text("断路器", "皮鞋"))] == [1, 2]


def test_a_rare_word_counts_more_than_a_common_one():
    common = [Text("自动技术")] * 20
    engine = filled([*common, Text("疫苗工艺")], [Text("x")])
    assert rank_achievements(engine, Text("疫苗自动"))[0].id == 21


def test_other_names_bring_together_what_shares_no_words():
    achievements = [Text("断路器快速分断"), Text("皮鞋缝制"), *invented(40, 12)[:30]]
    engine = filled(achievements, [Text("x")])
    demand = Text("空开跳闸", "老是跳")
    same, kind = (OtherWord("断路器", weight, is_of_title=True) for weight in (1.0, 0.4))
    research = OtherWord("分断", 0.6, is_of_title=False)
    assert rank_achievements(engine, demand) == []
    found = {one.id: one.score for one in rank_achievements(engine, demand, others=[same])}
    assert 2 not in found
    assert found[1] > 0.1
    for others in ([same], [kind], [research], [same, kind, research]):
        for one in rank_achievements(engine, demand, others=others):
            pair = score_pair(engine, demand, achievements[one.id - 1], others=others)
            assert pair == pytest.approx(one.score, abs=2e-6)
    assert found[1] > score_pair(engine, demand, achievements[0], others=[kind]) > 0
    of_text = score_pair(engine, demand, achievements[0], others=[OtherWord("断路器", 1.0, is_of_title=False)])
    assert found[1] > of_text > 0


def test_other_names_leave_alone_what_shares_words():
    achievements, demands = invented(60, 13), invented(20, 14)
    engine = filled(achievements, demands)
    others = [OtherWord("断路器", 1.0, is_of_title=True), OtherWord("轴承", 1.0, is_of_title=False)]
    for demand in demands:
        plain = {one.id: one.score for one in rank_achievements(engine, demand, limit=99)}
        helped = {one.id: one.score for one in rank_achievements(engine, demand, limit=99, others=others)}
        assert plain.items() >= {one: score for one, score in helped.items() if plain.get(one, 0) >= 0.07}.items()
        assert all(helped[one] >= score for one, score in plain.items())


def test_the_vocabulary_says_which_other_names_a_demand_has():
    words = Words(
        Thesaurus(
            [WordRow("断路器", ("空开",), ("微型断路器",), ("开关",), "circuit breaker", "")],
            [ProblemRow(("漏油",), ("密封性能",))],
            [
                FormRow("PLC", "控制器", "可编程控制器", ("smart_equipment",), ()),
                FormRow("PLC", "载波", "电力线载波", ("electrical",), ()),
            ],
        )
    )

    def others(title: str, body: str = "", industries: tuple[str, ...] = ()) -> set[tuple[str, float, bool]]:
        side = DemandSide(1, 1, Text(title, body), (), DemandFacts(industries=industries))
        return {(one.word, one.weight, one.is_of_title) for one in words.others_of(side)}

    assert others("空开提速") == {("断路器", 1.0, True), ("微型断路器", 0.4, True)}
    assert others("空開提速", "阀门漏油") == others("空开提速") | {("密封性能", 0.6, False)}
    assert others("开关") == set()
    assert others("PLC 改造") == set()
    assert ("电力线载波", 1.0, True) in others("PLC 改造", industries=("electrical",))


def test_copies_are_shown_once():
    engine = filled([Text("断路器"), Text("断路器"), Text("断路器机构")], [], {1: "same", 2: "same"})
    assert [(found.id, found.copies) for found in rank_achievements(engine, Text("断路器"))] == [(1, 1), (3, 0)]


def test_a_ranking_can_be_restricted_to_some_ids_and_cut():
    engine = filled(invented(50, 6), invented(50, 7))
    text = invented(1, 8)[0]
    every = [found.id for found in rank_achievements(engine, text)]
    assert [found.id for found in rank_achievements(engine, text, within=every[3:5])] == every[3:5]
    assert [found.id for found in rank_achievements(engine, text, limit=4)] == every[:4]
    assert rank_demands(engine, text, within=[]) == []


@pytest.mark.parametrize("text", ["", "\x00", "😀", "\ud800", 'title:* OR "', "阀" * 100_000])
def test_strange_texts_share_nothing(text):
    engine = filled([Text("断路器"), Text("")], [Text("断路器"), Text("")])
    assert rank_achievements(engine, Text(text, text)) == []
    assert rank_demands(engine, Text(text, text)) == []
    assert score_pair(engine, Text(text), Text("断路器")) == 0
    assert shared_strings(engine, Text(text), Text("断路器")) == []


def test_empty_sides_give_nothing():
    engine = filled([], [])
    assert rank_achievements(engine, Text("断路器")) == []
    assert rank_demands(engine, Text("断路器")) == []


def test_shared_strings_are_joined_characters_with_their_shares():
    engine = filled([*invented(60, 9), Text("全自动金属抛光机器人智能生产线")], [Text("x")])
    found = shared_strings(
        engine, Text("弹条机器人生产线生产效率研究"), Text("全自动金属抛光机器人智能生产线", "用于卫浴五金的抛光")
    )
    assert {one.text for one in found} == {"机器人", "生产线"}
    assert sum(one.share for one in found) == pytest.approx(1, abs=0.01)
    assert found[0].share > found[1].share


def test_lone_characters_are_shown_only_when_there_is_nothing_else():
    engine = filled(invented(60, 9), [Text("x")])
    assert [one.text for one in shared_strings(engine, Text("蜂产品深加工"), Text("蜂蜜提纯"))] == ["蜂"]
    found = shared_strings(engine, Text("蜂产品断路器"), Text("断路器与蜂蜜"))
    assert [one.text for one in found] == ["断路器"]


def test_joining_characters_are_trimmed_from_shared_strings():
    engine = filled(invented(60, 9), [Text("x")])
    found = shared_strings(engine, Text("断路器的寿命"), Text("断路器的触头"))
    assert [one.text for one in found] == ["断路器"]


def test_latin_words_and_numbers_are_shared_whole():
    engine = filled(invented(60, 9), [Text("x")])
    found = shared_strings(engine, Text("WC-Co-Cr 喷涂"), Text("球阀 wc-co-cr 涂层"))
    assert "wc-co-cr" in [one.text for one in found]


def test_the_explanation_agrees_with_the_score():
    achievements, demands = invented(80, 10), invented(10, 11)
    engine = filled(achievements, demands)
    for demand in demands:
        for found in rank_achievements(engine, demand, limit=10):
            shared = shared_strings(engine, demand, achievements[found.id - 1])
            assert shared
            assert 0 < sum(one.share for one in shared) <= 1.001


@pytest.mark.parametrize(
    ("demand", "achievement", "seen"),
    [
        ("阀门铸造的缺陷", "阀门铸件检测", ["阀门"]),
        ("降低低频噪声", "高频噪声分析", ["噪声"]),
        ("物料抓取机械手", "饲料抓取装置", ["抓取"]),
        ("高压铸造工艺", "高压铸造件", ["高压铸造"]),
        ("泄漏率", "内漏率与寿命", ["漏率"]),
        ("球阀阀座", "球阀阀座喷涂", ["球阀阀座"]),
    ],
)
def test_shared_strings_are_cut_back_to_words_that_are_whole_in_one_of_the_texts(
    demand: str, achievement: str, seen: list[str]
) -> None:
    engine = filled(invented(60, 9), [Text("x")])
    found = shared_strings(engine, Text(demand), Text(achievement), cut=Segmenter(["高压铸造"]).words)
    assert [one.text for one in found] == seen


def test_what_begins_heavy_and_lost_its_weight_to_a_better_string_does_not_stand_before_what_begins_lighter() -> None:
    weights = {"甲乙": 0.7, "丙": 0.1, "丁": 0.05, "辛壬": 0.1, "丁戊": 0.001, "己庚": 0.006}
    weights |= dict.fromkeys(["甲", "乙", "乙丙", "丙丁", "戊", "己", "庚", "辛", "壬"], 0.0001)
    text = "甲乙丙丁，丁戊，己庚，辛壬"
    # Words of one character each, so that nothing is whole and the three weightiest strings are shown.
    demand = Prepared(Text("", text), weights, list)
    achievement = Prepared(Text("", text), dict.fromkeys(weights, 1.0), list)
    assert [one.text for one in explained(demand, achievement, 8)] == ["甲乙丙丁", "辛壬", "己庚"]
