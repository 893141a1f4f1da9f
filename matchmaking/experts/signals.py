"""What happened to experts, for the rooms above; sent inside the transaction with the record, `actor=Viewer`."""

from blinker import Namespace

_signals = Namespace()
expert_published = _signals.signal("expert_published")
expert_withdrawn = _signals.signal("expert_withdrawn")
