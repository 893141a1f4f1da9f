"""Which kind of contract fits a deal, and why. Pure: it knows only the facts that it is given."""

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaking.contracts.states import (
    COMMISSIONED,
    CONSULTING,
    DEVELOPMENT,
    JOINT,
    LICENCE,
    SERVICE,
    TRANSFER,
)

# From this level on the result exists: it is used, and not developed first (TRL 7: a prototype works in use).
EXISTS_FROM = 7
GRANTED = "granted"
GENERAL_SERVICE, TRAINING, REPORT = "general_service", "training_service", "consulting_report"
_MODES = {
    "commissioned_development": (DEVELOPMENT, COMMISSIONED), "joint_development": (DEVELOPMENT, JOINT),
    "technology_transfer": (TRANSFER, ""), "technology_licence": (LICENCE, ""),
    "consulting": (CONSULTING, REPORT), "service": (SERVICE, GENERAL_SERVICE),
}  # fmt: skip
_PATENTS = ("invention", "utility_model", "design")


@dataclass(frozen=True)
class Facts:
    """What is known of a deal, as far as both parties may read it."""

    demand_kind: str | None = None
    cooperation_modes: Sequence[str] = ()
    has_demand: bool = False
    has_achievement: bool = False
    readiness_level: int | None = None
    transfer_modes: Sequence[str] = ()
    # (kind, status) of each right, the first is the main one.
    rights: Sequence[tuple[str, str | None]] = ()


@dataclass(frozen=True)
class Proposed:
    """A kind with its sub-kind; `reason` is a code of `wording.REASONS`."""

    kind: str
    sub_kind: str
    reason: str


def propose(facts: Facts) -> Proposed:
    """The kind that the facts speak for, the strongest first: what the demand says itself, then whether the result
    exists, then what the other side offers."""
    said = [one for one in facts.cooperation_modes if one in _MODES]
    if len(said) == 1:
        kind, sub_kind = _MODES[said[0]]
        return Proposed(kind, sub_kind or right_of(kind, facts.rights), "said")
    if facts.demand_kind == "testing":
        return Proposed(SERVICE, GENERAL_SERVICE, "testing")
    if facts.demand_kind == "talent":
        return Proposed(SERVICE, TRAINING, "talent")
    if facts.has_demand and not facts.has_achievement:
        return Proposed(DEVELOPMENT, COMMISSIONED, "no_result")
    if facts.has_achievement:
        return _of_achievement(facts)
    return Proposed(SERVICE, GENERAL_SERVICE, "nothing")


def _of_achievement(facts: Facts) -> Proposed:
    level = facts.readiness_level
    if level is not None and level < EXISTS_FROM and facts.demand_kind != "adoption":
        if "joint_use" in facts.transfer_modes and not facts.has_demand:
            return Proposed(DEVELOPMENT, JOINT, "early_joint")
        return Proposed(DEVELOPMENT, COMMISSIONED, "early")
    if "transfer" in facts.transfer_modes and "licence" not in facts.transfer_modes:
        return Proposed(TRANSFER, right_of(TRANSFER, facts.rights), "offers_transfer")
    if "licence" in facts.transfer_modes:
        return Proposed(LICENCE, right_of(LICENCE, facts.rights), "offers_licence")
    if facts.rights:
        return Proposed(LICENCE, right_of(LICENCE, facts.rights), "has_rights")
    return Proposed(SERVICE, GENERAL_SERVICE, "known")


def right_of(kind: str, rights: Sequence[tuple[str, str | None]]) -> str:
    """The sub-kind of a transfer or licence: what the main right is. Without one it is know-how."""
    end = "transfer" if kind == TRANSFER else "licence"
    for right, status in rights:
        if right in _PATENTS:
            return f"patent_{end}" if status in (None, "", GRANTED) else f"patent_application_{end}"
        if right in ("software", "layout", "new_variety"):
            return f"{right}_{end}"
        if right == "new_drug" and kind == TRANSFER:
            return "new_drug_transfer"
    return f"know_how_{end}"
