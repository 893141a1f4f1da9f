"""What a search engine is to the rest of the house: documents in, ranked ids and facet counts out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from matchmaking.search.postings import Postings


class IndexUnavailable(Exception):
    """The index is missing, damaged or not built yet. Lists then answer from the database; matching waits."""


@dataclass(frozen=True, slots=True)
class Document:
    """What the index knows of one public record. It never holds anything that a visitor may not find by searching.

    `revision` is the record's version: it must rise with every change, as start-up and `flask search check` compare it.
    `facets` are the values to filter and count by, `sorts` numbers to order by (moments as POSIX seconds).
    Records with the same `group` (not empty) are copies of one thing; matching shows one of them.
    """

    kind: str
    id: int
    title: str
    body: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sorts: Mapping[str, float] = field(default_factory=dict)
    revision: int = 0
    group: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What a list asks. Inside one facet any value will do; every facet that is given must be met.

    `sort` is the name of one of the documents' sorts; None is relevance when there is text, else the newest id first.
    Facets and sorts that the index does not know are ignored. `counted` names the facets to count (None: all).
    """

    text: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: str | None = None
    descending: bool = True
    offset: int = 0
    limit: int = 20
    counted: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """One page of ids in order, how many there are in all, and for each facet how many each of its values would give.

    The counts of a facet leave out that facet's own filter. `loosened` says that nothing has all the words of the
    query, so that records with some of them are shown. `from_database` says that the index could not answer.
    """

    ids: list[int]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    loosened: bool = False
    from_database: bool = False


class Rebuild(Protocol):
    """A new index of one kind, being filled beside the one that serves."""

    def put(self, documents: Iterable[Document]) -> None:
        """Add documents; each id may be given once."""

    def finish(self, refresh: Callable[[list[int]], Iterable[Document]]) -> None:
        """Switch to the new index. `refresh(ids)` describes what changed meanwhile, once more and for the last time."""


class Engine(Protocol):
    """Holds the public documents of each kind. All methods may be called from any thread and any process."""

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace documents and return when they can be found. Replacing with the same content is harmless."""

    def remove(self, kind: str, ids: Iterable[int]) -> None:
        """Forget documents; unknown ids are ignored."""

    def clear(self, kind: str) -> None:
        """Replace the index of a kind by an empty one; this also makes a missing or damaged one usable again."""

    def following(self, kind: str) -> AbstractContextManager[None]:
        """Held from reading records in the database until they are put, so that nobody puts an older state after."""

    def rebuild(self, kind: str) -> AbstractContextManager[Rebuild]:
        """Build a new index of this kind while the old one serves; left unfinished, it is thrown away."""

    def search(self, kind: str, query: Query) -> Results:
        """Answer a list's query. Raises IndexUnavailable."""

    def candidates(
        self, kind: str, weights: Mapping[str, float], limit: int = 200, within: Iterable[int] | None = None
    ) -> list[tuple[int, float]]:
        """The best (id, score) by the sum of weight × (3·(1+ln tf in the title) + (1+ln tf in the body)) per term."""

    def revisions(self, kind: str) -> dict[int, int]:
        """The revision of every document in the index. Raises IndexUnavailable."""

    def count(self, kind: str) -> int:
        """How many documents there are. Raises IndexUnavailable."""

    def document_frequencies(self, kind: str, terms: Iterable[str]) -> dict[str, int]:
        """In how many documents (title or body) each term occurs. Raises IndexUnavailable."""

    def generation(self, kind: str) -> str:
        """A token that changes with every change of this kind's index. Raises IndexUnavailable."""

    def postings(self, kind: str) -> "Postings":
        """The index of a kind as arrays, as of now; it stays valid and unchanged while it is held."""

    def kinds(self) -> Iterator[str]:
        """The kinds that have an index."""
