"""What happened to demands, for the rooms above; sent inside the transaction with the record, `actor=Viewer`."""

from blinker import Namespace

_signals = Namespace()
demand_published = _signals.signal("demand_published")
demand_withdrawn = _signals.signal("demand_withdrawn")
# deadline: before, after (dates), reason (words); the demand carries the new one.
demand_extended = _signals.signal("demand_extended")
