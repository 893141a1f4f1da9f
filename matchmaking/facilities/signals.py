"""What happened to service bases, for the rooms above; sent inside the transaction with the record, `actor=Viewer`."""

from blinker import Namespace

_signals = Namespace()
facility_published = _signals.signal("facility_published")
facility_withdrawn = _signals.signal("facility_withdrawn")
