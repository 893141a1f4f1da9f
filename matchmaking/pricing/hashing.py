"""The text that stands for the terms of an offer or a price, and its hash in the log of a deal."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def terms_text(structure: str, terms: Mapping[str, Any], **further: Any) -> str:
    """A structure, its terms and what else was agreed, in one fixed way of writing."""
    return json.dumps({"structure": structure, "terms": terms, **further}, ensure_ascii=False, sort_keys=True)


def terms_sha256(structure: str, terms: Mapping[str, Any], **further: Any) -> str:
    """SHA-256 of `terms_text`."""
    return hashlib.sha256(terms_text(structure, terms, **further).encode()).hexdigest()
