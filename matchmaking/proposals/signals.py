"""What happened to proposals, for the rooms above; sent inside the transaction with the record, `actor=Viewer`."""

from blinker import Namespace

_signals = Namespace()
proposal_submitted = _signals.signal("proposal_submitted")
# A later submission of the same proposal, before the deadline.
proposal_revised = _signals.signal("proposal_revised")
proposal_withdrawn = _signals.signal("proposal_withdrawn")
