"""What a page carries so that its watching can be counted: signed, so that only shown records are counted."""

import re
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from markupsafe import Markup

from matchmaking.core.db import now
from matchmaking.core.letters import path_to

SALT = "watching"
LIFETIME_SECONDS = 12 * 3600
PART = re.compile(r"^(video|live|page-[1-9][0-9]{0,3})$")


@dataclass(frozen=True)
class Ticket:
    """A record that was shown, when the ticket was written, and whether something was counted on it before."""

    subject_type: str
    subject_id: int
    written_at: datetime
    is_first: bool


def ticket_for(subject_type: str, subject_id: int, *, is_first: bool = True) -> str:
    """The ticket of a record that its reader may see: the page that shows it has asked that."""
    return _signer().dumps([subject_type, subject_id, is_first])


def read_ticket(text: str) -> Ticket | None:
    """What a ticket stands for; None when it is forged, damaged or older than twelve hours."""
    try:
        (subject_type, subject_id, is_first), written_at = _signer().loads(
            text, max_age=LIFETIME_SECONDS, return_timestamp=True
        )
    except (BadData, ValueError, TypeError):
        return None
    return Ticket(str(subject_type), int(subject_id), min(written_at, now()), bool(is_first))


def watched(subject_type: str, subject_id: int, part: str = "") -> Markup:
    """Attributes for the element whose watching is counted.

    On a <video> its playing time counts as the part "video". On any other element the time in sight counts, for the
    part that its `data-part` names at that moment ("live", "page-3"); scripts may change that.
    """
    return Markup('data-watch="{}" data-watch-to="{}" data-part="{}"').format(
        ticket_for(subject_type, subject_id), path_to("watching.count_watching"), part or "video"
    )


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=SALT)
