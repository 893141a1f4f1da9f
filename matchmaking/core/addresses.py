"""Addresses given by a browser that may only lead to our own pages."""

from urllib.parse import urlsplit


def own_path(text: str | None) -> str | None:
    """Return `text` when it is a path on this site, else None.

    It is parsed instead of matched by prefix: "//host", "/\\host" and "https:host" all look like paths at first sight.
    """
    if not text or not text.startswith("/") or any(ord(sign) < 32 for sign in text) or "\\" in text:
        return None
    parts = urlsplit(text)
    return text if not parts.scheme and not parts.netloc and not text.startswith("//") else None
