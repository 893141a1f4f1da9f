"""Who is behind the current request: the cookie holds a random token, the session itself is a row."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from flask import Flask, current_app, g, has_request_context, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user
from sqlalchemy import update

from matchmaking.accounts.models import SignInSession, User
from matchmaking.accounts.queries import live_session
from matchmaking.accounts.tokens import digest, new_token
from matchmaking.accounts.viewer import Viewer
from matchmaking.core import guards
from matchmaking.core.db import current_session, now
from matchmaking.core.door import keep

# The moment of the last request is written at most this often, and after the answer is decided.
TOUCH_AFTER = timedelta(minutes=1)
LONGEST_BROWSER = 200
# user id → {organisation id: (role, name)}; the room of the organisations fills it in.
MembershipSource = Callable[[int], Mapping[int, tuple[str, str]]]


class SignedIn(UserMixin):
    """What flask-login carries about: the row of the session, known to the browser by its token."""

    def __init__(self, token: str, row: SignInSession) -> None:
        self.token, self.row = token, row

    def get_id(self) -> str:
        return self.token


def viewer() -> Viewer:
    """The person who is looking, loaded once per request; nobody outside of a request."""
    if not has_request_context():
        return Viewer.nobody()
    if "viewer" not in g:
        # Set before loading: when the database fails, the page that says so must not fail in the same way.
        g.viewer = Viewer.nobody()
        g.viewer = _load_viewer()
    return g.viewer


def session_id() -> int | None:
    """The id of the signed-in session of this browser."""
    return current_user.row.id if current_user.is_authenticated else None


def had_session() -> bool:
    """Whether the browser brings a session that has ended, so that the sign-in page can say so."""
    return "_user_id" in session and not viewer().is_signed_in


def begin_session(user: User) -> SignInSession:
    """Sign a person in on this browser: a new row, a new token, and nothing kept of the cookie from before."""
    token, moment = new_token(), now()
    if current_user.is_authenticated:
        # The browser forgets this session's token, so nobody could end it later.
        current_user.row.ended_at = moment
    row = SignInSession(
        token_hash=digest(token),
        user=user,
        organisation_id=user.last_organisation_id,
        created_at=moment,
        last_seen_at=moment,
        address=request.remote_addr,
        browser=request.user_agent.string[:LONGEST_BROWSER],
    )
    current_session().add(row)
    # The id is what history and the list of sessions speak of.
    current_session().flush()
    session.clear()
    login_user(SignedIn(token, row))
    g.pop("viewer", None)
    return row


def forget_browser() -> None:
    """Empty the cookie; the row of the session is ended by the service."""
    session.clear()
    g.pop("viewer", None)
    g.pop("_login_user", None)


def _load_session(token: str) -> SignedIn | None:
    """What flask-login asks: the person behind the token of the cookie, unless the session has ended."""
    moment = now()
    row = live_session(
        digest(token),
        seen_after=moment - timedelta(minutes=current_app.config["IDLE_MINUTES"]),
        begun_after=moment - timedelta(days=current_app.config["SESSION_DAYS"]),
    )
    if row is None:
        return None
    if row.last_seen_at < moment - TOUCH_AFTER:
        row_id = row.id
        keep(lambda: _touch(row_id))
    return SignedIn(token, row)


def _touch(row_id: int) -> None:
    current_session().execute(update(SignInSession).where(SignInSession.id == row_id).values(last_seen_at=now()))


def _load_viewer() -> Viewer:
    if not current_user.is_authenticated:
        return Viewer.nobody()
    row: SignInSession = current_user.row
    source: MembershipSource = current_app.extensions["membership_source"]
    places = source(row.user_id)
    acting = row.organisation_id if row.organisation_id in places else next(iter(places), None)
    return Viewer(
        user_id=row.user_id,
        name=row.user.name,
        role=row.user.role,
        county_code=row.user.county_code,
        organisation_id=acting,
        organisation_name=places[acting][1] if acting is not None else "",
        memberships={organisation_id: role for organisation_id, (role, _) in places.items()},
        organisation_names={organisation_id: name for organisation_id, (_, name) in places.items()},
    )


def set_membership_source(app: Flask, source: MembershipSource) -> None:
    """Tell accounts where somebody belongs; called by the room of the organisations."""
    app.extensions["membership_source"] = source


def init_app(app: Flask) -> None:
    """Attach flask-login and tell the guards who is looking."""
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(_load_session)
    # Not `init_app`: its after-request step opens the cookie session even for static files, and nothing here
    # uses its "remember me" cookie.
    app.login_manager = manager  # type: ignore[attr-defined]
    app.extensions["membership_source"] = lambda user_id: {}
    guards.set_viewer_source(app, viewer)

    @app.teardown_request
    def forget_viewer(_error: BaseException | None) -> None:
        g.pop("viewer", None)
        g.pop("_login_user", None)


__all__ = [
    "SignedIn", "begin_session", "forget_browser", "had_session", "init_app", "session_id", "set_membership_source",
    "viewer",
]  # fmt: skip
