"""The commands of matching."""

import json
from pathlib import Path

from flask import Flask
from sqlalchemy import delete, select

from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.demands.models import Demand
from matchmaking.matching.models import Match
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.matching.records import begin_with_unrelated


def stored() -> list[tuple[int, int]]:
    with reading():
        return [tuple(row) for row in session.execute(select(Match.demand_id, Match.achievement_id))]


def test_rematch_restores_what_is_missing_and_leaves_what_is_right(app: Flask):
    begin_with_unrelated(app)
    demand, achievement = make_demand(), make_achievement()
    with unit_of_work():
        session.execute(delete(Match))
    answer = app.test_cli_runner().invoke(args=["matching", "rematch"])
    assert answer.exit_code == 0, answer.output
    assert answer.output.splitlines()[-1].endswith("1 new matches")
    assert stored() == [(demand.id, achievement.id)]
    again = app.test_cli_runner().invoke(args=["matching", "rematch", "--all"])
    assert again.output.splitlines()[-1] == "22 records weighed, 0 new matches"


def write_lines(path: Path, rows: list[dict]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_export_run_ranks_files_and_leaves_the_site_alone(app: Flask, tmp_path: Path):
    demands = write_lines(
        tmp_path / "demands.jsonl",
        [
            {"id": "d1", "title": "球阀阀座耐磨涂层", "content": "含砂介质，阀座两个月就内漏。"},
            {"id": "d2", "title": "电镀废水除镍", "content": "总镍要低于 0.1 mg/L。"},
        ],
    )
    titles = {"a1": "阀座碳化钨耐磨涂层", "a2": "电镀废水深度除镍", "a3": "近视防控镜片", "a4": "阀座碳化钨耐磨涂层"}
    achievements = write_lines(
        tmp_path / "achievements.jsonl", [{"id": number, "keywords": [title]} for number, title in titles.items()]
    )
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("d1\ta3\t1\nd1\tunknown\t2\n", encoding="utf-8")
    output = tmp_path / "run.tsv"
    answer = app.test_cli_runner().invoke(
        args=["matching", "export-run", "--demands", str(demands), "--achievements", str(achievements), "--pairs",
              str(pairs), "--output", str(output)]
    )  # fmt: skip
    assert answer.exit_code == 0, answer.output
    run: dict[str, dict[str, float]] = {}
    for line in output.read_text(encoding="utf-8").splitlines():
        demand, achievement, score = line.split("\t")
        run.setdefault(demand, {})[achievement] = float(score)
    assert max(run["d2"], key=run["d2"].get) == "a2"
    # Copies get the score of the one that stands for them; the wanted pair is there although it does not fit.
    assert run["d1"]["a1"] == run["d1"]["a4"] > run["d1"]["a3"]
    with reading():
        assert session.scalars(select(Demand)).all() == []


def test_export_run_says_which_row_is_wrong(app: Flask, tmp_path: Path):
    demands = write_lines(tmp_path / "demands.jsonl", [{"title": "没有编号"}])
    achievements = write_lines(tmp_path / "achievements.jsonl", [{"id": "a1", "keywords": ["阀座"]}])
    answer = app.test_cli_runner().invoke(
        args=["matching", "export-run", "--demands", str(demands), "--achievements", str(achievements), "--output",
              str(tmp_path / "run.tsv")]
    )  # fmt: skip
    assert answer.exit_code == 1
    assert "row 1" in answer.output
