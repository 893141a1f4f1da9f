"""The one door through which a record changes its state."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from matchmaking.core import history
from matchmaking.core.errors import RuleBroken


class States:
    """The steps that one kind of record may take: {from: (to, …)}. A step that is not listed is refused."""

    def __init__(self, steps: Mapping[str, Sequence[str]]) -> None:
        self.steps = {state: tuple(targets) for state, targets in steps.items()}

    def allows(self, current: str, target: str) -> bool:
        """Whether a record in state `current` may go to `target`."""
        return target in self.steps.get(current, ())

    def move(self, record: Any, target: str, *, actor: Any, reason: str | None = None, **data: Any) -> None:
        """Put `record` into `target` and write its history row in the same transaction. Raises RuleBroken."""
        before = record.state
        if not self.allows(before, target):
            raise RuleBroken(_("这条记录的状态已经变了，不能再执行这一步。请刷新页面查看最新状态。"))
        record.state = target
        history.record(
            f"{record.__tablename__}.{target}",
            record,
            actor=actor,
            from_state=before,
            to_state=target,
            reason=reason,
            data=data or None,
        )
