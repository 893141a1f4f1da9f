"""The life of a deck and of a video: it waits, is converted, is shown; taken away, it can be brought back."""

from matchmaking.core.states import States

WAITING, CONVERTING, READY, FAILED, REMOVED = "waiting", "converting", "ready", "failed", "removed"

MEDIA_STATES = States(
    {
        WAITING: (CONVERTING, FAILED, REMOVED),
        CONVERTING: (READY, FAILED, REMOVED),
        READY: (REMOVED,),
        REMOVED: (READY,),
    }
)
# Something is being done or will be, and the page says how far it is.
UNDER_WAY = (WAITING, CONVERTING)
