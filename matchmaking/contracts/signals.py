"""What happened to contracts, for the rooms above; sent inside the transaction. The sender is the contract."""

from blinker import Namespace

_signals = Namespace()
# With `actor` and `version`. A new text was generated.
contract_versioned = _signals.signal("contract_versioned")
# With `actor` and `version`. Both parties agreed to the newest text.
contract_agreed = _signals.signal("contract_agreed")
# With `actor`. It was agreed, and then something was changed: what was approved holds no more.
contract_reopened = _signals.signal("contract_reopened")
# With `actor`. It was signed; `signed_on` and `signed_sha256` are set.
contract_signed = _signals.signal("contract_signed")
# With `actor`. It will not come to be.
contract_cancelled = _signals.signal("contract_cancelled")
