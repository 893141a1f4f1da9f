"""The life of a consent: asked for, then granted or refused; what was granted ends when somebody takes it back."""

from matchmaking.core.states import States

ASKED, GRANTED, REFUSED, WITHDRAWN, REVOKED, EXPIRED = "asked", "granted", "refused", "withdrawn", "revoked", "expired"

CONSENT_STATES = States(
    {
        ASKED: (GRANTED, REFUSED, WITHDRAWN, EXPIRED),
        GRANTED: (REVOKED, WITHDRAWN, EXPIRED),
    }
)
# While one of these holds, the same organisation cannot ask for the same thing a second time.
OPEN_STATES = (ASKED, GRANTED)
