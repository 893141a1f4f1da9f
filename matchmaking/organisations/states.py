"""The steps of verifying an organisation."""

from matchmaking.core.states import States

UNVERIFIED, SUBMITTED, VERIFIED, REFUSED = "unverified", "submitted", "verified", "refused"

ORGANISATION_STATES = States(
    {
        UNVERIFIED: (SUBMITTED,),
        SUBMITTED: (VERIFIED, REFUSED),
        # Name, kind or code of a verified organisation changed: somebody looks again.
        VERIFIED: (SUBMITTED,),
        REFUSED: (SUBMITTED,),
    }
)
