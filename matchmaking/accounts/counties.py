"""The counties that officers can look after; the vocabulary lies above this room and lends its list."""

from collections.abc import Callable, Sequence

from flask import Flask, current_app

CountySource = Callable[[], Sequence[tuple[str, str]]]


def set_county_source(app: Flask, source: CountySource) -> None:
    """Tell accounts the (code, name) of every county, in the language of the page."""
    app.extensions["county_source"] = source


def counties() -> dict[str, str]:
    """Code and name of every county."""
    return dict(current_app.extensions["county_source"]())
