"""What only achievements know: rows that have nothing but keywords."""

import json
from pathlib import Path

from flask import Flask

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import reading


def test_keywords_without_a_title_become_the_title(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "loose.jsonl"
    path.write_text(json.dumps({"id": "x-1", "keywords": ["耐磨", "涂层", "制备"]}), encoding="utf-8")
    arguments = ["import", "achievements", str(path), "--organisation", "某校", "--create-organisation"]
    assert app.test_cli_runner().invoke(args=arguments).exit_code == 0
    with reading() as session:
        achievement = session.get_one(Achievement, 1)
        assert (achievement.title, achievement.keywords) == ("耐磨 涂层 制备", [])
        assert achievement.organisation.kind == "university"
