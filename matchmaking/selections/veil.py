"""Takes out of a text what gives an organisation away: its names, its people, its addresses. Plain text only."""

import re
from collections.abc import Iterable

BLOCK = "▇▇"
_LEGAL = re.compile(r"(集团)?(股份|责任)?有限(责任)?公司$|集团$|公司$")
_PLACE = re.compile(r"^(中国|浙江省?|温州市?)+")
_SHORTEST_STEM = 3
# Addresses and numbers by which a reader would find out in a minute.
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+(\.[\w-]+)+|(https?://|www\.)[^\s，。；、）)]+|(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)"
    r"|(?<!\d)0\d{2,3}[\s-]\d{7,8}(?!\d)",
    re.IGNORECASE,
)
# Numbers that lead to the owner in any search: patents, papers, registrations.
_NUMBER = re.compile(
    r"(?<![A-Za-z])(ZL|CN|US|EP|WO|PCT)\s?[\d/]{6,}|(?<!\d)20\d{10,11}\.[\dX]|10\.\d{4,}/\S+|(?<![A-Za-z])doi\b",
    re.IGNORECASE,
)


def names_in(names: Iterable[str | None]) -> list[str]:
    """The names of an organisation with what people shorten them to: without the place and the legal form."""
    found: list[str] = []
    for name in names:
        text = (name or "").strip()
        if len(text) < 2:
            continue
        stem = _LEGAL.sub("", text)
        found += [text, *(one for one in (stem, _PLACE.sub("", stem)) if len(one) >= _SHORTEST_STEM)]
    return list(dict.fromkeys(found))


class Veil:
    """What must not be read; an empty one changes nothing."""

    def __init__(self, words: Iterable[str | None] = (), *, hides_contacts: bool = False) -> None:
        # The longest first, or the rest of a long name would stay. Blanks between the signs do not help.
        plain = sorted({one.strip() for one in words if one and len(one.strip()) >= 2}, key=len, reverse=True)
        spread = [r"[\s\u3000·]*".join(map(re.escape, "".join(one.split()))) for one in plain]
        self._words = re.compile("|".join(spread), re.IGNORECASE) if spread else None
        self._hides_contacts = hides_contacts

    def __call__(self, text: str | None) -> str:
        """The text with a block for everything that must not be read."""
        shown = text or ""
        if self._words is not None:
            shown = self._words.sub(BLOCK, shown)
        return _CONTACT.sub(BLOCK, shown) if self._hides_contacts else shown

    def reference(self, text: str) -> str | None:
        """A reference, or None where it names the organisation or can be looked up."""
        if self._hides_contacts and (self(text) != text or _NUMBER.search(text)):
            return None
        return self(text)


OPEN_VEIL = Veil()
