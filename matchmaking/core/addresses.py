"""Addresses given by a browser that may only lead to our own pages."""

from urllib.parse import urlsplit

from flask import request


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
