"""Where the marks of the charts on the page 匹配质量 stand: plain coordinates for SVG. Pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass

# Narrow, because a chart is shown as wide as a phone; everything is in the units of its view box.
WIDTH, HEIGHT = 340, 204
LEFT, RIGHT, TOP, BOTTOM = 30, 12, 26, 26


@dataclass(frozen=True)
class Mark:
    """One value: its place, the ends of its interval, its label below and its value above."""

    x: float
    y: float
    low: float
    high: float
    label: str
    value: str


@dataclass(frozen=True)
class Line:
    """A line through marks, with grid lines (place, label)."""

    marks: Sequence[Mark]
    grid: Sequence[tuple[float, str]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT

    @property
    def points(self) -> str:
        """The line as SVG writes it."""
        return " ".join(f"{mark.x},{mark.y}" for mark in self.marks)


def height_of(value: float) -> float:
    """The place of a value from 0 to 1, from the top."""
    return round(TOP + (1 - min(1.0, max(0.0, value))) * (HEIGHT - TOP - BOTTOM), 1)


def line(values: Sequence[tuple[str, float, float, float]]) -> Line:
    """A line of (label, value, low, high) between 0 and 1, from left to right."""
    step = (WIDTH - LEFT - RIGHT) / max(1, len(values))
    marks = [
        Mark(round(LEFT + step * (place + 0.5), 1), *map(height_of, ends), label, f"{ends[0]:.2f}")
        for place, (label, *ends) in enumerate(values)
    ]
    return Line(marks, [(height_of(value), f"{value:g}") for value in (0, 0.25, 0.5, 0.75, 1)])


@dataclass(frozen=True)
class Step:
    """A pair of bars: what was predicted and what became of it, as widths of 0 to 100."""

    label: str
    predicted: float | None
    observed: float
    note: str


def step(label: str, predicted: float | None, observed: float, note: str) -> Step:
    """A pair of bars for two shares between 0 and 1."""
    return Step(label, None if predicted is None else round(predicted * 100, 1), round(observed * 100, 1), note)
