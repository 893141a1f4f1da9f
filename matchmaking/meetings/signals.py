"""What happened to meetings, for the rooms above; sent inside the transaction, with `actor=Viewer | None`."""

from blinker import Namespace

_signals = Namespace()
# Somebody asked for a meeting, or a side proposed one first (then `is_first` is False).
meeting_asked = _signals.signal("meeting_asked")
# Accepted, declined, withdrawn, expired, cancelled, or another time: with `state`.
meeting_moved = _signals.signal("meeting_moved")
# One side said what came of it: with `report`.
meeting_reported = _signals.signal("meeting_reported")
