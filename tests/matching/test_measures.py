"""Measures of a ranking: worked by hand, with ties and what is missing, with intervals, and from files."""

from pathlib import Path

import pytest
from flask import Flask

from matchmaking.matching.measures import (
    as_json,
    calibration,
    can_be_measured,
    demand_figures,
    estimate,
    estimates,
    figures_by_demand,
)

# Grades 0 to 3; d is not in the run at all.
GRADES = {"a": 3, "b": 1, "c": 2, "d": 0}
SCORES = {"a": 0.2, "b": 0.9, "c": 0.5}


def test_the_figures_of_one_demand_are_those_worked_by_hand():
    found = demand_figures(SCORES, GRADES)
    # In the order b, c, a, d the gains are 1, 3, 7, 0: 1 + 3/1.58496 + 7/2 of 7 + 3/1.58496 + 1/2.
    assert found["ndcg10"] == pytest.approx(6.392789 / 9.392789, abs=1e-6)
    assert found["ndcg5"] == found["ndcg10"]
    # The good ones, c and a, stand second and third.
    assert found["map"] == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert found["p5"] == 2 / 5
    # Of the six pairs a>d, b>d and c>d are right.
    assert found["pairs"] == 3 / 6
    assert (found["recall20"], found["mrr"]) == (1.0, 1 / 2)


def test_a_tie_earns_nothing_in_the_order_and_half_in_the_pairs():
    found = demand_figures({"a": 0.5, "b": 0.5}, {"a": 3, "b": 0})
    assert (found["map"], found["pairs"]) == (0.5, 0.5)
    assert found["ndcg10"] == pytest.approx(1 / 1.5849625)


def test_the_list_may_be_ranked_by_other_scores_than_the_order_of_what_was_judged():
    whole = {**{f"x{number}": 1.0 - number / 100 for number in range(30)}, "a": 0.95, "c": 0.05}
    found = demand_figures(SCORES, GRADES, whole)
    assert found["map"] == pytest.approx((1 / 2 + 2 / 3) / 2)
    # a stands between x4 and x5 or before both, c behind all thirty.
    assert (found["recall20"], found["recall50"]) == (0.5, 1.0)
    assert found["mrr"] == 1 / 6


def test_only_demands_with_something_good_and_something_else_count():
    assert [can_be_measured(one) for one in ({"a": 2, "b": 1}, {"a": 3, "b": 2}, {"a": 1}, {})] == [
        True, False, False, False
    ]  # fmt: skip
    judged = {"d1": GRADES, "d2": {"a": 3}, "d3": {"a": 2, "b": 0}}
    found = figures_by_demand({"d1": SCORES}, judged)
    assert list(found) == ["d1", "d3"]
    # Nothing of d3 was ranked: everything is last, and ties go against the ranking.
    assert (found["d3"]["map"], found["d3"]["recall50"], found["d3"]["pairs"]) == (0.5, 0.0, 0.5)
    assert estimates({}) == {}
    assert estimates(found)["pairs"].value == 0.5


def test_an_interval_is_the_same_each_time_and_narrower_with_more_demands():
    values = [0.0, 1.0] * 10
    one = estimate(values)
    assert one == estimate(values)
    assert (one.value, one.count) == (0.5, 20)
    # Twenty coins: the mean of a sample has a standard deviation of .112.
    assert (one.low, one.high) == (pytest.approx(0.28, abs=0.04), pytest.approx(0.72, abs=0.04))
    many = estimate(values * 20)
    assert many.high - many.low < (one.high - one.low) / 3
    # What belongs together is drawn together: ten times the same two demands are two demands.
    twins = estimate(values, groups=["even", "odd"] * 10)
    assert (twins.low, twins.high) == (0.0, 1.0)
    assert estimate([]) is None
    assert as_json({"map": one})["map"]["value"] == 0.5


def test_a_calibration_holds_the_predicted_against_the_observed():
    strong, look = calibration(["strong", "look", "strong", "look"], [3, 2, 1, 0], [0.6, 0.2, 0.4, 0.1])
    assert (strong.name, strong.count, strong.predicted, strong.observed) == ("strong", 2, 0.5, 0.5)
    assert (look.predicted, look.observed) == (pytest.approx(0.15), 0.5)
    assert calibration(["strong"], [3])[0].predicted is None


def test_evaluate_prints_the_figures_of_files_and_names_a_bad_line(app: Flask, tmp_path: Path):
    run, judged = tmp_path / "run.tsv", tmp_path / "judged.tsv"
    run.write_text("".join(f"d1\t{one}\t{score}\n" for one, score in SCORES.items()), encoding="utf-8")
    lines = "".join(f"d1\t{one}\t{grade + 1}\n" for one, grade in GRADES.items())
    judged.write_text("demand\tachievement\tlevel\n" + lines, encoding="utf-8")
    runner = app.test_cli_runner()
    answer = runner.invoke(args=["matching", "evaluate", "--run", str(run), "--judgments", str(judged)])
    assert answer.exit_code == 0, answer.output
    assert answer.output.splitlines()[:2] == ["1 demands, 4 judged pairs", "ndcg10     0.681  [0.681, 0.681]"]
    assert answer.output.splitlines()[-2:] == [
        "coverage   demands 1 with something good 1 among the first 20 1",
        "levels need 250 judgments of 50 demands",
    ]
    many = [(f"d{place % 60}", f"a{place}", place % 7) for place in range(420)]
    run.write_text("".join(f"{one}\t{other}\t{mark / 10}\n" for one, other, mark in many), encoding="utf-8")
    judged.write_text("".join(f"{one}\t{other}\t{1 + mark // 2}\n" for one, other, mark in many), encoding="utf-8")
    answer = runner.invoke(args=["matching", "evaluate", "--run", str(run), "--judgments", str(judged)])
    steps = [line.split() for line in answer.output.splitlines() if line.startswith("level ")]
    assert [(step[1], step[-1]) for step in steps] == [("240", "0.000"), ("180", "1.000")]
    assert float(steps[0][4].rstrip(",")) < 0.1 < 0.9 < float(steps[1][4].rstrip(","))
    judged.write_text("d1\ta\t4\nd1\tb\tgood\n", encoding="utf-8")
    answer = runner.invoke(args=["matching", "evaluate", "--run", str(run), "--judgments", str(judged)])
    assert answer.exit_code == 1
    assert "line 2" in answer.output
    assert "Give both" in runner.invoke(args=["matching", "evaluate", "--run", str(run)]).output
