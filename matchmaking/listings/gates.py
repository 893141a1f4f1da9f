"""What keeps a checked record from being published yet; rooms above register what they know."""

from collections.abc import Callable
from typing import Any

Check = Callable[[Any], str | None]
_gates: dict[str, list[Check]] = {}
_locks: dict[str, list[Callable[[Any], bool]]] = {}


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


def register_lock(table: str, is_locked: Callable[[Any], bool]) -> None:
    """Have `is_locked(record)` asked before a record of this table is changed, reopened or sent back.

    A room above locks what it has under way: experts judge, and the public is shown, a text that stays as it is.
    """
    if is_locked not in _locks.setdefault(table, []):
        _locks[table].append(is_locked)


def is_locked(record: Any) -> bool:
    """Whether a room above has this record under way."""
    return any(check(record) for check in _locks.get(record.__tablename__, ()))
