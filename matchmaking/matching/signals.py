"""What happened to matches, for the rooms above; sent inside the transaction."""

from blinker import Namespace

_signals = Namespace()
# The sender is the demand. With `achievements` (those of the chosen side, the first one is its main one), `achievement`
# (the first, or None where the chosen side named none: there is no match then), `matches` (one for each of them),
# `organisation_id` of the chosen side, and `actor`, a Viewer, or None where a job delivered the decision.
match_wanted = _signals.signal("match_wanted")
