"""What happened to interests, for the rooms above; sent inside the transaction, with `actor=Viewer | None`."""

from blinker import Namespace

_signals = Namespace()
# (interest) when somebody raised it.
interest_raised = _signals.signal("interest_raised")
