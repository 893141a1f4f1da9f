"""Addresses given by a browser: they may only lead to our own pages, and to ids that a database can have."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.routing import IntegerConverter

LARGEST_ID = 2**31 - 1


class Id(IntegerConverter):
    """An id in an address; a number that no column can hold fits no route and is simply not found."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": LARGEST_ID, **options})


def init_app(app: Flask) -> None:
    """Read `<int:…>` in every route as an id."""
    app.url_map.converters["int"] = Id


def own_path(text: str | None) -> str | None:
    """Return `text` when it is a path on this site, else None.

    It is parsed instead of matched by prefix: "//host", "/\\host" and "https:host" all look like paths at first sight.
    """
    if not text or not text.startswith("/") or any(ord(sign) < 32 for sign in text) or "\\" in text:
        return None
    parts = urlsplit(text)
    return text if not parts.scheme and not parts.netloc and not text.startswith("//") else None


def own_address(text: str | None) -> str | None:
    """Like `own_path`, with the language of the present page in front: `next` is written without it."""
    path, root = own_path(text), request.script_root
    if path is None or not root or path == root or path.startswith(root + "/"):
        return path
    return root + path
