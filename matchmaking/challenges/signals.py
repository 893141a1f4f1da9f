"""What happens to challenges, for the rooms above; sent inside the transaction with the challenge."""

from blinker import Namespace

_signals = Namespace()

challenge_announced = _signals.signal("challenge_announced")
challenge_awarded = _signals.signal("challenge_awarded")
