"""The texts about the platform: help, about, privacy, terms, accessibility."""

from flask import Blueprint, render_template

from matchmaking.accounts.services import CONSENT_VERSION
from matchmaking.core.guards import PUBLIC, guard
from matchmaking.site.queries import public_counts

site = Blueprint("site", __name__)


@site.get("/help")
@guard(PUBLIC)
def help() -> str:
    """How to use the platform, and what a verdict means."""
    return render_template("site/help.html")


@site.get("/about")
@guard(PUBLIC)
def about() -> str:
    """What the platform is, and what it is not."""
    return render_template("site/about.html", counts=public_counts())


@site.get("/privacy")
@guard(PUBLIC)
def privacy() -> str:
    """What is done with personal data, in the version that people agree to at sign-up."""
    return render_template("site/privacy.html", version=CONSENT_VERSION)


@site.get("/terms", endpoint="terms")
@guard(PUBLIC)
def terms_of_use() -> str:
    """The rules of use."""
    return render_template("site/terms.html", version=CONSENT_VERSION)


@site.get("/accessibility")
@guard(PUBLIC)
def accessibility() -> str:
    """What is done for people with disabilities, and whom to tell about a barrier."""
    return render_template("site/accessibility.html")
