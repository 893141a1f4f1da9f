"""The standing words of contracts, in Chinese whatever the language of the page: data/phrases.csv."""

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("data") / "phrases.csv"


@cache
def _phrases() -> dict[str, str]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["text"] for row in csv.DictReader(file)}


def phrase(name: str) -> str:
    """The words of a name; empty where there are none."""
    return _phrases().get(name, "")


def empty() -> str:
    """What stands where nothing was agreed."""
    return phrase("empty")


def blank() -> str:
    """A line to write on by hand: where something must stand and is not known yet."""
    return phrase("blank")
