"""What happened to achievements, for the rooms above; sent inside the transaction with the record, `actor=Viewer`."""

from blinker import Namespace

_signals = Namespace()
achievement_published = _signals.signal("achievement_published")
achievement_withdrawn = _signals.signal("achievement_withdrawn")
# The sender is the achievement, with `actor` and `origin`: values measured by an enterprise are shown no more.
verified_removed = _signals.signal("verified_removed")
