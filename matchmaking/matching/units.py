"""Units as people write them: one normal spelling, a dimension to compare by, and conversion through pint.

Nothing here raises on text from users. A unit that is not known is comparable only with the same spelling; hardness
scales, grades, pH and the like are scales of their own and are never converted into one another.
"""

import importlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from matchmaking.matching import unit_names as names

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUPERSCRIPT_RUN = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
_RAISED = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "－": "-"})
_DOTS = str.maketrans({"⋅": "·", "•": "·", "・": "·", "∙": "·", "‧": "·", "*": "·", "×": "·", "µ": "μ", "∕": "/"})
# Normal cubic metres are compared as cubic metres; square roots and ohms per square are spelled in several ways.
_REWRITTEN = (
    ("Nm^3", "m^3"),
    ("Nm3", "m^3"),
    ("标方", "m^3"),
    ("^(1/2)", "^0.5"),
    ("^1/2", "^0.5"),
    ("/sq", "/□"),
    ("′′", "″"),
)
_SCALE = re.compile(r"^(HV|HK|HBW|HB|HR[A-Z])[\s_-]*(\d+(?:[./]\d+)*)$", re.IGNORECASE)
_POWER_OF_TEN = re.compile(r"^(?:[·xX]\s*)?10\^?\(?([-+]?\d{1,2})\)?\s*(?=\D|$)")
_TOKEN = re.compile(r"\^?([-+]?\d+(?:\.\d+)?)|([·./()])|([^\s·./()^\d+-]+(?:2O)?)")
_ROUGHNESS = re.compile(r"(?<![A-Za-z])(R[azqyt]|S[az])(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit ready to be compared: a value in the base of its dimension is `value * factor + offset`.

    `variant` holds what refines the unit without changing its dimension: the load of HV0.3, the weighting of dB(A),
    the roughness parameter Ra, the kind of percentage. `known` is false for spellings nobody taught us.
    """

    text: str
    dimension: str
    factor: float = 1.0
    offset: float = 0.0
    variant: str = ""
    known: bool = True

    def base(self, value: float) -> float:
        """The value in the base unit of this unit's dimension."""
        return value * self.factor + self.offset

    def from_base(self, value: float) -> float:
        """The value in this unit of a quantity given in the base unit."""
        return (value - self.offset) / self.factor


NO_UNIT = Unit("", "")


def fold(text: str) -> str:
    """NFKC with superscripts kept as powers, one kind of dash and dot, and the degree signs spelled out."""
    marked = _SUPERSCRIPT_RUN.sub(lambda run: "^" + run.group().translate(_SUPERSCRIPTS), text)
    return unicodedata.normalize("NFKC", marked).translate(_DASHES)


def normal_spelling(text: object) -> str:
    """The unit as we write it: folded, without blanks, `·` between factors; never raises."""
    if text is None:
        return ""
    spelled = re.sub(r"\s+", "", fold(str(text)).translate(_DOTS)).strip(",;。")
    for written, meant in _REWRITTEN:
        spelled = spelled.replace(written, meant)
    return spelled


def shown(spelling: str) -> str:
    """A normal spelling as a reader expects it: mm², ℃, and a multiplication sign where a number multiplies."""
    pretty = re.sub(r"\^([-+]?\d)(?![.\d/])", lambda power: power.group(1).translate(_RAISED), spelling)
    return re.sub(r"^·(?=10)", "×", pretty.replace("°C", "℃").replace("°F", "℉"))


@lru_cache(maxsize=1)
def _registry():
    # pint takes about 0.4 s to load, and most processes never convert a unit: it is loaded at the first conversion.
    pint = importlib.import_module("pint")
    registry = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
    for definition in names.DEFINITIONS:
        registry.define(definition)
    return registry


@lru_cache(maxsize=2048)
def _pint_linear(expression: str) -> tuple[float, str]:
    """The factor to pint's base units and the dimensionality of an expression without offset."""
    quantity = _registry().Quantity(1.0, _registry().parse_units("dimensionless")) * _registry().parse_expression(
        expression
    )
    base = quantity.to_base_units()
    dimensions = sorted((name.strip("[]"), float(power)) for name, power in base.dimensionality.items())
    return float(base.magnitude), " ".join(f"{name}^{power:g}" for name, power in dimensions)


def _atom(word: str) -> str | None:
    """The pint expression of one word such as MPa, 毫米 or 套; None when it is not known."""
    if word in names.TEMPERATURES:
        # Inside a compound (W/(m·K), ℃/min) a temperature is always a difference.
        return "kelvin * 5 / 9" if names.TEMPERATURES[word] == "degF" else "kelvin"
    if word in names.ANGLES:
        return names.ANGLES[word]
    if word in names.COUNTED:
        return names.COUNTED[word]
    if word in names.MONEY:
        return names.MONEY[word]
    if word in names.SYMBOLS:
        return names.SYMBOLS[word][0]
    if word in names.WORDS:
        return _expression(names.WORDS[word])
    if word in names.RATIOS:
        return repr(names.RATIOS[word][0])
    prefix, symbol = word[:1], word[1:]
    if prefix in names.PREFIXES and symbol in names.SYMBOLS and prefix in names.SYMBOLS[symbol][1]:
        return f"{names.PREFIXES[prefix]!r} * ({names.SYMBOLS[symbol][0]})"
    for multiplier, value in names.MULTIPLIERS:
        if word.startswith(multiplier) and len(word) > len(multiplier):
            rest = _atom(word[len(multiplier) :])
            return None if rest is None else f"{value!r} * ({rest})"
    return None


def _expression(text: str) -> str | None:
    """A pint expression for a compound such as W/(m·K) or 元/套; None when any part of it is not known.

    After a slash everything in the same brackets divides: J/g·K means J/(g·K), as it is written in data sheets.
    """
    spelled = text.replace("每", "/")
    parts: list[str] = []
    position, dividing, expects_atom = 0, False, True
    stack: list[bool] = []
    while position < len(spelled):
        token = _TOKEN.match(spelled, position)
        if not token:
            return None
        power, sign, word = token.groups()
        position = token.end()
        if word is not None:
            atom = _atom(word)
            if atom is None:
                return None
            parts.append(f"{'/' if dividing else '*'} ({atom})")
            expects_atom = False
        elif power is not None and expects_atom:
            # A number among the units: g/(m²·24h), N/15mm.
            parts.append(f"{'/' if dividing else '*'} ({power})")
        elif power is not None:
            if abs(float(power)) > 9:
                return None
            parts[-1] = f"{parts[-1]} ** ({power})"
        elif sign == "/":
            dividing, expects_atom = True, True
        elif sign == "(":
            stack.append(dividing)
        elif sign == ")":
            if not stack:
                return None
            dividing = stack.pop()
        else:
            expects_atom = True
    if stack or not parts or expects_atom:
        return None
    return "1 " + " ".join(parts)


def _special(text: str, difference: bool) -> Unit | None:
    """Units that are not handed to pint as they stand: scales, ratios, decibels, temperatures, roughness."""
    compact = text.replace("_", "").replace("邵氏硬度", "邵氏")
    loaded = _SCALE.match(text)
    if loaded and loaded.group(1).upper() in names.SCALES:
        scale = loaded.group(1).upper()
        return Unit(f"{scale}{loaded.group(2)}", f"scale:{names.SCALES[scale]}", variant=loaded.group(2))
    for spelling in (compact, compact.removesuffix("度")):
        if spelling in names.SCALES:
            return Unit(compact, f"scale:{names.SCALES[spelling]}")
    if text in names.RATIOS:
        factor, variant = names.RATIOS[text]
        return Unit(text, "ratio", factor, variant=variant)
    if text in names.ANGLES or text in ("rad", "mrad"):
        return Unit(
            text, "angle", _pint_linear(names.ANGLES.get(text, "radian" if text == "rad" else "0.001 * radian"))[0]
        )
    if text in names.DECIBELS:
        return Unit("dB(A)" if names.DECIBELS[text] == "A" else "dB", "scale:dB", variant=names.DECIBELS[text])
    if text in names.TEMPERATURES:
        degree = names.TEMPERATURES[text]
        step = 5 / 9 if degree == "degF" else 1.0
        shown = {"degC": "℃", "degF": "℉", "kelvin": "K"}[degree]
        if difference:
            return Unit(shown, "temperature difference", step)
        zero = float(_registry().Quantity(0.0, degree).to("kelvin").magnitude)
        return Unit(shown, "temperature", step, zero)
    roughness = _ROUGHNESS.search(text)
    if roughness:
        rest = (text[: roughness.start()] + text[roughness.end() :]).strip("()·")
        inner = parse_unit(rest or "μm")
        if inner.dimension == "length^1":
            return Unit(inner.text, inner.dimension, inner.factor, variant=roughness.group(1).capitalize())
    return None


@lru_cache(maxsize=8192)
def parse_unit(text: str | None, difference: bool = False) -> Unit:
    """What a spelling means; `difference` reads ℃, K and ℉ as a difference of temperatures (温升, 控温精度)."""
    spelling = normal_spelling(text)[:60]
    if spelling in ("", "-", "/", "无", "1", "无量纲"):
        return NO_UNIT
    special = _special(spelling, difference)
    if special:
        return special
    scale, rest = 1.0, spelling
    power = _POWER_OF_TEN.match(spelling)
    if power:
        scale, rest = 10.0 ** int(power.group(1)), spelling[power.end() :].lstrip("·")
    if not rest:
        return Unit(spelling, "", scale)
    for multiplier, value in names.MULTIPLIERS:
        if rest == multiplier:
            return Unit(spelling, "", scale * value)
    special = _special(rest, difference) if power else None
    if special and not special.offset:
        return Unit(shown(spelling), special.dimension, special.factor * scale, variant=special.variant)
    try:
        expression = _expression(rest)
        if expression is not None:
            factor, dimension = _pint_linear(expression)
            if factor > 0:
                # mg/kg and μm/m are parts of a whole, like ppm.
                dimension = dimension or ("ratio" if "/" in rest else "")
                return Unit(shown(spelling), dimension, factor * scale)
    except Exception:
        pass
    return Unit(shown(spelling), f"unknown:{spelling.lower()}", known=False)


def dimension(text: str | None, difference: bool = False) -> str:
    """The dimension of a unit: two units can be converted exactly when their dimensions are equal."""
    return parse_unit(text, difference).dimension


def convertible(one: str | None, other: str | None, difference: bool = False) -> bool:
    """Whether a value in one unit can be said in the other."""
    return parse_unit(one, difference).dimension == parse_unit(other, difference).dimension


def convert(value: float, source: str | None, target: str | None, difference: bool = False) -> float | None:
    """The value of `source` said in `target`; None when the two cannot be converted into one another."""
    one, other = parse_unit(source, difference), parse_unit(target, difference)
    if one.dimension != other.dimension:
        return None
    if one.factor == other.factor and one.offset == other.offset:
        return value
    return other.from_base(one.base(value))
