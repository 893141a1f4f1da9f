"""Worlds that many tests begin with: planted once in a process, then put back as they were."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import close_all_sessions

from matchmaking.core.db import database
from matchmaking.search.following import SOURCES, rebuild_index
from tests.factories.numbers import go_on_from, numbers_so_far

_kept: dict[tuple[int, str], tuple[Path, Any, list[str], dict[str, int]]] = {}


def kept(app: Flask, name: str, make: Callable[[], Any]) -> Any:
    """What `make()` gives, with the database, the files and the index as it left them.

    The first call makes it; later calls for the same application copy its instance folder back and build the index
    anew, which takes a tenth of the time. The value must be one that tests do not change.
    """
    key = (id(app), name)
    folder = Path(app.instance_path)
    if key not in _kept:
        value = make()
        _let_go()
        copy = Path(tempfile.mkdtemp(prefix="kept-")) / name
        shutil.copytree(folder, copy)
        search = app.extensions["search"]
        _kept[key] = (copy, value, [kind for kind in SOURCES if search.count(kind)], numbers_so_far())
        return value
    copy, value, kinds, numbers = _kept[key]
    go_on_from(numbers)
    _let_go()
    shutil.rmtree(folder)
    shutil.copytree(copy, folder)
    for kind in kinds:
        rebuild_index(kind)
    return value


def _let_go() -> None:
    """Close the database, so that its file holds everything."""
    close_all_sessions()
    with database().engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database().engine.dispose()
