"""Which few achievements together meet every must of a demand: the smallest covers, found exactly.

Only what one of them meets in full counts. Whether the parts fit into one solution, no table can tell.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import combinations

# Of the best so many candidates each set is looked at; more partners than four hardly ever work together.
MOST_CANDIDATES, MOST_MEMBERS = 60, 4
# Where some musts stay open, a team is worth showing only when it meets this many more than the best one alone.
CLEARLY_MORE = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """An achievement: the musts (by place) that it meets, and those that it meets in part; `score` is its match's."""

    id: int
    organisation_id: int
    score: float
    met: frozenset[int]
    partly: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Combination:
    """Achievements that together meet more than any of them alone, the one that meets most first.

    `adds` says for each member what none before it meets; `open` are the musts that nobody meets, `partly` those of
    them that at least one member meets in part.
    """

    members: tuple[Candidate, ...]
    adds: tuple[frozenset[int], ...]
    open: frozenset[int]
    partly: frozenset[int]

    @property
    def is_complete(self) -> bool:
        """Whether every must is met."""
        return not self.open


def combine(candidates: Sequence[Candidate], musts: frozenset[int], *, most: int = 3) -> list[Combination]:
    """The best `most` combinations of two to four; of equal size fewer organisations, then higher scores come first.

    Empty when a single achievement meets all musts, when no set meets more than its best member, and, where some must
    stays open in any case, when the gain is small. Each member meets something that no other one does.
    """
    able = sorted((one for one in candidates if one.met & musts), key=lambda one: (-one.score, one.id))
    able = able[:MOST_CANDIDATES]
    best_alone = max((len(one.met & musts) for one in able), default=0)
    if not able or best_alone == len(musts):
        return []
    targets = _most_that_can_be_met({one.met & musts for one in able})
    reached = len(targets[0])
    if reached < best_alone + (1 if reached == len(musts) else CLEARLY_MORE):
        return []
    for size in range(2, MOST_MEMBERS + 1):
        found = {members for target in targets for members in _covers(able, target, size)}
        if found:
            return [_described(members, musts) for members in nsmallest(most, found, key=_rank)]
    return []


def _most_that_can_be_met(sets: Collection[frozenset[int]]) -> list[frozenset[int]]:
    """What the best of all teams can meet: one set of musts, or several of the same size."""
    widest = [one for one in sets if not any(one < other for other in sets)]
    size = min(MOST_MEMBERS, len(widest))
    unions = {frozenset[int]().union(*some) for some in combinations(widest, size)}
    reached = max(len(one) for one in unions)
    return sorted((one for one in unions if len(one) == reached), key=sorted)


def _covers(able: Sequence[Candidate], target: frozenset[int], size: int) -> Iterator[tuple[Candidate, ...]]:
    """Every set of so many candidates that meets the whole target; of a larger size only where no smaller one does."""
    by_must = {must: [one for one in able if must in one.met] for must in target}
    widest = max(len(one.met & target) for one in able)

    def extend(chosen: tuple[Candidate, ...], missing: frozenset[int]) -> Iterator[tuple[Candidate, ...]]:
        if not missing:
            yield tuple(sorted(chosen, key=lambda one: (-len(one.met & target), -one.score, one.id)))
        elif len(missing) <= widest * (size - len(chosen)):
            # The must with the fewest to meet it leaves the fewest ways to go.
            rarest = min(missing, key=lambda must: (len(by_must[must]), must))
            for one in by_must[rarest]:
                yield from extend((*chosen, one), missing - one.met)

    return extend((), target)


def _rank(members: tuple[Candidate, ...]) -> tuple[int, float, tuple[int, ...]]:
    return (
        len({one.organisation_id for one in members}),
        -round(sum(one.score for one in members), 6),
        tuple(one.id for one in members),
    )


def _described(members: tuple[Candidate, ...], musts: frozenset[int]) -> Combination:
    adds, met = [], frozenset[int]()
    for one in members:
        adds.append((one.met & musts) - met)
        met |= one.met & musts
    still_open = musts - met
    partly = frozenset[int]().union(*(one.partly for one in members)) & still_open
    return Combination(members, tuple(adds), still_open, partly)
