"""What happened to deals, for the rooms above; sent inside the transaction. The sender is the deal."""

from blinker import Namespace

_signals = Namespace()
# With `actor`. A deal began; its origins are stored.
deal_opened = _signals.signal("deal_opened")
# With `actor`, `before` and `after`: it went from one stage to another, to its end too.
deal_moved = _signals.signal("deal_moved")
# With `entry` (the history row) and `actor`. Any step of any room was kept in its log.
step_kept = _signals.signal("step_kept")
