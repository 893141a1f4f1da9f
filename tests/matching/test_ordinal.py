"""The ordinal model, its folds and its steps; and which demands are one demand written twice."""

from random import Random

import numpy as np
import pytest

from matchmaking.matching.grouping import clusters
from matchmaking.matching.ordinal import EDGES, LEAST_CASES, Ordinal, band_of, bands, fit, folds, unseen_predictions


def drawn(count: int = 600) -> tuple[list[list[float]], list[int], list[int]]:
    """Cases of a proportional-odds model with slope 2 on the first feature and none on the second."""
    chance = Random(3)
    rows, grades, groups = [], [], []
    for place in range(count):
        one, other = chance.gauss(0, 1), chance.gauss(0, 1)
        noise = np.log(1 / chance.uniform(1e-9, 1 - 1e-9) - 1)
        grades.append(sum(2 * one - noise > cut for cut in (-1, 1, 3)))
        rows.append([one, other])
        groups.append(place // 10)
    return rows, grades, groups


def test_the_fit_finds_the_model_that_the_cases_were_drawn_from():
    rows, grades, _groups = drawn(4000)
    model = fit(rows, grades)
    assert model is not None
    assert model.slopes == (pytest.approx(2, abs=0.12), pytest.approx(0, abs=0.1))
    assert model.cuts == (pytest.approx(-1, abs=0.12), pytest.approx(1, abs=0.12), pytest.approx(3, abs=0.2))
    # A grade from 2 on lies beyond the second cut: 1 / (1 + e^(1 - 2x)).
    low, high = model.good([[0.0, 0.0], [1.5, 0.0]])
    assert (low, high) == (pytest.approx(0.27, abs=0.03), pytest.approx(0.88, abs=0.03))
    assert fit(rows, grades) == model
    assert Ordinal.of(model.as_json()) == model


def test_a_grade_that_nobody_gave_is_no_obstacle_and_one_sided_grades_teach_nothing():
    rows, grades, _groups = drawn()
    model = fit(rows, [0 if grade < 2 else 3 for grade in grades])
    assert model is not None
    assert (model.grades, len(model.cuts)) == ((0, 3), 1)
    assert model.good([[3.0, 0.0]])[0] > 0.9
    assert fit(rows, [min(grade, 1) for grade in grades]) is None
    assert fit([[0.0]], [3]) is None


def test_what_belongs_together_is_in_one_fold_whatever_the_order():
    groups = ["b", "a", "b", "c", "a"]
    first = folds(groups, 2)
    assert first[0] == first[2]
    assert first[1] == first[4]
    assert folds(groups[::-1], 2).tolist() == first[::-1].tolist()
    assert set(folds(range(20), 10).tolist()) == set(range(10))


def test_the_steps_hold_on_cases_that_were_not_seen():
    rows, grades, groups = drawn(2000)
    predicted = unseen_predictions(rows, grades, groups)
    found = bands(predicted, grades)
    assert 3 <= len(found) <= len(EDGES) + 1
    assert sum(one.cases for one in found) == 2000
    assert min(one.cases for one in found) >= LEAST_CASES
    shares = [one.observed for one in found]
    assert shares == sorted(shares)
    assert len({one.tenths for one in found}) == len(found)
    assert all(abs(one.predicted - one.observed) < 0.08 for one in found)
    assert band_of(0.999, found) == found[-1]
    assert band_of(0.0, found) == found[0]


def test_steps_that_do_not_rise_or_are_too_small_are_joined():
    predicted = np.array([0.02] * 40 + [0.15] * 40 + [0.35] * 10)
    rising = bands(predicted, [0] * 40 + [3] * 20 + [0] * 20 + [3] * 10)
    assert [(one.cases, one.tenths) for one in rising] == [(40, 0), (50, 6)]
    falling = bands(predicted, [3] * 40 + [0] * 40 + [3] * 10)
    assert [one.cases for one in falling] == [90]
    assert [one.cases for one in bands(np.array([0.5, np.nan]), [3, 0])] == [1]


def test_demands_that_say_the_same_are_one():
    one = "含颗粒介质球阀的阀座耐磨涂层，阀座 2.4 万次启闭后内漏，温度 420 ℃"
    texts = [one, "电镀废水深度除镍，总镍低于 0.1 mg/L", one.replace("2.4", "2.5"), f"{one}。", ""]
    assert clusters(texts) == [0, 1, 0, 0, 4]
