"""Words of e-mails and notices from templates, also where there is no request: in jobs and commands."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale

from matchmaking.core.languages import LOCALES, PREFIX


def path_to(endpoint: str, **values: Any) -> str:
    """The path of a page without its language, also outside of a request."""
    return current_app.url_map.bind("localhost").build(endpoint, values)


def link_to(endpoint: str, *, language: str = "zh", **values: Any) -> str:
    """The full address of a page at PUBLIC_URL, in a language."""
    return full_address(path_to(endpoint, **values), language=language)


def full_address(path: str, *, language: str = "zh") -> str:
    """A path of ours as a full address at PUBLIC_URL, in a language."""
    return current_app.config["PUBLIC_URL"].rstrip("/") + (PREFIX if language == "en" else "") + path


def wording(template: str, values: Mapping[str, Any], *, language: str = "zh") -> tuple[str, list[str]]:
    """The first line of a text template, and its paragraphs below, in the given language."""
    with force_locale(LOCALES.get(language, LOCALES["zh"])):
        title, _, rest = render_template(template, **values).strip().partition("\n")
    paragraphs = [" ".join(part.split()) for part in rest.replace("\r\n", "\n").split("\n\n")]
    return title.strip(), [part for part in paragraphs if part]


def letter(
    template: str,
    values: Mapping[str, Any],
    *,
    language: str,
    name: str,
    link: str = "",
    change_link: str = "",
    stop_link: str = "",
) -> tuple[str, str]:
    """Subject and text of an e-mail: the words of `template` inside the frame that all letters share.

    `change_link` and `stop_link` lead to where the reader changes or stops such letters; a letter without them says
    that it is one of those that cannot be switched off.
    """
    subject, paragraphs = wording(template, values, language=language)
    with force_locale(LOCALES.get(language, LOCALES["zh"])):
        text = render_template(
            "core/letter.txt",
            name=name,
            paragraphs=paragraphs,
            link=link,
            change_link=change_link,
            stop_link=stop_link,
            public_url=current_app.config["PUBLIC_URL"],
        )
    return subject, text.strip() + "\n"
