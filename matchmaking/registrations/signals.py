"""What happened to registrations, for the rooms above; sent inside the transaction. The sender is the registration."""

from blinker import Namespace

_signals = Namespace()
# With `actor`. The contract stands in the register, with its number and the confirmed amounts.
contract_registered = _signals.signal("contract_registered")
