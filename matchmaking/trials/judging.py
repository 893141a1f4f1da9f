"""Whether a measured value meets its target: the comparison of matching, where the units allow one."""

from matchmaking.core.forms import read_number
from matchmaking.matching.comparison import Offer, Requirement, compare_one, requirement_text
from matchmaking.trials.models import TrialResult


def _requirement(row: TrialResult) -> Requirement:
    return Requirement(
        row.position, row.name, row.importance, row.operator, row.target_low, row.target_high, row.text or "",
        row.unit or "", row.method or "",
    )  # fmt: skip


def target_text(row: TrialResult) -> str:
    """What is wanted, as a line: ≥ 1100 HV0.3."""
    return requirement_text(_requirement(row))


def found_verdict(row: TrialResult) -> str:
    """What the figures say: met, partly or not_met; empty where they cannot be compared, so that people must judge."""
    if not row.measured:
        return ""
    unit = row.measured_unit or row.unit or ""
    # Under which circumstances it was measured stands beside it; the target's own method is taken for granted.
    about = {"unit": unit, "condition": row.condition or row.method or ""}
    try:
        value = float(read_number(row.measured))
        offer = Offer(row.position, row.name, "=", value, **about)
    except ValueError:
        text = row.measured if not unit or unit in row.measured else f"{row.measured} {unit}"
        offer = Offer(row.position, row.name, "text", text=text, **about)
    verdict = compare_one(_requirement(row), [offer]).verdict.lower()
    return verdict if verdict in ("met", "partly", "not_met") else ""
