"""Who may open which address: one rule on every view, deny by default."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from matchmaking.core.door import keep
from matchmaking.core.history import record


@dataclass(frozen=True)
class Rule:
    """A named test of the viewer. The name appears in the route × role table of the tests."""

    name: str
    test: Callable[[Any], bool]


PUBLIC = Rule("public", lambda viewer: True)
SIGNED_IN = Rule("signed in", lambda viewer: viewer.is_signed_in)


def role(*roles: str) -> Rule:
    """A rule for people of these personal roles; administrators always pass."""
    return Rule(
        "role: " + ", ".join(sorted(roles)),
        lambda viewer: viewer.is_signed_in and (viewer.is_admin or viewer.role in roles),
    )


def guard(rule: Rule) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view with its rule. The record itself is checked in the view with `require`."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        view.guard = rule  # type: ignore[attr-defined]
        return view

    return mark


def require(condition: bool, *, hide: bool = False) -> None:
    """Answer 403 unless `condition`; with `hide` answer 404, where even the existence is confidential."""
    if condition:
        return
    keep_refusal()
    abort(404 if hide else 403)


def keep_refusal() -> None:
    """Write the refusal into the history, although the transaction of this request is rolled back."""
    viewer = current_viewer()
    endpoint, method = request.endpoint or "", request.method
    if viewer.is_signed_in:
        keep(lambda: record("security.refused", "access", actor=viewer, data={"endpoint": endpoint, "method": method}))


def current_viewer() -> Any:
    """The person behind the current request, as `accounts` provides it."""
    return current_app.extensions["viewer"]()


def set_viewer_source(app: Flask, source: Callable[[], Any]) -> None:
    """Tell the guards how to find the viewer; called by `accounts`, which core does not know."""
    app.extensions["viewer"] = source


def check_guards(app: Flask) -> None:
    """Refuse to start while a view has no guard. Raises RuntimeError that names the view and the remedy."""
    app.view_functions["static"].guard = PUBLIC  # type: ignore[attr-defined]
    missing = sorted(
        name for name, view in app.view_functions.items() if not isinstance(getattr(view, "guard", None), Rule)
    )
    if missing:
        raise RuntimeError(f"Put @guard(…) directly below the route of: {', '.join(missing)}")


def init_app(app: Flask) -> None:
    """Check the rule of the view before every request."""

    @app.before_request
    def check_rule() -> Response | None:
        if request.endpoint is None:
            return None
        rule: Rule = current_app.view_functions[request.endpoint].guard  # type: ignore[attr-defined]
        viewer = current_viewer()
        if rule.test(viewer):
            return None
        if not viewer.is_signed_in:
            back = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("accounts.sign_in", next=back), 303)
        keep_refusal()
        return abort(403)
