"""What happened to prices, for the rooms above; sent inside the transaction. The sender is the price."""

from blinker import Namespace

_signals = Namespace()
# With `actor`: both parties have agreed on it.
price_agreed = _signals.signal("price_agreed")
