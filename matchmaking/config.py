"""Every setting of the application: its name, its default and one sentence on what it does."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

ENVIRONMENT_PREFIX = "MATCHMAKING_"
SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Setting:
    """One setting. `default` also fixes the type that a value from the environment is read as."""

    name: str
    default: Any
    meaning: str


SETTINGS = (
    Setting("DATABASE_URL", "sqlite:///{instance}/matchmaking.sqlite3", "Where the records are kept (SQLAlchemy URL)."),
    Setting("SEARCH_URL", "whoosh:{instance}/index", "The search engine: whoosh:FOLDER, or whoosh:memory in tests."),
    Setting("SECRET_KEY", "", "Signs cookies and tokens; generated into instance/secret_key when empty."),
    Setting("TRUSTED_HOSTS", ("127.0.0.1", "localhost", "[::1]"), "Host names that the site answers to."),
    Setting("PUBLIC_URL", "http://127.0.0.1:8000", "Address of the site as written into e-mails."),
    Setting("BEHIND_TLS", False, "The site is served over HTTPS: secure __Host- cookies and HSTS."),
    Setting("TRUSTED_PROXIES", 0, "How many reverse proxies in front may set X-Forwarded-For."),
    Setting("IDLE_MINUTES", 30, "Minutes without a request after which a signed-in session ends."),
    Setting("SESSION_DAYS", 7, "Days after which a signed-in session ends in any case."),
    Setting("PASSWORD_COST", "normal", "How dear an Argon2id hash is: normal, or test (only while TESTING is set)."),
    Setting("SIGN_IN_TRIES", 10, "Wrong sign-ins allowed per account and per address within SIGN_IN_WINDOW minutes."),
    Setting("SIGN_IN_WINDOW", 5, "Minutes over which wrong sign-ins are counted."),
    Setting("SIGN_UPS_PER_HOUR", 20, "Sign-ups and reset requests allowed per address and hour."),
    Setting(
        "MAIL_URL", "outbox:{instance}/outbox", "Where mail goes: outbox:FOLDER, or smtp://user:password@host:port."
    ),
    Setting("MAIL_FROM", "no-reply@example.com", "Sender of the platform's e-mails."),
    Setting("DIGEST_HOUR", 8, "Hour (0 to 23, Asia/Shanghai) after which the daily digest of notices is sent."),
    Setting("SAVED_SEARCHES", 20, "Saved searches that one person may keep."),
    Setting("FOLLOWS", 100, "Organisations that one person may follow."),
    Setting("UPLOAD_FOLDER", "{instance}/uploads", "Folder of uploaded files."),
    Setting("UPLOAD_BYTES", 20 * 1024 * 1024, "Largest upload accepted, in bytes."),
    Setting("UPLOAD_QUOTA_BYTES", 1024 * 1024 * 1024, "Bytes of uploads that one organisation may keep."),
    Setting("MEDIA_FOLDER", "{instance}/media", "Folder of decks, videos and covers."),
    Setting("MEDIA_QUOTA_BYTES", 5 * 1024 * 1024 * 1024, "Bytes of decks and videos that one organisation may keep."),
    Setting("MEDIA_TICKET_MINUTES", 240, "Minutes for which the signed address of a page or video holds, at least."),
    Setting("MEDIA_UNDO_HOURS", 72, "Hours within which a deck or video that was taken away can be brought back."),
    Setting("UPLOAD_HOURS", 24, "Hours after its last piece at which an unfinished upload is thrown away."),
    Setting("DECK_BYTES", 50 * 1024 * 1024, "Largest PDF of a deck, in bytes."),
    Setting("DECK_PAGES", 80, "Most pages of a deck."),
    Setting("DECK_SECONDS", 180, "Seconds that turning a deck into pictures may take."),
    Setting("VIDEO_BYTES", 2 * 1024 * 1024 * 1024, "Largest video that can be uploaded, in bytes."),
    Setting("VIDEO_MINUTES", 180, "Longest video, in minutes."),
    Setting("VIDEO_SECONDS", 4 * 3600, "Seconds that the conversion of a video may take."),
    Setting("FFMPEG", "", "The ffmpeg program; empty: the one that comes with the packages."),
    Setting(
        "MEANING_URL",
        "vectors:{instance}/meaning.vectors",
        "What compares texts that share no words: vectors:FILE, fitted on the site's own public texts; onnx:FOLDER, a "
        "sentence model with model.onnx and vocab.txt; empty: nothing.",
    ),
    Setting(
        "MEANING_BASELINE",
        0.3,
        "Cosine of unrelated texts under a sentence model, which counts as 0; not measured, see docs/decisions/0018.",
    ),
    Setting("MEANING_WEIGHT", 1.0, "What the cosines of a sentence model are multiplied by; not measured either."),
    Setting("MATCH_CANDIDATES", 200, "Candidates taken from the index for each record before scoring."),
    Setting("MATCHES_KEPT", 30, "Matches stored for each record."),
    Setting("MATCH_NOTICE_SCORE", 0.45, "Score from 0 to 1 at which both sides are told of a match."),
    Setting("FEEDBACK_MINUTES", 60, "Minutes until the other side is told why a match was put aside."),
    Setting("REMATCH_HOUR", 2, "Hour (0 to 23, Asia/Shanghai) of the daily rematch of everything; -1: never."),
    Setting("REMATCH_PROCESSES", 2, "Processes that compute a rematch of everything; 1: only the worker itself."),
    Setting(
        "DEAL_STATEMENT", "", "Text file of the confidentiality statement of deals; empty: the one that comes along."
    ),
    Setting("CONFIRM_DAYS", 90, "Days after which the owner of a published record is asked whether it still holds."),
    Setting("HIDE_DAYS", 180, "Days after which a published record that nobody confirmed is hidden until it is."),
    Setting("EXPIRY_DAYS", 30, "Days after its deadline at which a demand without a decision expires."),
    Setting("EXPIRY_WARNING_DAYS", 7, "Days before it expires at which the owner of a demand is warned."),
    Setting("EXTENSIONS", 3, "How often the deadline of a published demand can be extended."),
    Setting("EXTENSION_DAYS", 15, "Days after its deadline within which a demand can still be extended."),
    Setting("INVITEES", 20, "Institutions that can be invited to one demand."),
    Setting(
        "STREAM_CONNECTIONS", 5000, "Open pages whose connection one server holds; further ones ask by themselves."
    ),
    Setting("STREAM_CONNECTIONS_PER_ADDRESS", 500, "The same for one address; a hall may share one."),
    Setting("MEETINGS_PER_SESSION", 3, "Meetings that one person may ask for in one session of a roadshow."),
    Setting("MEETINGS_WAITING", 10, "Requests for a meeting of one person that may wait for an answer at a time."),
    Setting("PRICE_RANGE_TRIES", 3, "How often each side of a deal can enter a private price range."),
    Setting("PRICE_RANGE_HOURS", 24, "Hours after an answer before the next round of private price ranges."),
    Setting("PRICE_RANGE_DAYS", 14, "Days after which private price ranges that still wait are erased."),
    Setting("PRICE_NOTICE_DAYS", 15, "Least calendar days for which an agreed price is shown to the public."),
    Setting("ROADSHOW_REGISTRATIONS", 20, "Sessions to come that one person may be registered for at a time."),
    Setting("LARGE_CONTRACT_AMOUNT", 5_000_000, "Technology amount in yuan from which on a contract counts as large."),
    Setting("STAMP_DUTY_RATE", "0.0003", "Rate of stamp duty on technology contracts; its figure is a hint only."),
    Setting(
        "LIVE_HOSTS",
        (),
        "Hosts that the address of a session's external live stream may name, subdomains included; empty: none.",
    ),
    Setting("SITE_NAME", "技转温州", "Name of the platform in Chinese."),
    Setting("SITE_NAME_EN", "Tech Transfer Wenzhou", "Name of the platform in English."),
    Setting("CONTACT_PHONE", "", "Service phone shown in the footer and on error pages; nothing is shown when empty."),
    Setting("CONTACT_EMAIL", "", "Service e-mail shown in the footer and on error pages; nothing is shown when empty."),
    Setting("ICP_NUMBER", "", "ICP filing number for the footer; nothing is shown when empty."),
    Setting("POLICE_NUMBER", "", "Public-security filing number for the footer; nothing is shown when empty."),
    Setting("LOG_LEVEL", "INFO", "Level of the JSON log lines on standard error."),
)
# What Flask itself reads; fixed here because a wrong value is a hole, not a preference.
FIXED = {
    "MAX_CONTENT_LENGTH": 22 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 500_000,
    "MAX_FORM_PARTS": 2000,
    "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    "BABEL_TRANSLATION_DIRECTORIES": "translations",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_PATH": "/",
    "WTF_CSRF_TIME_LIMIT": 12 * 3600,
    "WTF_CSRF_SSL_STRICT": False,
    "WTF_I18N_ENABLED": True,
    "COMPRESS_MIMETYPES": [
        "text/html",
        "text/css",
        "text/plain",
        "text/csv",
        "application/javascript",
        "text/javascript",
        "application/json",
        "image/svg+xml",
        "application/xml",
    ],
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_BR_LEVEL": 5,
}


def default_of(name: str) -> object:
    """What a setting is when nobody sets it."""
    return next(setting.default for setting in SETTINGS if setting.name == name)


def load(app: Flask, overrides: Mapping[str, Any] | None = None) -> None:
    """Fill `app.config`: defaults, then instance/config.py, then MATCHMAKING_* of the environment, then `overrides`.

    Raises RuntimeError when a secret key is given that is too short to sign anything with.
    """
    instance = Path(app.instance_path)
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    app.config.update(FIXED)
    app.config.update({setting.name: setting.default for setting in SETTINGS})
    app.config.from_pyfile("config.py", silent=True)
    for setting in SETTINGS:
        text = os.environ.get(ENVIRONMENT_PREFIX + setting.name)
        if text is not None:
            app.config[setting.name] = _read(setting, text)
    app.config.update(overrides or {})
    for setting in SETTINGS:
        value = app.config[setting.name]
        if isinstance(value, str):
            app.config[setting.name] = value.replace("{instance}", str(instance))
    app.config["TRUSTED_HOSTS"] = list(app.config["TRUSTED_HOSTS"])
    app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or _kept_secret(instance / "secret_key")
    if len(app.config["SECRET_KEY"]) < SHORTEST_SECRET:
        raise RuntimeError(
            f"SECRET_KEY must have at least {SHORTEST_SECRET} characters; leave it empty to generate one."
        )
    app.config["SESSION_COOKIE_SECURE"] = app.config["BEHIND_TLS"]
    app.config["SESSION_COOKIE_NAME"] = "__Host-session" if app.config["BEHIND_TLS"] else "session"


def _read(setting: Setting, text: str) -> Any:
    """Read a value from the environment as the type of the default; a comma separates the items of a list."""
    kind = type(setting.default)
    if kind is bool:
        return text.strip().lower() in {"1", "true", "yes", "on"}
    if kind is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return kind(text)


def _kept_secret(path: Path) -> str:
    """Return the secret stored at `path`; the first caller makes it, also when two processes start at once."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret
