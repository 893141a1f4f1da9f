"""The mail that a test application has sent."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import Flask

from matchmaking.core.jobs import run_waiting


def letters(app: Flask, to: str | None = None) -> list[EmailMessage]:
    """The mail in the outbox after all jobs have run, oldest first."""
    run_waiting()
    paths = sorted((Path(app.instance_path) / "outbox").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    found = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
    return [mail for mail in found if to is None or mail["To"] == to]


def link_in(mail: EmailMessage) -> str:
    """The path of the link in a letter."""
    found = re.search(r"^http://127\.0\.0\.1:8000(/\S+)$", mail.get_content(), re.MULTILINE)
    assert found, mail.get_content()
    return found.group(1)
