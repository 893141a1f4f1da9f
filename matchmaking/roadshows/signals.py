"""What happens to a session, for rooms above."""

from blinker import Namespace

_signals = Namespace()
# Each is sent with `roadshow=`.
roadshow_announced = _signals.signal("roadshow-announced")
roadshow_opened = _signals.signal("roadshow-opened")
roadshow_closed = _signals.signal("roadshow-closed")
roadshow_cancelled = _signals.signal("roadshow-cancelled")
