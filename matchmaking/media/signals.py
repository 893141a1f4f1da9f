"""What the media tell the rooms above them."""

from blinker import Namespace

_signals = Namespace()

# Sent inside a unit of work when what is shown of a record has changed: a deck or a video is there, was replaced, taken
# away or brought back. With `subject_type: str`, `subject_id: int` and `kind: str`. The sender is the subject type.
media_ready = _signals.signal("media_ready")
