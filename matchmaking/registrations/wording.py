"""Registrations in words."""

from matchmaking.registrations.sheet import ten_thousands
from matchmaking.registrations.states import STEP_WORDS


def step_words(code: str) -> str:
    """准备材料, 已受理, 待补正, 已登记, …"""
    return str(STEP_WORDS.get(code, code))


__all__ = ["step_words", "ten_thousands"]
