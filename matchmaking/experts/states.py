"""What a person agreed to, and the life of a link from a person to an achievement."""

from matchmaking.core.states import States

# For whom a profile is written: for oneself, or by an organisation for one of its people.
SELF, COLLEAGUE = "self", "colleague"
# What the person agreed to; nothing is public without one of them.
UNNAMED, NAMED = "unnamed", "named"
ASKED, CONFIRMED, REFUSED = "asked", "confirmed", "refused"
LINK_STATES = States({ASKED: (CONFIRMED, REFUSED), REFUSED: (ASKED,), CONFIRMED: (REFUSED,)})
