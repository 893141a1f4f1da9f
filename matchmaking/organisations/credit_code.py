"""The unified social credit code of GB 32100-2015: format, check sign, and the organisation code inside (GB 11714).

Not every lawful code passes the check: some codes of the first trial places carry another check sign. So a wrong
check sign is a warning and a mark for an officer, while a wrong format is refused.
"""

import re
import unicodedata
from dataclasses import dataclass

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LENGTH = 18
_FORMAT = re.compile(r"^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$")
# Typed for the digits that they look like; as letters they do not exist in a code.
_LOOKALIKES = str.maketrans("OI", "01")

# What can be wrong with a code.
WRONG_LENGTH, WRONG_SIGN, WRONG_REGION = "length", "sign", "region"


@dataclass(frozen=True)
class Reading:
    """A code as it was understood.

    `problem` is None when the format is right. `passes` says whether the check sign fits, `inner_passes` the same of
    the organisation code inside; both mean nothing when there is a problem. `corrected` says that O or I was typed.
    """

    code: str
    problem: str | None = None
    passes: bool = False
    inner_passes: bool = False
    corrected: bool = False


def read(text: str) -> Reading:
    """Understand a code as people type it: with blanks, small letters, full-width signs, O for 0 and I for 1."""
    plain = re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", text)).upper()
    code = plain.translate(_LOOKALIKES)
    corrected = code != plain
    if len(code) != LENGTH:
        return Reading(code, WRONG_LENGTH, corrected=corrected)
    if any(sign not in SIGNS for sign in code):
        return Reading(code, WRONG_SIGN, corrected=corrected)
    if not _FORMAT.match(code):
        return Reading(code, WRONG_REGION, corrected=corrected)
    return Reading(
        code, passes=check_sign(code) == code[-1], inner_passes=inner_check_sign(code[8:16]) == code[16],
        corrected=corrected,
    )  # fmt: skip


def check_sign(code: str) -> str:
    """The 18th sign that belongs to the first 17."""
    total = sum(SIGNS.index(sign) * weight for sign, weight in zip(code[:17], WEIGHTS, strict=True))
    return SIGNS[(31 - total % 31) % 31]


def inner_check_sign(body: str) -> str:
    """The 9th sign of an organisation code that belongs to its first 8; here A is 10 and Z is 35."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, INNER_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))
