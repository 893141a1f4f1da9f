"""What keeps a checked record from being published yet; rooms above register what they know."""

from collections.abc import Callable
from typing import Any

Check = Callable[[Any], str | None]
_gates: dict[str, list[Check]] = {}


def register_gate(kind: str, check: Check) -> None:
    """Have `check(record)` asked before a record of this kind ("demand", …) is published.

    It gives the words why the record may not be published yet, for those at the desk, or None. The publication is also
    refused when the record comes back from being hidden.
    """
    if check not in _gates.setdefault(kind, []):
        _gates[kind].append(check)


def closed_gate(kind: str, record: Any) -> str | None:
    """The words of the first gate that is closed for a record, or None when nothing keeps it back."""
    return next((str(words) for check in _gates.get(kind, ()) if (words := check(record))), None)
