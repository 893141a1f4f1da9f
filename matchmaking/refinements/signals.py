"""What happened at the desk, for the rooms above; sent inside the transaction with the demand, `actor=Viewer`."""

from blinker import Namespace

_signals = Namespace()
# (demand, into=Demand): what hangs on the demand should follow to the other one.
demand_merged = _signals.signal("demand_merged")
