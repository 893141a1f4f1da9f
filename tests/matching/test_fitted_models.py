"""Models fitted on judgments: from when on, reproducible, kept by version, and switched by a person with proof."""

import re

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.jobs import Job
from matchmaking.demands.models import Demand
from matchmaking.matching.fitted_models import LEVELS, RANKER, FittedModel, active_model, last_switch, models_of
from matchmaking.matching.fitting import cases, fit_levels, fit_ranker, switch_model
from matchmaking.matching.judgment_models import UNDONE, Judgment
from matchmaking.matching.levels import level_words, level_words_of, tenths_words
from matchmaking.matching.models import Match
from matchmaking.matching.quality_jobs import fit_models
from matchmaking.matching.rematching import running_run
from matchmaking.matching.reranking import MOST, PARTS, present_ranker, present_version
from matchmaking.matching.scoring import MODEL_VERSION
from matchmaking.matching.services import weigh_pair
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.kept import kept
from tests.matching.judged import plant_judged
from tests.visitor import Visitor


@pytest.fixture
def judged(app: Flask) -> None:
    """312 judgments of 52 demands in which readiness tells more than the score knows."""
    kept(app, "judged", lambda: plant_judged(telling=0.6))


def admin() -> Viewer:
    return Viewer(user_id=make_user("administrator").id, role="administrator")


def one_more() -> None:
    """Somebody else thought otherwise of the first pair."""
    first = session.scalars(select(Judgment).order_by(Judgment.id).limit(1)).one()
    first.verdict = "none" if first.verdict == "strong" else "strong"


def decide(kind: str, number: int | None, seen: int | None = None) -> None:
    """Switch to this version of a kind, or to none, as an administrator who has seen the present decision."""
    actor = admin()
    with unit_of_work():
        query = select(FittedModel).where(FittedModel.kind == kind, FittedModel.number == number)
        present = last_switch(kind)
        seen = (present.id if present else 0) if seen is None else seen
        switch_model(kind, session.scalar(query), reason="试用一个月", seen=seen, actor=actor)


def test_nothing_is_fitted_before_250_judgments_of_50_demands(judged: None):
    with unit_of_work():
        spare = session.scalars(select(Judgment.id).order_by(Judgment.id).limit(63)).all()
        session.execute(update(Judgment).where(Judgment.id.in_(spare)).values(state=UNDONE))
    with reading():
        found = cases()
        assert (len(found.said), found.is_enough, fit_levels(found), fit_ranker(found)) == (249, False, None, None)
        match = session.scalars(select(Match).limit(1)).one()
        assert level_words(match) is None
    with unit_of_work():
        session.execute(update(Judgment).where(Judgment.id == spare[0]).values(state="current"))
    with reading():
        assert cases().is_enough
    with unit_of_work():
        session.execute(update(Match).where(Match.achievement_id == 3).values(model_version="2026.10.1"))
    with reading():
        # Pairs that other rules have weighed have other features.
        assert len(cases().said) == 250 - 52
    with unit_of_work():
        session.execute(update(Match).values(model_version=MODEL_VERSION))
        session.execute(delete(Match).where(Match.demand_id == session.scalar(select(Match.demand_id).limit(1))))
    with reading():
        # Pairs that are no longer stored have no features.
        assert len(cases().said) < 250


def test_judgments_about_samples_are_no_cases(app: Flask):
    plant_judged(demands=3, is_sample=True)
    with reading():
        assert (len(cases().said), cases().demand_count) == (0, 0)


def test_the_same_judgments_give_the_same_models_once(judged: None):
    fit_models()
    with reading():
        again = {one.kind: one for one in (fit_levels(cases()), fit_ranker(cases())) if one}
        for kind, version in ((LEVELS, "l1"), (RANKER, "r1")):
            (row,) = models_of(kind)
            assert (row.version, row.judgment_count, row.demand_count) == (version, 312, 52)
            assert (row.rules_version, row.parameters) == (MODEL_VERSION, again[kind].parameters)
            assert row.figures == again[kind].figures
    fit_models()
    with unit_of_work():
        assert [len(models_of(kind)) for kind in (LEVELS, RANKER)] == [1, 1]
        one_more()
    fit_models()
    with reading():
        assert [one.version for one in models_of(LEVELS)] == ["l2", "l1"]
        assert active_model(LEVELS).version == "l2"
    with pytest.raises(RuntimeError, match="never change"), unit_of_work():
        models_of(LEVELS)[0].seed = 1


def test_levels_are_said_in_tenths_as_soon_as_they_are_fitted_and_until_somebody_stops_them(judged: None):
    fit_models()
    with reading():
        low = session.scalars(select(Match).order_by(Match.score).limit(1)).one()
        high = session.scalars(select(Match).order_by(Match.score.desc()).limit(1)).one()
        steps = active_model(LEVELS).parameters["bands"]
        words = level_words_of([low, high])
        assert words[low.demand_id, low.achievement_id] == tenths_words(steps[0][1])
        assert words[high.demand_id, high.achievement_id] == f"这样的配对，10 对里约 {steps[-1][1]} 对被评为合适"
        assert steps[-1][1] >= 6 > steps[0][1]
        high.model_version = "2026.10.1"
        assert level_words(high) is None
        assert tenths_words(0) == "这样的配对，10 对里不到 1 对被评为合适"
    decide(LEVELS, None)
    with unit_of_work():
        one_more()
    fit_models()
    with reading():
        assert [one.version for one in models_of(LEVELS)] == ["l2", "l1"]
        assert level_words(session.scalars(select(Match).limit(1)).one()) is None


def test_a_ranker_needs_proof_and_a_person(judged: None):
    fit_models()
    with reading():
        ranker = models_of(RANKER)[0]
        assert ranker.figures["difference"]["low"] > 0
        assert ranker.figures["after"]["value"] > ranker.figures["before"]["value"]
        assert (present_ranker(), present_version()) == (None, MODEL_VERSION)
    decide(RANKER, 1)
    with reading():
        found = present_ranker()
        assert present_version() == f"{MODEL_VERSION}+r1"
        # The stored readiness is what it learned; what it adds stays small.
        assert MOST >= found.adds({"words": 0.5, "readiness": 1.0}) > 0 > found.adds({"words": 0.5, "readiness": 0.0})
        first = running_run()
        first_id = first.id
        assert (first.model_version, first.is_quiet) == (f"{MODEL_VERSION}+r1", True)
        assert session.scalar(select(Job.payload).where(Job.name == "matching.rematch_everything")) == {
            "run_id": first.id
        }
    with pytest.raises(RuleBroken, match="没有变化"):
        decide(RANKER, 1)
    with pytest.raises(Conflict):
        decide(RANKER, None, seen=0)
    decide(RANKER, None)
    with reading():
        assert present_version() == MODEL_VERSION
        # A run by the ranker that is no longer used ends where it is.
        assert (running_run().id > first_id, running_run().model_version) == (True, MODEL_VERSION)


def test_a_ranker_without_a_gain_is_refused_and_the_page_says_why(app: Flask):
    plant_judged()
    fit_models()
    with reading():
        ranker = models_of(RANKER)[0]
        assert ranker.figures["difference"]["low"] <= 0
        address = f"/desk/matching-quality/models/ranker?model={ranker.id}"
    with pytest.raises(RuleBroken, match="没有证明"):
        decide(RANKER, 1)
    with reading():
        assert last_switch(RANKER) is None
    page = Visitor(app).sign_in(make_user("administrator")).open(address)
    assert re.search(r"区间包含 0：不启用|比现在差：不启用", page.text)
    assert not page.soup.select("textarea")


def test_switching_back_restores_every_score(app: Flask):
    demand, achievement = make_demand(), make_achievement()

    def weighed() -> tuple[float, str, dict[str, float]]:
        with reading():
            pair = session.get_one(Demand, demand.id), session.get_one(Achievement, achievement.id)
            row = weigh_pair(*pair)
            return row.score, row.model_version, row.parts

    before = weighed()
    zero = [0.0 for _one in PARTS]
    with unit_of_work():
        parameters = {"parts": list(PARTS), "means": zero, "weights": [9.0, *zero[1:]]}
        model = FittedModel(
            kind=RANKER, number=7, rules_version=MODEL_VERSION, seed=1, judgment_count=250, demand_count=50,
            data_digest="by hand", parameters=parameters, figures={"difference": {"value": 0.1, "low": 0.05}},
        )  # fmt: skip
        session.add(model)
    decide(RANKER, 7)
    score, version, parts = weighed()
    assert (round(score - before[0], 6), version) == (MOST, f"{MODEL_VERSION}+r7")
    assert parts == {**before[2], "ranker": MOST}
    decide(RANKER, None)
    assert weighed() == before
