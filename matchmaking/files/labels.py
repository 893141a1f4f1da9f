"""Sizes of files on the page."""

from matchmaking.core.filters import NBSP


def file_size(size: int) -> str:
    """Bytes as KB, MB or GB, the way people compare files."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))}{NBSP}KB"
    if size < 1024 * 1024 * 1024:
        return f"{size / 1024 / 1024:.1f}{NBSP}MB"
    return f"{size / 1024 / 1024 / 1024:.1f}{NBSP}GB"
