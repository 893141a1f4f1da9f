"""How public notices end, for the rooms above; sent inside the transaction with the notice."""

from blinker import Namespace

_signals = Namespace()

# The period is over and no objection is open; the sender is the notice.
notice_ended = _signals.signal("notice_ended")
# An objection was upheld, or an officer stopped it; with `actor` and `reason`.
notice_stopped = _signals.signal("notice_stopped")
