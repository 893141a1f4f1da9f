"""Numbers as people read them: no float noise, no exponents for ordinary sizes, a space before the unit."""

import math

_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "~": "约", "±": "±"}
_NO_SPACE = ("%", "‰", "°", "″", "′")


def figure(value: float | None, digits: int = 6) -> str:
    """A number in at most so many significant digits."""
    if value is None or not math.isfinite(value):
        return ""
    rounded = float(f"{value:.{digits}g}")
    if rounded == int(rounded) and abs(rounded) < 1e15:
        return str(int(rounded))
    if abs(rounded) < 1e-4:
        return f"{rounded:.3g}"
    return f"{rounded:.10f}".rstrip("0").rstrip(".")


def ranged(operator: str, low: float | None, high: float | None, unit: str, digits: int = 6) -> str:
    """A value with its operator and unit: ≥ 70 MPa, 1180–1260 HV0.3, ±0.02 mm, 95%."""
    first, last = figure(low, digits), figure(high, digits)
    if operator in (">=", ">", "<=", "<"):
        value = (first or last) if operator in (">=", ">") else (last or first)
        body = f"{_SIGNS[operator]} {value}"
    elif operator == "±" or (operator == "range" and low is not None and high is not None and low < 0 and low == -high):
        body = f"±{figure(max(abs(low or 0.0), abs(high or 0.0)))}"
    elif first and last and first != last:
        body = f"{first}–{last}" if not first.startswith("-") and not last.startswith("-") else f"{first} ~ {last}"
    elif operator in ("~", "≈"):
        body = f"约 {first or last}"
    else:
        body = first or last
    if not body or not unit:
        return body
    return f"{body}{unit}" if unit in _NO_SPACE else f"{body} {unit}"
