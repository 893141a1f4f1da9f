"""Addresses of static files that change with their content, so that browsers may keep them for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for


@cache
def _fingerprint(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def init_app(app: Flask) -> None:
    """Offer `asset(name)` to the templates."""
    folder = Path(app.static_folder or "static")

    def asset(name: str) -> str:
        """The address of a static file; the same in every language, so that it is cached once."""
        path = folder / name
        address = url_for("static", filename=name, v=_fingerprint(path, path.stat().st_mtime_ns))
        return address.removeprefix("/en")

    app.add_template_global(asset)
