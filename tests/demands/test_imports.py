"""What only demands know: loose rows with a content, and days counted from today."""

import json
from datetime import timedelta
from pathlib import Path

from flask import Flask

from matchmaking.core.db import reading
from matchmaking.core.filters import today
from matchmaking.demands.models import Demand


def test_content_is_the_problem_and_days_count_from_today(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "loose.jsonl"
    row = {"id": "x-1", "title": "阀门漏油", "content": "高温下漏油。\n希望不漏。", "deadline_days": 30}
    path.write_text(json.dumps(row), encoding="utf-8")
    arguments = ["import", "demands", str(path), "--organisation", "某厂", "--create-organisation"]
    assert app.test_cli_runner().invoke(args=arguments).exit_code == 0
    with reading() as session:
        demand = session.get_one(Demand, 1)
        assert (demand.title, demand.problem) == ("阀门漏油", "高温下漏油。\n希望不漏。")
        assert demand.deadline_on == today() + timedelta(days=30)
        assert demand.organisation.kind == "enterprise"
