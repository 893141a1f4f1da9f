"""Who found, refined, introduced and negotiated; commissions; performance of brokers and centres."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach the room."""
