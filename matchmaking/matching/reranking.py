"""What a learned ranker adds to the score of a pair, and the version that every stored score names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from matchmaking.matching.evidence import Pair
from matchmaking.matching.meaning import Meaning, present_meaning
from matchmaking.matching.scoring import MODEL_VERSION, SCORE_DIGITS
from matchmaking.matching.standing import LEANINGS, UNKNOWN

# The stored parts of a score that a ranker may weigh anew, with what stands for a part that a pair does not have.
PARTS = {
    "words": 0.0,
    "meaning": 0.0,
    **dict.fromkeys(("criteria", "field", "readiness", "price", "county", *LEANINGS), UNKNOWN),
}
# A ranker decides between pairs that are nearly equal; it never lifts a pair over one that is clearly better.
MOST = 0.05
# Under this name stands in the parts of a score what the ranker added.
PART = "ranker"


@dataclass(frozen=True)
class Ranker:
    """Weights on the parts of a score, in units of the score. `name` (r3) is part of the version of what it scores."""

    name: str
    means: tuple[float, ...]
    weights: tuple[float, ...]

    def adds(self, parts: Mapping[str, float]) -> float:
        """What is added to the score of a pair with these parts, between -0.05 and 0.05."""
        total = sum(
            weight * (value - mean)
            for weight, value, mean in zip(self.weights, part_values(parts), self.means, strict=True)
        )
        return round(max(-MOST, min(MOST, total)), SCORE_DIGITS)

    @property
    def version(self) -> str:
        """The version of the scores: that of the rules and the ranker's own."""
        return f"{MODEL_VERSION}+{self.name}"


_sources: list[Callable[[], Ranker | None]] = []


def register_ranker(source: Callable[[], Ranker | None]) -> Callable[[], Ranker | None]:
    """Ask `source` which ranker is switched on; None for none."""
    _sources.append(source)
    return source


def present_ranker() -> Ranker | None:
    """The ranker that is switched on now. Reads the database; ask once for each run."""
    return next((ranker for source in _sources if (ranker := source()) is not None), None)


def present_version() -> str:
    """The version that scores computed now name."""
    ranker = present_ranker()
    return named_after(ranker.version if ranker else MODEL_VERSION, present_meaning())


def named_after(version: str, meaning: Meaning | None) -> str:
    """The version of scores in which a measure of meaning with a name of its own had a say."""
    return f"{version}+{meaning.score_name}" if meaning is not None and meaning.score_name else version


def part_values(parts: Mapping[str, float]) -> tuple[float, ...]:
    """The parts of a score in the order of `PARTS`."""
    return tuple(float(parts.get(name, neutral)) for name, neutral in PARTS.items())


def reranked(pair: Pair, ranker: Ranker | None) -> Pair:
    """The pair with what the ranker adds to its score, which stays between 0 and 1; as it is without a ranker."""
    if ranker is None:
        return pair
    before = pair.score.score
    score = round(max(0.0, min(1.0, before + ranker.adds(pair.score.parts))), SCORE_DIGITS)
    parts = {**pair.score.parts, PART: round(score - before, SCORE_DIGITS)}
    return replace(pair, score=replace(pair.score, score=score, parts=parts), model_version=ranker.version)
