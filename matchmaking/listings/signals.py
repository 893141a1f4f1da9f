"""What happened to records of either side, for the rooms above; sent inside the transaction with the record."""

from blinker import Namespace

_signals = Namespace()
# Other people than before may read a part of the record.
audiences_changed = _signals.signal("audiences_changed")
# (record, side=Side, from_state=…, to_state=…, actor=Viewer | None) after every step of a record's life.
listing_moved = _signals.signal("listing_moved")
