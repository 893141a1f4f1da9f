"""Chinese without a prefix, English under /en/: one set of routes, the prefix lives in SCRIPT_NAME."""

from typing import Any

from flask import Flask, request
from flask_babel import Babel, force_locale, get_locale, get_translations

PREFIX = "/en"
LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


class LanguagePrefix:
    """WSGI middleware that moves /en from the path into SCRIPT_NAME, so that every built address keeps it."""

    def __init__(self, wsgi_app: Any) -> None:
        self.wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        if path == PREFIX or path.startswith(PREFIX + "/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + PREFIX
            environ["PATH_INFO"] = path[len(PREFIX) :] or "/"
            environ["matchmaking.language"] = "en"
        return self.wsgi_app(environ, start_response)


def current_language() -> str:
    """ "en" or "zh", also outside of a request (there it is Chinese unless a locale is forced)."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh"


def in_chinese(words: Any) -> str:
    """Lazy words as they go into a record: in Chinese, whatever language the person who acts reads."""
    with force_locale(LOCALES["zh"]):
        return str(words)


def address_in(language: str) -> str:
    """The current page's address in the other language, with its query."""
    path = request.full_path.rstrip("?")
    return (PREFIX + path) if language == "en" else path


def init_app(app: Flask) -> None:
    """Attach the middleware and Flask-Babel."""
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]

    def choose_locale() -> str:
        return LOCALES[request.environ.get("matchmaking.language", "zh")] if request else LOCALES["zh"]

    Babel(app, locale_selector=choose_locale)
    catalogues: dict[str, Any] = {}

    def catalogue() -> Any:
        """The words of the current language. Flask-Babel looks them up by a locale that it spells out each time,
        which took a twelfth of a page with its sixty sentences."""
        language = current_language()
        if language not in catalogues:
            catalogues[language] = get_translations()
        return catalogues[language]

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: catalogue().ugettext(text),
        ngettext=lambda one, many, count: catalogue().ungettext(one, many, count),
        newstyle=True,
        pgettext=lambda context, text: catalogue().upgettext(context, text),
        npgettext=lambda context, one, many, count: catalogue().unpgettext(context, one, many, count),
    )

    @app.context_processor
    def offer_language() -> dict[str, Any]:
        language = current_language()
        other = "zh" if language == "en" else "en"
        values: dict[str, Any] = {"lang": "en" if language == "en" else "zh-CN", "current_language": language}
        if request:
            values["other_language_url"] = address_in(other)
            values["language_urls"] = {"zh-CN": address_in("zh"), "en": address_in("en")}
        return values
