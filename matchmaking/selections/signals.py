"""What happened to selections, for the rooms above; sent inside the transaction. The sender is the selection."""

from blinker import Namespace

_signals = Namespace()
# With `actor`. The decision is confirmed and waits for its moment and its gates.
decision_confirmed = _signals.signal("decision_confirmed")
# With `actor`. A confirmed decision was taken back before delivery.
decision_reopened = _signals.signal("decision_reopened")
# With `proposal` and `actor` (None where a job delivered it); once for each chosen proposal, at delivery.
proposal_chosen = _signals.signal("proposal_chosen")
# With `actor`. Every answerer has been told.
decision_delivered = _signals.signal("decision_delivered")
