"""What happened while contracts are performed, for the rooms above; sent inside the transaction."""

from blinker import Namespace

_signals = Namespace()
# The sender is the milestone, with `actor`: the buyer accepted it.
milestone_accepted = _signals.signal("milestone_accepted")
# The sender is the payment, with `actor` and `entry` (amount, day): the seller confirmed that money has come.
payment_received = _signals.signal("payment_received")
# The sender is the deal, with `actor` and `accord`: both sides confirmed the final acceptance.
deal_accepted = _signals.signal("deal_accepted")
