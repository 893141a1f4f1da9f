"""Registrations in words."""

from matchmaking.registrations.states import STEP_WORDS


def step_words(code: str) -> str:
    """准备材料, 已受理, 待补正, 已登记, …"""
    return str(STEP_WORDS.get(code, code))
