"""The life of a question in the room, and of a poll."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

OPEN, ANSWERED, HIDDEN, WITHDRAWN = "open", "answered", "hidden", "withdrawn"
# What was answered or hidden by mistake is open again; an answer in words may follow one that was spoken.
QUESTION_STATES = States(
    {
        OPEN: (ANSWERED, HIDDEN, WITHDRAWN),
        ANSWERED: (OPEN, HIDDEN),
        HIDDEN: (OPEN, ANSWERED),
    }
)
SHOWN = (OPEN, ANSWERED)
REASONS = {
    "off_topic": _l("与这场路演无关"),
    "repeated": _l("和别的提问重复"),
    "improper": _l("含广告、联系方式或不当内容"),
    "confidential": _l("涉及保密内容"),
}

PREPARED, RUNNING, CLOSED = "prepared", "running", "closed"
POLL_STATES = States({PREPARED: (RUNNING,), RUNNING: (CLOSED, PREPARED), CLOSED: (RUNNING,)})
