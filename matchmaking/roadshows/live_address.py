"""Which external live streams a session may link: https, and only hosts that the site allows. Nothing is fetched."""

from collections.abc import Iterable
from urllib.parse import urlsplit


def refusal(address: str, hosts: Iterable[str]) -> str | None:
    """None when the address may be linked, else why not: "https", "host" or "form"."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return "form"
    if parts.scheme != "https":
        return "https"
    name = (parts.hostname or "").rstrip(".").lower()
    if not name or parts.username is not None or parts.password is not None or port not in (None, 443):
        return "form"
    if any(sign.isspace() or ord(sign) < 33 or sign == "\\" for sign in address):
        return "form"
    allowed = [one.strip().strip(".").lower() for one in hosts if one.strip()]
    return None if any(name == one or name.endswith("." + one) for one in allowed) else "host"
