"""The hash that stands for the terms of an offer or a price in the log of a deal."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def terms_sha256(structure: str, terms: Mapping[str, Any], **further: Any) -> str:
    """SHA-256 of a structure, its terms and what else was agreed, in one fixed way of writing."""
    content = {"structure": structure, "terms": terms, **further}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
