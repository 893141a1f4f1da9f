"""What this room tells the rooms above it. All are sent inside a unit of work; the sender is the room's name."""

from blinker import Namespace

_signals = Namespace()

# With `organisation`.
organisation_submitted = _signals.signal("organisation_submitted")
organisation_verified = _signals.signal("organisation_verified")
# With `organisation` and `reason`.
organisation_refused = _signals.signal("organisation_refused")
# With `organisation`, `invitation` and `user_id` (somebody who has an account).
member_invited = _signals.signal("member_invited")
# With `organisation`, `user` and `role`.
member_joined = _signals.signal("member_joined")
member_role_changed = _signals.signal("member_role_changed")
# With `organisation`, `user` and `actor`.
member_removed = _signals.signal("member_removed")
