"""Registration (认定登记) of contracts: checklist, data sheet, states, certificate."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach the room."""
