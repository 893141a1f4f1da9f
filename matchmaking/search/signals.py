"""What search tells the rooms above it."""

from blinker import Namespace

_signals = Namespace()

# Sent inside a unit of work after documents were put into or taken out of the index, with `kind: str`,
# `ids: list[int]` (now found by search) and `removed: list[int]` (no longer found). The sender is the kind.
record_indexed = _signals.signal("record_indexed")
