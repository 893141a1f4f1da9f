"""E-mail: written as a job in the same transaction, delivered by SMTP or into an outbox folder."""

import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app

from matchmaking.core.jobs import enqueue, job


def send(to: str, subject: str, text: str, *, once: str = "") -> None:
    """Send a plain-text mail after the commit of the current transaction.

    `once` names this very mail: should the job run again after a kill, the mail has the same Message-ID, so that the
    outbox holds one file and mail servers and readers see a copy of the same mail.
    """
    enqueue("core.send_mail", to=to, subject=" ".join(subject.split()), text=text, once=once)


@job("core.send_mail", attempts=10, transaction=False)
def send_mail(to: str, subject: str, text: str, once: str = "") -> None:
    """Deliver one mail; a failure is retried with growing pauses."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = current_app.config["MAIL_FROM"], to, subject
    host = urlsplit(current_app.config["PUBLIC_URL"]).hostname or "localhost"
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{once}@{host}>" if once else make_msgid(domain="localhost")
    message.set_content(text)
    target = urlsplit(current_app.config["MAIL_URL"])
    if target.scheme == "smtp":
        with smtplib.SMTP(target.hostname or "127.0.0.1", target.port or 25, timeout=20) as server:
            if target.username:
                server.starttls()
                server.login(unquote(target.username), unquote(target.password or ""))
            server.send_message(message)
        return
    folder = Path(current_app.config["MAIL_URL"].removeprefix("outbox:"))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = (message["Message-ID"] or "mail").strip("<>").split("@")[0]
    (folder / f"{name}.eml").write_bytes(bytes(message))


def init_app(app: Flask) -> None:
    """Check the setting early: a typing mistake should stop the start, not lose the first mail."""
    if urlsplit(app.config["MAIL_URL"]).scheme not in {"smtp", "outbox"}:
        raise RuntimeError("MAIL_URL must begin with smtp: or outbox:")
