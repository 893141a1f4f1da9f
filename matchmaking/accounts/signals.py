"""What this room tells the rooms above it."""

from blinker import Namespace

_signals = Namespace()

# Sent inside a unit of work with `user` and `role`; the sender is the room's name.
role_granted = _signals.signal("role_granted")
# An administrator did not grant the role that somebody had asked for; with `user`, `role` and `reason`.
role_refused = _signals.signal("role_refused")
