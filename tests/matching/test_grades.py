"""Grades stand on ladders; only grades of one ladder are compared."""

import pytest

from matchmaking.matching.grades import grades, holds


@pytest.mark.parametrize(
    ("name", "required", "offered", "outcome"),
    [
        ("防护等级", "IP67", "IP68", "met"),
        ("防护等级", "IP67", "IP65", "partly"),
        ("防护等级", "IP67", "IP54", "missed"),
        ("防护等级", "IPX4", "IP54", "met"),
        ("阻燃等级", "V-1", "UL94 V-0", "met"),
        ("阻燃等级", "V-0", "V-2", "missed"),
        ("泄漏等级", "B 级", "A级", "met"),
        ("泄漏等级", "VI 级", "IV 级", "missed"),
        ("泄漏等级", "VI 级", "A 级", None),
        ("绝缘等级", "F 级", "H 级", "met"),
        ("能效", "2 级", "1 级", "met"),
        ("色牢度", "4 级", "3-4 级", "missed"),
        ("某某", "4 级", "3 级", "unknown"),
        ("某某", "4 级", "4 级", "met"),
        ("安全", "SIL2", "SIL 3", "met"),
        ("安全", "SIL2", "ASIL D", None),
        ("洁净度", "万级", "十万级", "missed"),
        ("防爆", "IIB T4", "IIC T6", "met"),
        ("甲醛", "E1级", "E0级", "met"),
    ],
)
def test_grades_are_compared_on_their_ladder(name, required, offered, outcome):
    assert holds(grades(required, name)[0], grades(offered, name)[0]) == outcome


def test_text_without_a_grade_has_none():
    assert grades("无剥落", "外观") == ()
    assert grades(None) == ()
