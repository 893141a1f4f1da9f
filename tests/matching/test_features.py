"""Every feature of a match is said and weighed in a word; what is unknown becomes a question."""

import pytest
from flask import Flask

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.demands.models import Demand
from matchmaking.matching.asking import owner_questions, team_questions
from matchmaking.matching.effects import BASE, amounts, effect_of
from matchmaking.matching.features import features
from matchmaking.matching.highlights import Highlights
from matchmaking.matching.models import Finding, Match
from matchmaking.matching.queries import find_match
from matchmaking.matching.scoring import AchievementFacts, DemandFacts, score_pair
from matchmaking.matching.services import weigh_pair
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.kept import kept
from tests.matching.records import plant_unrelated, two_criteria
from tests.matching.test_scoring import findings
from tests.visitor import Visitor


def counted(words, values, importance="must", **facts):
    """feature → the word for what it counted; values as in `test_scoring.findings`."""
    found = findings(*values, importance=importance)
    score = score_pair(words, found, DemandFacts(("pump_valve",)), AchievementFacts(("pump_valve",), **facts))
    return {name: effect_of(amount) for name, amount in amounts(score.parts, found, words).items()}


@pytest.mark.parametrize(
    ("words", "values", "importance", "expected"),
    [
        (0.25, (), "must", {"words": "main"}),
        (0.07, (), "must", {"words": "main"}),
        (0.07, (None,), "must", {"words": "main", "NOT_STATED": "nothing"}),
        (0.02, (None,), "must", {"words": "helps", "NOT_STATED": "nothing"}),
        (0.25, (76, 80), "must", {"words": "main", "MET": "main"}),
        (0.25, (76, None, None, None, None), "must", {"MET": "helps", "NOT_STATED": "nothing"}),
        (0.25, (76, 60), "must", {"MET": "helps", "NOT_MET": "hurts"}),
        (0.25, (76, 76, 76, 76, 76, 60), "should", {"NOT_MET": "slight"}),
    ],
)
def test_each_feature_has_a_word_for_what_it_counted(words, values, importance, expected):
    found = counted(words, values, importance)
    assert {name: found[name] for name in expected} == expected
    assert (found["field"], found["readiness"], found["price"], found["county"]) == (
        "helps", "nothing", "nothing", "nothing",
    )  # fmt: skip


@pytest.mark.parametrize("words", [0.0, 0.08, 0.15, 0.4])
@pytest.mark.parametrize("values", [(), (76, 80), (76, None), (None, None), (76, 60)])
def test_the_amounts_of_all_features_together_are_the_score(words, values):
    found = findings(*values)
    demand = DemandFacts(("pump_valve",), None, 6, county="330324", freshness="fresh", response="slow")
    score = score_pair(words, found, demand, AchievementFacts(("shoes",), None, 5, county="330302"), 0.5)
    assert BASE + sum(amounts(score.parts, found, words).values()) == pytest.approx(score.score, abs=1e-4)


def test_what_comes_through_other_names_is_taken_from_the_words():
    score = score_pair(0.12, [], DemandFacts(), AchievementFacts())
    alone, split = amounts(score.parts, [], 0.12), amounts(score.parts, [], 0.12, 0.09)
    assert split["words"] + split["synonyms"] == pytest.approx(alone["words"])
    assert effect_of(split["synonyms"]) == "main"
    assert "synonyms" not in alone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("阀座在450℃下工作", ["阀座", "450℃"]),
        ("推力 0.45 kN，另一处 450 N", ["0.45 kN", "450 N"]),
        ("长 450 毫米", []),
        ("含固体颗粒的介质", ["颗粒"]),
    ],
)
def test_words_and_figures_are_marked_whatever_their_spelling(text, expected):
    marks = Highlights(["阀座", "颗粒"], ["≥ 450 ℃", "450 N（台架）"])
    assert marks.mark(text).striptags() == text
    assert [part.split("</mark>")[0] for part in str(marks.mark(text)).split("<mark>")[1:]] == expected


def test_an_excerpt_is_cut_where_most_is_marked_and_nothing_is_let_through():
    text = "开头说别的。" * 40 + "球阀阀座 <b>涂层</b> 450 ℃。" + "结尾说别的。" * 40
    excerpt = Highlights(["阀座", "涂层"], ["450 ℃"], "supply").excerpt([text], 120)
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert '&lt;b&gt;<mark class="supply">涂层</mark>' in excerpt
    assert '<mark class="supply">450 ℃</mark>' in excerpt


class World:
    """A demand with an open and a missed criterion, and an achievement from another county."""

    def __init__(self) -> None:
        plant_unrelated()
        self.buyer, self.maker, self.other = make_user(), make_user("researcher"), make_user("researcher")
        enterprise = make_organisation(owner=self.buyer, county_code="330324", name="鹿鸣泵阀有限公司")
        university = make_organisation(kind="university", owner=self.maker, county_code="330304", name="东瓯理工大学")
        make_organisation(kind="university", owner=self.other, name="瓯江大学")
        self.demand_id = make_demand(enterprise, criteria=two_criteria(), budget_low=None, budget_high=None).id
        measured = [{"name": "结合强度", "operator": "=", "value_low": 60.0, "unit": "MPa"}]
        self.achievement_id = make_achievement(university, measurements=measured, readiness_level=None).id
        self.address = f"/matches/{self.demand_id}/{self.achievement_id}"


@pytest.fixture
def world(app: Flask) -> World:
    return kept(app, "features", World)


def the_match(world: World) -> Match:
    match = find_match(world.demand_id, world.achievement_id)
    assert match is not None
    return match


def test_the_features_of_a_stored_match_are_sentences_strengths_first(app: Flask, world: World):
    with app.test_request_context("/"), reading():
        match = the_match(world)
        found = features(match, match.demand, match.achievement, Viewer.nobody())
        said = {one.code: (one.sentence.striptags().replace("\xa0", " "), one.word) for one in found}
    assert found[0].code == "words"
    assert found[-1].code == "NOT_MET"
    assert said["NOT_MET"] == ("1 项：结合强度 60 MPa，要求 ≥ 70 MPa（与要求差约 14%）", "不利")
    assert said["NOT_STATED"][1] == "不计"
    assert said["county"] == ("需求在永嘉县，成果在瓯海区", "略为不利")
    assert said["price"] == ("需求没有写预算，不比价格", "不计")
    assert said["response"] == ("办理次数还少，看不出答复快慢", "不计")


def test_what_other_names_brought_is_said_and_counted(app: Flask, world: World):
    bare = {"problem": "", "context": "", "tried": "", "summary": "", "keywords": [], "criteria": []}
    demand = make_demand(title="空气开关", industry_codes=[], **bare)
    achievement = make_achievement(
        title="断路器", summary="", problem_solved="", description="", comparison="", keywords=[], measurements=[]
    )
    with app.test_request_context("/"), reading():
        demand, achievement = session.get_one(Demand, demand.id), session.get_one(type(achievement), achievement.id)
        match = weigh_pair(demand, achievement)
        (said,) = (one for one in features(match, demand, achievement, Viewer.nobody()) if one.code == "synonyms")
    assert said.sentence.striptags() == "需求写的“空气开关”与成果写的“断路器”按同义处理"
    assert (said.effect, match.text_score > match.reasons["through_synonyms"] > 0.07) == ("main", True)


def test_what_is_unknown_becomes_questions_of_both_sides(app: Flask, world: World):
    with app.test_request_context("/"), reading():
        match = the_match(world)
        assert team_questions(match, match.demand, match.achievement)[0].startswith("“孔隙率”能达到多少？")
        assert owner_questions(match, match.demand) == [
            "要做到哪一步：样品、样机，还是能直接上产线？", "预算大概在什么范围？",
        ]  # fmt: skip


def test_each_side_is_led_to_where_it_asks_or_answers(app: Flask, world: World):
    buyer = Visitor(app).sign_in(world.buyer)
    draft = buyer.submit(buyer.open(world.address), button="直接联系，把问题写进草稿")
    demand_id = int(draft.path.split("/")[2])
    with reading():
        assert session.get_one(Demand, demand_id).problem.startswith("想先问清：\n“孔隙率”能达到多少？")
    maker = Visitor(app).sign_in(world.maker).open(world.address)
    assert maker.soup.select_one(f'a[href="/achievements/{world.achievement_id}/edit/evidence"]')
    stranger = Visitor(app).sign_in(world.other)
    (way,) = (
        one["href"]
        for one in stranger.open(world.address).soup.select("a")
        if one.get_text(strip=True) == "向需求方提问"
    )
    assert "预算大概在什么范围？" in stranger.open(way).soup.select_one("textarea").get_text()


def test_both_texts_can_be_opened_whole_with_their_marks_and_without_what_is_locked(app: Flask, world: World):
    with unit_of_work():
        demand = session.get_one(Demand, world.demand_id)
        demand.audiences = {"problem": "consent"}
    buyer, stranger = (Visitor(app).sign_in(one).open(world.address) for one in (world.buyer, world.other))
    for page, is_whole in ((buyer, True), (stranger, False)):
        said, answered = page.soup.select("details.full-text")
        assert ("石英砂" in said.get_text()) is is_whole
        assert "70 MPa" in [one.get_text().replace("\xa0", " ") for one in said.select("mark")]
        assert "60 MPa" in [one.get_text().replace("\xa0", " ") for one in answered.select("mark.supply")]


def test_learned_reasons_name_look_alikes_only_to_those_who_may_read_judgments(app: Flask, world: World):
    with app.test_request_context("/"), reading():
        match = the_match(world)
        title = match.achievement.title
        match.parts = {**match.parts, "learned": 0.08}
        match.reasons = {**match.reasons, "learned": [[world.achievement_id, 3]]}
        said = {
            name: next(one for one in features(match, match.demand, match.achievement, viewer) if one.code == "learned")
            for name, viewer in (("stranger", Viewer.nobody()), ("broker", Viewer(user_id=1, role="broker")))
        }
        session.rollback()
    assert said["stranger"].sentence == "参考了对这条需求的已有评价"
    assert said["broker"].sentence == f"与评为“强相关”的《{title}》相近"
    assert said["broker"].word == "有帮助"


def test_a_match_without_parts_is_shown_all_the_same(app: Flask, world: World):
    with app.test_request_context("/"), reading():
        stored = the_match(world)
        blank = Match(
            text_score=0.0, parts={}, reasons={"shared": [], "synonyms": [], "codes": {}, "industries": []},
            findings=[Finding(verdict="NOT_STATED", importance="must", name="硬度", wanted="", offered="", reason={})],
        )  # fmt: skip
        found = features(blank, stored.demand, stored.achievement, Viewer.nobody())
    assert {one.effect for one in found} == {"nothing"}
