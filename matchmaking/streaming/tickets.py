"""Tickets: signed and short-lived words that let a browser follow one topic; reading them asks no database."""

import time
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

# Rights are asked when a ticket is made; so long at most does it outlive them, unless it is ended at once.
LIFETIME = 15 * 60
# A page asks for its next ticket when it is told to, and has this long to do so.
GRACE = 60


@dataclass(frozen=True)
class Ticket:
    """What a ticket says: topic, who (a user's id, or a random word), the last event that the page shows, since when.

    `made_at` is in seconds since 1970; `user_id` is 0 for who is not signed in.
    """

    topic: str
    who: str
    user_id: int
    after: int
    made_at: int

    @property
    def ends_at(self) -> int:
        """When it ends, in seconds since 1970."""
        return self.made_at + LIFETIME


def sign(secret: str, ticket: Ticket) -> str:
    """The ticket as it stands in an address."""
    parts = [ticket.topic, ticket.who, ticket.user_id, ticket.after, ticket.made_at]
    return URLSafeSerializer(secret, salt="streaming").dumps(parts)


def read(secret: str, text: str) -> Ticket | None:
    """What a ticket says; None when it is forged or has ended."""
    try:
        topic, who, user_id, after, made_at = URLSafeSerializer(secret, salt="streaming").loads(text)
    except (BadSignature, ValueError, TypeError):
        return None
    ticket = Ticket(topic, who, user_id, after, made_at)
    return ticket if time.time() <= ticket.ends_at + GRACE else None
