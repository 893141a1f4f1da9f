"""Values that an enterprise measured when it accepted the work: shown with their source, and taken down again."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from matchmaking.achievements.models import Achievement, VerifiedValue
from matchmaking.achievements.signals import achievement_withdrawn, verified_removed
from matchmaking.core import history
from matchmaking.core.db import current_session, now

# The evidence of such a value, as matching and lists know it; nobody can claim it in a form.
ACCEPTANCE = "acceptance"
FIELDS = ("name", "operator", "value_low", "value_high", "text", "unit", "condition")


def publish_verified(
    achievement: Achievement,
    values: Iterable[Mapping[str, Any]],
    *,
    verified_on: date,
    origin: str,
    actor: Any,
    source_name: str = "",
) -> None:
    """Show these values (column names of FIELDS) of an achievement; index and matching follow.

    The caller has made sure that everybody agreed who must. What the same `origin` showed before is replaced.
    """
    kept = [one for one in achievement.verified_values if one.origin != origin]
    added = [
        VerifiedValue(
            **{name: value.get(name) for name in FIELDS}, source_name=source_name, verified_on=verified_on,
            origin=origin,
        )
        for value in values
    ]  # fmt: skip
    achievement.verified_values = [*kept, *added]
    _note(achievement)
    # Neither the values nor who measured them: what was agreed stands in the log of the deal.
    history.record("achievements.verified", achievement, actor=actor, data={"count": len(added), "origin": origin})


def remove_verified(achievement: Achievement, *, actor: Any, origin: str | None = None) -> int:
    """Take down what an origin showed, or everything; return how many values went."""
    gone = [one for one in achievement.verified_values if origin is None or one.origin == origin]
    if not gone:
        return 0
    achievement.verified_values = [one for one in achievement.verified_values if one not in gone]
    _note(achievement)
    for one in sorted({row.origin for row in gone}):
        history.record("achievements.verified_removed", achievement, actor=actor, data={"origin": one})
        verified_removed.send(achievement, actor=actor, origin=one)
    return len(gone)


def _note(achievement: Achievement) -> None:
    days = [one.verified_on for one in achievement.verified_values]
    achievement.verified_on = max(days, default=None)
    # A change of child rows must raise the record's version, or the index would not see it.
    achievement.updated_at = now()
    current_session().flush()


@achievement_withdrawn.connect
def forget_when_withdrawn(achievement: Achievement, actor: Any = None, **_more: Any) -> None:
    """Nothing of a deal stays behind on a record that its owner has taken away."""
    remove_verified(achievement, actor=actor)
