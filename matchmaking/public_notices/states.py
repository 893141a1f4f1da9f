"""The life of a public notice and of an objection."""

from matchmaking.core.states import States

RUNNING, ENDED, STOPPED, RESTARTED = "running", "ended", "stopped", "restarted"
NOTICE_STATES = States({RUNNING: (ENDED, STOPPED, RESTARTED)})

OPEN, UPHELD, REJECTED, LAPSED = "open", "upheld", "rejected", "lapsed"
OBJECTION_STATES = States({OPEN: (UPHELD, REJECTED, LAPSED)})
