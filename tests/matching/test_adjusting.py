"""What judgments of a demand say about its other achievements: bounded, from others only, the same in any order."""

import pytest

from matchmaking.matching.adjusting import MOST, NOTHING_LEARNED, Adjuster, Graded, Told, likeness

VALVES = [f"球阀阀座碳化钨喷涂工艺{one}" for one in "甲乙丙丁戊"]
SHOES = [f"运动鞋底发泡材料配方{one}" for one in "甲乙丙丁戊"]


def graded(weight: float = 1.0, count: int = 10) -> list[Graded]:
    rows = [Graded(number, title, 3) for number, title in enumerate(VALVES, 1)]
    rows += [Graded(number, title, 0) for number, title in enumerate(SHOES, 11)]
    return [Graded(one.achievement_id, one.title, one.grade, weight) for one in rows[:count]]


def test_titles_are_alike_by_their_pairs_of_characters():
    assert likeness("球阀阀座涂层", "球阀阀座涂层") == pytest.approx(1.0)
    assert likeness("球阀阀座涂层", "鞋底发泡") == 0.0
    assert 0.7 < likeness("球阀阀座碳化钨涂层 12 型", "球阀阀座碳化钨涂层 13 型") < 1.0
    assert likeness("", "球阀") == 0.0


def test_nine_grades_move_nothing_and_ten_do():
    assert Adjuster(graded(count=9)).of(99, "球阀阀座碳化钨喷涂工艺").value == 0.0
    up = Adjuster(graded()).of(99, "球阀阀座碳化钨喷涂工艺")
    down = Adjuster(graded()).of(98, "运动鞋底发泡材料")
    assert 0.1 < up.value <= MOST
    assert -MOST <= down.value < -0.1
    assert {grade for _one, grade in up.because} == {3}
    assert {grade for _one, grade in down.because} == {0}
    assert all(one in range(1, 6) for one, _grade in up.because)


def test_a_stranger_stays_where_it_is_and_equal_grades_say_nothing():
    assert Adjuster(graded()).of(99, "近视防控") == NOTHING_LEARNED
    same = [Graded(one.achievement_id, one.title, 2) for one in graded()]
    assert Adjuster(same).of(99, VALVES[0]) == NOTHING_LEARNED


def test_a_pairs_own_grade_does_not_move_it():
    rows = graded()
    changed = [Graded(1, VALVES[0], 0), *rows[1:]]
    assert Adjuster(rows).of(1, VALVES[0]).value == Adjuster(changed).of(1, VALVES[0]).value


def test_the_order_of_the_judgments_does_not_matter():
    rows = [*graded(), Graded(7, VALVES[0], 1, 0.5)]
    assert Adjuster(rows).of(99, VALVES[0]) == Adjuster(rows[::-1]).of(99, VALVES[0])


def test_remembered_grades_count_half_towards_the_tenth():
    assert not Adjuster(graded(0.5)).uses_grades
    assert Adjuster([*graded(0.5), *(Graded(20 + n, "阀", 1) for n in range(5))]).uses_grades


def test_a_near_copy_of_something_irrelevant_sinks_from_the_first_judgment_on():
    adjuster = Adjuster(irrelevant=[Told(1, "球阀阀座碳化钨涂层 12 型", 5)])
    near = adjuster.of(2, "球阀阀座碳化钨涂层 13 型")
    copy = adjuster.of(3, "球阀阀座碳化钨涂层 12 型")
    assert copy.value == -0.15
    assert -0.15 < near.value <= -0.06
    assert near.as_reasons() == {"alike": 5}
    assert adjuster.of(4, "球阀阀座表面处理") == NOTHING_LEARNED
    assert adjuster.of(1, "球阀阀座碳化钨涂层 12 型") == NOTHING_LEARNED


def test_a_near_copy_that_meets_the_criterion_in_question_is_left_alone():
    adjuster = Adjuster(irrelevant=[Told(1, "球阀阀座碳化钨涂层 12 型", 5, criterion="孔隙率")])
    title = "球阀阀座碳化钨涂层 13 型"
    assert adjuster.of(2, title, frozenset({"孔隙率"})) == NOTHING_LEARNED
    assert adjuster.of(2, title, frozenset({"结合强度"})).alike == 5


def test_what_is_more_like_something_suitable_is_left_alone():
    adjuster = Adjuster(
        irrelevant=[Told(1, "球阀阀座碳化钨涂层 12 型", 5)], suitable=[Told(2, "球阀阀座碳化钨涂层 13 型", 6)]
    )
    assert adjuster.of(3, "球阀阀座碳化钨涂层 13 型") == NOTHING_LEARNED
    assert adjuster.of(3, "球阀阀座碳化钨涂层 12 型").value == -0.15


def test_no_pair_moves_further_than_the_bound():
    adjuster = Adjuster(graded(), irrelevant=[Told(30, SHOES[0], 5)])
    assert adjuster.of(99, SHOES[0]).value == -MOST
