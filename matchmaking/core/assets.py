"""Addresses of static files that change with their content, so that browsers may keep them for a year."""

import hashlib
import os
from functools import cache
from pathlib import Path

from flask import Flask, request, url_for


@cache
def _fingerprint(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def init_app(app: Flask) -> None:
    """Offer `asset(name)` to the templates."""
    folder = Path(app.static_folder or "static")
    # A page asks for sixteen addresses, most of them icons; building them anew took a tenth of a small page.
    known: dict[tuple[str, str, int], str] = {}

    def asset(name: str) -> str:
        """The address of a static file; the same in every language, so that it is cached once."""
        path = f"{folder}/{name}"
        key = (request.script_root, name, os.stat(path).st_mtime_ns)
        if key not in known:
            address = url_for("static", filename=name, v=_fingerprint(Path(path), key[2]))
            known[key] = address.removeprefix("/en")
        return known[key]

    app.add_template_global(asset)
