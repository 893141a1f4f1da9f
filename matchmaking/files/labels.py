"""Sizes of files on the page."""

from matchmaking.core.filters import NBSP


def file_size(size: int) -> str:
    """Bytes as KB or MB, the way people compare files."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))}{NBSP}KB"
    return f"{size / 1024 / 1024:.1f}{NBSP}MB"
