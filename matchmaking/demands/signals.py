"""What happened to demands, for the rooms above; sent inside the transaction with the record, `actor=Viewer`."""

from blinker import Namespace

_signals = Namespace()
demand_published = _signals.signal("demand_published")
demand_withdrawn = _signals.signal("demand_withdrawn")
# The deadline was moved: `before`, `after` (days; None is no limit), `extension` (its row, with the reason), `actor`.
demand_extended = _signals.signal("demand_extended")
# An institution is told that it is invited: `invitee`. It answered: `invitee`, `actor`.
invitee_added = _signals.signal("invitee_added")
invitation_answered = _signals.signal("invitation_answered")
# A published demand is published in another way: `before` (the old mode), `actor`.
demand_mode_changed = _signals.signal("demand_mode_changed")
# Without an actor: time did it.
demand_expired = _signals.signal("demand_expired")
