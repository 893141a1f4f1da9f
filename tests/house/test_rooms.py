"""The house keeps its own order: imports, guards, tokens, templates, settings, migrations."""

import re
from pathlib import Path

import jinja2.meta
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from importlinter.cli import lint_imports
from werkzeug.routing.converters import NumberConverter

from matchmaking import ROOT, create_app
from matchmaking.config import SETTINGS
from matchmaking.core.cli import alembic_config
from matchmaking.core.db import Base, database
from matchmaking.core.guards import check_guards
from tests.conftest import TEST_SETTINGS
from tests.visitor import Visitor

TEMPLATES = sorted(path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.html"))
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)


def test_rooms_lean_only_on_what_is_below_them() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_a_view_without_a_guard_stops_the_start_and_the_message_names_the_remedy(app: Flask) -> None:
    app.view_functions["site.forgotten"] = lambda: ""
    with pytest.raises(RuntimeError, match=r"Put @guard\(…\) directly below the route of: site.forgotten"):
        check_guards(app)


def test_every_post_refuses_without_a_token(app: Flask) -> None:
    client = app.test_client()
    posts = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or set())]
    assert len(posts) > 20
    accepted = []
    for rule in posts:
        values = {name: 1 if isinstance(rule._converters[name], NumberConverter) else "x" for name in rule.arguments}
        path = app.url_map.bind("127.0.0.1").build(rule.endpoint, values, method="POST")
        if client.post(path, data={"name": "x"}).status_code != 400:
            accepted.append(rule.endpoint)
    assert accepted == []


def test_every_template_compiles_and_has_no_inline_script_or_style(app: Flask) -> None:
    wrong = []
    for name in map(str, TEMPLATES):
        source = (ROOT / "templates" / name).read_text(encoding="utf-8")
        app.jinja_env.get_template(name)
        jinja2.meta.find_undeclared_variables(app.jinja_env.parse(source))
        wrong += [(name, one) for one in INLINE.findall(re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL))]
    assert wrong == []


def test_every_page_template_belongs_to_a_view(app: Flask) -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "matchmaking").rglob("*.py"))
    # The code that both sides share names its templates by room and noun.
    sides = {
        "achievements": "achievement", "demands": "demand", "experts": "expert", "facilities": "facility",
        "projects": "project",
    }  # fmt: skip
    used = source + "".join(
        source.replace("{side.room}", room).replace("{side.kind}", kind).replace("{verb}", step)
        for room, kind in sides.items()
        for step in ("send_back", "withdraw")
    )
    pages = [path for path in TEMPLATES if not path.name.startswith("_") and path.parts[0] not in {"_macros", "errors"}]
    orphans = [str(path) for path in pages if path.name != "base.html" and f'"{path}"' not in used]
    assert orphans == []


def test_every_setting_is_documented_with_its_meaning() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [
        setting.name for setting in SETTINGS if f"`{setting.name}`" not in text or setting.meaning not in text
    ] == []


def test_the_migrations_make_the_same_tables_as_the_models_and_can_be_taken_back(tmp_path: Path) -> None:
    app = create_app(TEST_SETTINGS, instance_path=tmp_path)
    with app.app_context():
        command.upgrade(alembic_config(), "head")
        with database().engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
        command.downgrade(alembic_config(), "base")
        command.upgrade(alembic_config(), "head")
        database().engine.dispose()


def test_a_short_secret_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="at least 32 characters"):
        create_app({**TEST_SETTINGS, "SECRET_KEY": "secret"}, instance_path=tmp_path)


def test_a_foreign_host_name_is_refused(visitor: Visitor) -> None:
    assert visitor.open("/", base_url="http://evil.example").status == 400


def test_public_pages_carry_a_strict_policy(visitor: Visitor) -> None:
    policy = visitor.open("/").response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
