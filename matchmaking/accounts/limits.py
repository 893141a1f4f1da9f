"""Counted tries per account and per address, kept in the database, so that every process counts the same."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from flask import current_app
from sqlalchemy import select

from matchmaking.accounts.models import Attempt
from matchmaking.core.db import now, session


class TooManyTries(Exception):
    """The limit is reached; `until` is the moment of the next allowed try."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many tries")
        self.until = until


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of one key within `window`."""

    key: str
    most: int
    window: timedelta


def key_of_account(email: str) -> str:
    """A key that does not reveal the e-mail address, also for accounts that do not exist."""
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, email.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]


def key_of_address(address: str | None) -> str:
    """The network address; of IPv6 only the half that a household shares."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(parsed) if parsed.version == 4 else str(ip_network((parsed, 64), strict=False))


def sign_in_limits(email: str, address: str | None) -> list[Limit]:
    """How often a password may be tried wrongly."""
    most = current_app.config["SIGN_IN_TRIES"]
    window = timedelta(minutes=current_app.config["SIGN_IN_WINDOW"])
    return [
        Limit(f"sign_in:account:{key_of_account(email)}", most, window),
        Limit(f"sign_in:address:{key_of_address(address)}", most, window),
    ]


def letter_limits(purpose: str, email: str, address: str | None) -> list[Limit]:
    """How often an address on the network may cause letters, and how many one mailbox may get in an hour."""
    hour = timedelta(hours=1)
    return [
        Limit(f"letters:address:{key_of_address(address)}", current_app.config["SIGN_UPS_PER_HOUR"], hour),
        Limit(f"{purpose}:account:{key_of_account(email)}", 5, hour),
    ]


def check(limits: list[Limit]) -> None:
    """Raise TooManyTries when one of the limits is reached."""
    moment = now()
    waits: list[datetime] = []
    for limit in limits:
        query = select(Attempt.at).where(Attempt.key == limit.key, Attempt.at > moment - limit.window)
        tries = list(session.scalars(query.order_by(Attempt.at.desc()).limit(limit.most)))
        if len(tries) >= limit.most:
            waits.append(tries[-1] + limit.window)
    if waits:
        raise TooManyTries(max(waits))


def count(limits: list[Limit]) -> None:
    """Write down one try for each of the limits."""
    moment = now()
    session.add_all([Attempt(key=limit.key, at=moment) for limit in limits])
