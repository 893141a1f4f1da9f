"""Looks for the check code of the approved version in the words of a signed file."""

import re


def shows_code(words: str, sha256: str) -> bool | None:
    """Whether the words hold the SHA-256, in one piece or broken into lines; None where there are no words (a scan)."""
    plain = re.sub(r"[^0-9a-z\u4e00-\u9fff]", "", words.lower())
    return sha256.lower() in plain if plain else None
