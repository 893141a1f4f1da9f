"""Fixtures: an application with its own database and index for every test, and visitors who use it like a browser."""

import copy
import gc
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import close_all_sessions
from werkzeug.routing import Rule
from xdist.scheduler import LoadFileScheduling

from matchmaking import ROOT, create_app
from matchmaking.core.db import Base, database, reading, unit_of_work
from matchmaking.search.whoosh_engine import open_engine
from matchmaking.vocabulary.queries import all_terms, thesaurus
from matchmaking.vocabulary.services import load_vocabulary
from tests.factories.numbers import go_on_from
from tests.visitor import Visitor

# Each commit waits for the disk: where there is plenty of memory the tests keep their databases there instead.
MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4_000_000_000:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

TEST_SETTINGS = {
    "TESTING": True,
    "SEARCH_URL": "whoosh:memory",
    "SECRET_KEY": "only-for-tests-" + "x" * 32,
    "PROPAGATE_FAILURES": True,
    # The cheapest Argon2 that still is Argon2: passwords are hashed hundreds of times in one run.
    "PASSWORD_COST": "test",
    "LOG_LEVEL": "CRITICAL",
}

_compile_builder = Rule._compile_builder
_builders: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}


def compile_builder_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """Werkzeug writes and compiles a function for each address of each application; a run makes over a thousand
    applications with the same addresses, and nearly all of a small test's time went there."""
    key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


Rule._compile_builder = compile_builder_once  # type: ignore[method-assign]


# The files that take longest. They are begun first: a process that is left with one of them at the end keeps the
# others waiting.
LONGEST = (
    "tests/browser/test_pages.py", "tests/house/test_every_page.py", "tests/house/test_hostile.py",
    "tests/house/test_matrix.py", "tests/house/test_leaks.py", "tests/journeys/test_trips.py",
    "tests/journeys/test_kill.py", "tests/site/test_sample.py", "tests/house/test_queries.py",
    "tests/house/test_english_pages.py", "tests/search/test_robustness.py", "tests/matching/test_rematching.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; the order within a file stays."""
    places = {str(ROOT / path): place for place, path in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(str(item.path), len(places)))


def pytest_collection_finish() -> None:
    """What is loaded now stays until the end. To look through it for garbage, again and again, took an eighth of the
    time of all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


class WholeFiles(LoadFileScheduling):
    """A file stays in one process, and all files of the browser in the same one: there the site starts once."""

    def _split_scope(self, nodeid: str) -> str:
        folder = "tests/browser"
        return folder if nodeid.startswith(folder) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WholeFiles:
    return WholeFiles(config, log)


@dataclass(frozen=True)
class Template:
    """A database with all tables and the vocabulary, and what an application remembers of the latter."""

    database: Path
    vocabulary: Any

    def fill(self, app: Flask) -> None:
        """Give an application a copy of both; reading the vocabulary took a tenth of the time of all tests."""
        shutil.copy(self.database, Path(app.instance_path) / "matchmaking.sqlite3")
        app.extensions["vocabulary"] = copy.copy(self.vocabulary)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """What every test begins with, made once."""
    folder = tmp_path_factory.mktemp("template")
    app = create_app(TEST_SETTINGS, instance_path=folder)
    with app.app_context():
        Base.metadata.create_all(database().engine)
        with unit_of_work():
            load_vocabulary()
        with reading():
            assert thesaurus()
            assert all_terms("county")
        with database().engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database().engine.dispose()
    return Template(folder / "matchmaking.sqlite3", app.extensions["vocabulary"])


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Compiled templates, shared by all applications of a run: compiling them took longer than showing pages."""
    # The processes of one run have folders side by side, and share this one.
    folder = tmp_path_factory.getbasetemp().parent / "templates" if "PYTEST_XDIST_WORKER" in os.environ else None
    if folder is not None:
        folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder or tmp_path_factory.mktemp("templates")))


@pytest.fixture
def make_app(
    template: Template, compiled_templates: FileSystemBytecodeCache, tmp_path: Path
) -> Iterator[Callable[..., Flask]]:
    """Build an application with its own instance folder; the settings given win over those of the tests."""
    made: list[Flask] = []

    def build(**settings: Any) -> Flask:
        folder = tmp_path / f"instance{len(made)}"
        folder.mkdir()
        app = create_app({**TEST_SETTINGS, **settings}, instance_path=folder)
        template.fill(app)
        app.jinja_env.bytecode_cache = compiled_templates
        made.append(app)
        return app

    yield build
    close_all_sessions()
    for app in made:
        app.extensions["database"].engine.dispose()


@pytest.fixture(scope="session")
def shared_app(
    compiled_templates: FileSystemBytecodeCache, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Flask, dict[str, Any], dict[str, Any]]:
    """One application for all tests of a process that ask for no settings of their own, with what it was born with:
    its settings and its views. Statements and templates are compiled once instead of once for each test."""
    folder = tmp_path_factory.mktemp("shared")
    app = create_app(TEST_SETTINGS, instance_path=folder)
    app.jinja_env.bytecode_cache = compiled_templates
    return app, dict(app.config), dict(app.view_functions)


@pytest.fixture
def app(shared_app: tuple[Flask, dict[str, Any], dict[str, Any]], template: Template) -> Iterator[Flask]:
    """The application with an empty database (only the vocabulary), no files and no index, inside its context."""
    application, settings, views = shared_app
    application.config.clear()
    application.config.update(settings)
    application.view_functions.clear()
    application.view_functions.update(views)
    folder = Path(application.instance_path)
    shutil.rmtree(folder)
    folder.mkdir()
    template.fill(application)
    application.extensions["search"] = open_engine(application.config["SEARCH_URL"])
    for memory in ("matching_responses", "rematch_crew"):
        application.extensions.pop(memory, None)
    with application.app_context():
        yield application
    close_all_sessions()
    application.extensions["database"].engine.dispose()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app)


@pytest.fixture(autouse=True)
def _numbers_begin_anew() -> None:
    """What the factories make is called the same whatever ran before."""
    go_on_from({})


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this machine may be reached."""
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"the tests may not reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)
