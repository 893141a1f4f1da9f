"""The platform: `create_app` reads like a list of what it is made of."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from matchmaking import (
    accounts,
    achievements,
    attributions,
    calls,
    challenges,
    channels,
    clocks,
    config,
    consents,
    contests,
    contracts,
    core,
    dealrooms,
    deals,
    demands,
    enquiries,
    evidence,
    experts,
    facilities,
    files,
    follows,
    interests,
    investors,
    juries,
    listings,
    matching,
    media,
    meetings,
    milestones,
    notifications,
    organisations,
    outcomes,
    pricing,
    projects,
    proposals,
    public_notices,
    questions,
    refinements,
    registrations,
    roadshows,
    search,
    selections,
    signings,
    site,
    stages,
    streaming,
    trials,
    vocabulary,
    watching,
)
from matchmaking.core.guards import check_guards

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    accounts, vocabulary, organisations, files, search, notifications, streaming, clocks, media, watching,
    public_notices, consents, listings, follows, achievements, demands, matching, enquiries, experts, facilities,
    proposals, questions, refinements, selections, challenges, projects, investors, meetings, interests, juries,
    calls, roadshows, stages, channels, contests, deals, dealrooms, pricing, trials, contracts, signings,
    registrations, milestones, attributions, evidence, outcomes, site,
)  # fmt: skip


def create_app(overrides: Mapping[str, Any] | None = None, *, instance_path: str | Path | None = None) -> Flask:
    """Build the application. `overrides` win over every other source of settings.

    `instance_path` is the folder of everything that is not in git; by default ./instance, or MATCHMAKING_INSTANCE.
    """
    os.umask(0o077)
    folder = instance_path or os.environ.get("MATCHMAKING_INSTANCE") or ROOT / "instance"
    app = Flask(
        __name__,
        instance_path=str(Path(folder).resolve()),
        instance_relative_config=True,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    # There are more templates than the four hundred that Jinja keeps by itself; what it drops it compiles again.
    app.jinja_options = {**app.jinja_options, "cache_size": -1}
    # For commands that need a second, scratch application.
    app.extensions["create_app"] = create_app
    config.load(app, overrides)
    core.init_app(app)
    for room in ROOMS:
        room.init_app(app)
    check_guards(app)
    if app.config["TRUSTED_PROXIES"]:
        count = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app
