"""The rules of challenges: weights, versions, and that what has begun keeps its own."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.challenges.models import Challenge, ChallengeRules
from matchmaking.challenges.rules import Dimension, Rules, default_rules
from matchmaking.challenges.services import change_rules, rules_in_force
from matchmaking.core.db import reading, unit_of_work
from matchmaking.core.errors import Conflict
from tests.factories.accounts import make_user
from tests.factories.challenges import make_challenge
from tests.visitor import Visitor


def test_the_result_is_the_weighted_mean_over_all_experts() -> None:
    rules = replace(default_rules(), dimensions=(Dimension("a", "甲", 75), Dimension("b", "乙", 25)), pass_mark=60)
    assert rules.score_of({"a": 60, "b": 80}) == 65
    assert rules.result_of([{"a": 60, "b": 80}, {"a": 50, "b": 70}]) == 60
    assert rules.result_of([]) is None
    assert [rules.passes(one) for one in (None, 59.94, 59.95, 60)] == [False, False, True, True]


def test_the_defaults_are_the_six_statements_four_dimensions_and_at_most_three_years() -> None:
    rules = default_rules()
    assert rules.statements == ("problem", "criteria", "term", "rights", "fund", "conditions")
    assert [one.name for one in rules.dimensions] == ["产业带动作用", "研究基础", "技术指标", "财务指标"]
    assert (sum(one.weight for one in rules.dimensions), rules.longest_months, rules.is_cash_only) == (100, 36, True)
    assert Rules.of(rules.values()) == rules


def test_an_administrator_makes_a_new_version_and_what_has_begun_keeps_its_own(app: Flask) -> None:
    begun = make_challenge()
    admin = Visitor(app).sign_in(make_user("administrator"))
    page = admin.open("/desk/challenges/rules")
    wrong = admin.submit(page, {"dimensions-0-weight": "31", "note": "x"}, button="保存为新版本")
    assert (wrong.status, "各维度的权重加起来要等于 100。" in wrong.text) == (422, True)
    values = {"pass_mark": "70", "most_winners": "2", "list_counting": "calendar", "note": "按某文件修改"}
    done = admin.submit(page, values, button="保存为新版本")
    assert done.path == "/challenges/rules"
    for words in ("第 2 版", "达到 70 分通过", "最多 2 家同时攻关（赛马）", "5 个自然日", "按某文件修改"):
        assert words in done.text
    assert "没有查到温州市公开的揭榜挂帅规则全文" in done.text
    assert "达到 60 分通过" in admin.open("/challenges/rules?version=1").text
    later = make_challenge()
    with reading() as session:
        marks = [session.get_one(Challenge, one.id).rules.pass_mark for one in (begun, later)]
        assert marks == [60, 70]
        assert session.scalars(select(ChallengeRules.number).order_by(ChallengeRules.number)).all() == [1, 2]
    # Who opened the page before the change is told so.
    stale = admin.submit(page, values, button="保存为新版本")
    assert (stale.status, "别人已经改过揭榜规则" in stale.text) == (409, True)


def test_dimensions_are_added_and_keep_their_codes(app: Flask) -> None:
    admin = Visitor(app).sign_in(make_user("administrator"))
    page = admin.submit(admin.open("/desk/challenges/rules"), button="再加一个维度")
    assert page.status == 200
    admin.submit(
        page,
        {"dimensions-0-weight": "20", "dimensions-4-name": "绿色低碳", "dimensions-4-weight": "10", "note": "x"},
        button="保存为新版本",
    )
    with reading():
        found = [(one.code, one.weight) for one in rules_in_force().rules.dimensions]
    assert found == [("industry", 20), ("research", 20), ("technical", 30), ("finance", 20), ("d1", 10)]


def test_two_administrators_do_not_overwrite_each_other(app: Flask) -> None:
    admin = make_user("administrator")
    with unit_of_work():
        change_rules(default_rules(), note="甲", seen_number=1, actor=admin)  # type: ignore[arg-type]
    with pytest.raises(Conflict), unit_of_work():
        change_rules(default_rules(), note="乙", seen_number=1, actor=admin)  # type: ignore[arg-type]
