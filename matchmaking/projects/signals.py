"""What happened to projects, for the rooms above; sent inside the transaction with the record, `actor=Viewer`."""

from blinker import Namespace

_signals = Namespace()
project_published = _signals.signal("project_published")
project_withdrawn = _signals.signal("project_withdrawn")
# (project) when its last day in the hall has passed.
project_expired = _signals.signal("project_expired")
