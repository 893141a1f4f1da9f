"""Mechanisms that every room uses and that know no room."""

from flask import Flask, current_app, request
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect

from matchmaking.core import (
    addresses,
    assets,
    cli,
    db,
    door,
    errors,
    filters,
    guards,
    headers,
    languages,
    logs,
    mail,
    passages,
    views,
)


def init_app(app: Flask) -> None:
    """Attach the mechanisms. The order matters: the door, the limits of a form, its token, the rule of the view."""
    logs.init_app(app)
    db.init_app(app)
    app.extensions["health_checks"] = {}
    app.extensions["health_notes"] = {}
    Compress(app)
    addresses.init_app(app)
    languages.init_app(app)
    passages.init_app(app)
    door.init_app(app)
    headers.init_app(app)
    CSRFProtect(app)
    guards.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    assets.init_app(app)
    mail.init_app(app)
    cli.init_app(app)
    app.register_blueprint(views.core)

    @app.context_processor
    def offer_site() -> dict[str, object]:
        names = ("CONTACT_PHONE", "CONTACT_EMAIL", "ICP_NUMBER", "POLICE_NUMBER")
        site_name = current_app.config["SITE_NAME_EN" if languages.current_language() == "en" else "SITE_NAME"]
        return {
            "site_name": site_name,
            "site_contact": {name.lower(): current_app.config[name] for name in names},
            "is_large_text": bool(request) and request.cookies.get("large_text") == "1",
            "viewer": guards.current_viewer() if request else None,
        }
