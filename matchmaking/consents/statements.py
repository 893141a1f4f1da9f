"""The text of the confidentiality statement: versioned, filled in for one organisation and one record."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matchmaking.organisations.models import Organisation

# A new wording gets a new file and a new version; what was signed keeps its own text.
VERSION = "2026-1"
_FILE = Path(__file__).with_name("data") / f"statement-{VERSION}.txt"


@dataclass(frozen=True)
class Statement:
    """A text to sign."""

    version: str
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def statement_for(organisation: Organisation, record: Any) -> Statement:
    """The statement of an organisation towards a record; it never names whose record it is."""
    text = _FILE.read_text(encoding="utf-8").strip()
    filled = {"{organisation}": organisation.name, "{number}": record.number or "", "{title}": record.title}
    for place, words in filled.items():
        text = text.replace(place, words)
    return Statement(VERSION, text)
