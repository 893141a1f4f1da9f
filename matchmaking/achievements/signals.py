"""What happened to achievements, for the rooms above; sent inside the transaction with the record, `actor=Viewer`."""

from blinker import Namespace

_signals = Namespace()
achievement_published = _signals.signal("achievement_published")
achievement_withdrawn = _signals.signal("achievement_withdrawn")
