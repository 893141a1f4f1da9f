"""The exact text of a record beside its hash, where it can be written down again."""

import hashlib
import json
from typing import Any


def sealed(text: str, sha256: str) -> dict[str, str]:
    """Text and hash for `Record`. The text is left out where its hash is another: then it is not what was hashed."""
    fits = hashlib.sha256(text.encode()).hexdigest() == sha256
    return {"text": text if fits else "", "sha256": sha256}


def sealed_data(value: Any, sha256: str | None = None) -> dict[str, str]:
    """The same for plain data whose names are in order; without a hash that was kept, the one that it has."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return sealed(text, sha256 or hashlib.sha256(text.encode()).hexdigest())
