"""A browser-like client: it opens pages, fills in the forms that it finds there and follows redirects."""

import re
from contextvars import Context
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from lxml import etree
from werkzeug.test import TestResponse

VISIBLE = etree.XPath("//text()[not(ancestor::script or ancestor::style or ancestor::template)]")
PASSWORD = "correct horse battery 42"


@dataclass
class Seen:
    """A page as a visitor sees it."""

    status: int
    path: str
    response: TestResponse

    @property
    def html(self) -> str:
        return self.response.get_data(as_text=True)

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page as a tree, parsed once: who changes it changes it for the whole test."""
        return BeautifulSoup(self.html, "lxml")

    @cached_property
    def text(self) -> str:
        """The visible text with single blanks. Most tests ask for nothing else, and it takes a tenth of the tree."""
        tree = etree.fromstring(self.response.get_data() or b"<p>", etree.HTMLParser(encoding="utf-8"))
        return re.sub(r"\s+", " ", " ".join(VISIBLE(tree))).strip()

    @property
    def title(self) -> str:
        return self.soup.title.get_text() if self.soup.title else ""

    def errors(self) -> list[str]:
        """The lines of the error summary."""
        return [item.get_text(" ", strip=True) for item in self.soup.select("[role=alert] li")]

    def form(self, action: str | None = None, button: str | None = None) -> Tag:
        """The form that posts to `action` (a part of the address) or has a button with this text.

        With neither, the first form of the page itself: not the switches in its header and footer.
        """
        whole = self.soup
        scope = whole if action or button else whole.find("main") or whole
        for form in scope.find_all("form"):
            where = form.get("action") or self.path
            texts = [one.get_text(strip=True) for one in form.find_all("button")]
            if (action is None or action in where) and (button is None or any(button in text for text in texts)):
                if action is None and button is None and form.get("method", "get").lower() != "post":
                    continue
                return form
        raise AssertionError(f"no form with action={action!r} button={button!r} on {self.path}")


def fields_of(form: Tag) -> dict[str, Any]:
    """What a browser would send for an untouched form."""
    values: dict[str, Any] = {}
    for field in form.find_all(["input", "select", "textarea"]):
        name, kind = field.get("name"), field.get("type", "text")
        if not name or field.has_attr("disabled") or kind in {"submit", "button", "file", "image"}:
            continue
        if kind in {"checkbox", "radio"}:
            if field.has_attr("checked"):
                values.setdefault(name, []).append(field.get("value", "on"))
        elif field.name == "select":
            chosen = field.find_all("option", selected=True) or (
                [] if field.has_attr("multiple") else field.find_all("option")[:1]
            )
            for option in chosen:
                values.setdefault(name, []).append(option.get("value", option.get_text()))
        elif field.name == "textarea":
            values.setdefault(name, []).append(field.get_text().removeprefix("\n"))
        else:
            values.setdefault(name, []).append(field.get("value", ""))
    return values


class Visitor:
    """One person with one browser."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def send(self, method: str, path: str, **options: Any) -> TestResponse:
        """Send a request as a server would meet it: outside of the application context that the test stands in.

        Inside of it, Flask would share `g` (token, viewer, language) between all requests of the test.
        """
        response = Context().run(self.client.open, path, method=method.upper(), **options)
        # Reads the answer, then closes the file in which the client kept a large upload.
        response.get_data()
        response.close()
        return response

    def open(self, path: str, **options: Any) -> Seen:
        """Open an address, following redirects."""
        response = self.send("get", path, follow_redirects=True, **options)
        return Seen(response.status_code, response.request.path, response)

    def post(self, path: str, data: dict[str, Any] | None = None, *, follow: bool = True, **options: Any) -> Seen:
        """Post with a valid token, without opening the page first."""
        response = self.send(
            "post", path, data={"csrf_token": self.token(), **(data or {})}, follow_redirects=follow, **options
        )
        return Seen(response.status_code, response.request.path, response)

    def submit(
        self, page: Seen, values: dict[str, Any] | None = None, *, action: str | None = None, button: str | None = None
    ) -> Seen:
        """Fill in a form of `page` and press its button (by its text when it has a name of its own)."""
        form = page.form(action, button)
        data = {**fields_of(form), **(values or {})}
        for one in form.find_all("button"):
            if button and button in one.get_text(strip=True) and one.get("name"):
                data[one["name"]] = one.get("value", "")
                break
        target = urljoin(page.path, form.get("action") or page.path)
        if form.get("method", "get").lower() == "post":
            response = self.send("post", target, data=data, follow_redirects=True)
        else:
            response = self.send("get", target, query_string=data, follow_redirects=True)
        return Seen(response.status_code, response.request.path, response)

    def token(self) -> str:
        """A valid form token of this browser's session."""
        with self.client.session_transaction() as session:
            raw = session.setdefault("csrf_token", "0" * 40)
        return URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(raw)

    def sign_in(self, user: Any, password: str = PASSWORD) -> Self:
        """Sign in with the form, without looking at the pages around it: tests do this hundreds of times."""
        answer = self.post("/accounts/sign-in", {"email": user.email, "password": password}, follow=False)
        assert answer.status == 303, answer.errors() or answer.text[:300]
        return self


__all__ = ["PASSWORD", "Seen", "Visitor", "fields_of"]
