"""The link in a letter that ends such letters without signing in: signed, good for months, and it does only this."""

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from matchmaking.notifications.topics import TOPICS

SALT = "notices.unsubscribe"
LIFETIME_SECONDS = 180 * 24 * 3600


@dataclass(frozen=True)
class Stopping:
    """Whose letters a link can stop, and of which topic; "" stands for the digest, which has all topics."""

    user_id: int
    topic: str


def token_for(user_id: int, topic: str) -> str:
    """The token of a person and a topic."""
    return _signer().dumps([user_id, topic])


def read_token(token: str) -> Stopping | None:
    """What a token stands for; None when it is forged, damaged, too old, or of a topic that there is no more."""
    try:
        user_id, topic = _signer().loads(token, max_age=LIFETIME_SECONDS)
    except (BadData, ValueError, TypeError):
        return None
    if not isinstance(user_id, int) or (topic and (topic not in TOPICS or TOPICS[topic].is_fixed)):
        return None
    return Stopping(user_id, topic)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=SALT)
