"""Matches in words."""

import pytest
from flask import Flask

from matchmaking.matching.models import Finding, Match
from matchmaking.matching.wording import count_sentence


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (["MET", "NOT_STATED"], "2 项指标满足 1 项"),
        (["NOT_STATED", "NOT_STATED"], "2 项指标都没有说明"),
        (["NOT_STATED", "NOT_MET"], "2 项指标满足 0 项"),
        ([], "没有公开的指标可比，按用词比对"),
    ],
)
def test_silence_is_not_called_a_failure(app: Flask, verdicts: list[str], expected: str):
    match = Match(must_missed_count=0, findings=[Finding(verdict=one) for one in verdicts])
    with app.test_request_context("/"):
        assert count_sentence(match) == expected
