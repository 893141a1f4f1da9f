"""A public list: reads the address, asks the engine (or the database), and prepares facets, chips and pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from matchmaking.core.pages import Page, page_number
from matchmaking.search.engine import Engine, IndexUnavailable, Query, Results

# Longer queries are cut; nobody types them, and a list must answer at once.
LONGEST_QUERY = 100
Arguments = dict[str, list[str]]


@dataclass(frozen=True)
class Facet:
    """One filter of a list: its name in the address and in the documents, and its values with labels, in order."""

    name: str
    label: Any
    values: Callable[[], Mapping[str, str]]


@dataclass(frozen=True)
class Sort:
    """One order of a list. `by` names a sort of the documents; None is relevance, offered only when there is text."""

    name: str
    label: Any
    by: str | None
    descending: bool = True


@dataclass(frozen=True)
class Choice:
    """Something to choose: `arguments` are those of the address after choosing (or, when selected, taking it back)."""

    value: str
    label: str
    count: int
    selected: bool
    arguments: Arguments


@dataclass(frozen=True)
class FacetChoices:
    """A facet with those of its values that would give results, or that are chosen."""

    name: str
    label: Any
    choices: list[Choice]

    @property
    def selected(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.selected]


@dataclass(frozen=True)
class Answer:
    """What a list page shows. Build addresses with `url_for(endpoint, **choice.arguments)`."""

    text: str
    results: Results
    number: int
    size: int
    sort: str
    facets: list[FacetChoices]
    sorts: list[Choice]
    chips: list[Choice]
    arguments: Arguments = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        return self.results.ids

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.text or self.chips)

    def page(self, items: Sequence[Any]) -> Page:
        """The page of these items, which the view loaded by `ids`."""
        return Page(items, self.number, self.size, self.results.total)

    def page_arguments(self, number: int) -> Arguments:
        """The arguments of another page of the same list."""
        return self.arguments if number == 1 else {**self.arguments, "page": [str(number)]}

    @property
    def cleared(self) -> Arguments:
        """The arguments without any filter; the words that were searched for stay."""
        return {"q": [self.text]} if self.text else {}


@dataclass(frozen=True)
class Listing:
    """The specification of a public list. `fallback` answers the same query from the database.

    The first of `sorts` whose order is not relevance is the default without text; with text it is relevance.
    """

    kind: str
    facets: Sequence[Facet]
    sorts: Sequence[Sort]
    fallback: Callable[[Query], Results]
    size: int = 20

    def answer(self, arguments: MultiDict[str, str], engine: Engine) -> Answer:
        """Answer the query string of a list page. Nonsense in it (page=-1, unknown facets) never fails."""
        text = " ".join(arguments.get("q", "").split())[:LONGEST_QUERY].strip()
        labels = {facet.name: facet.values() for facet in self.facets}
        chosen = {
            facet.name: [value for value in dict.fromkeys(arguments.getlist(facet.name)) if value in labels[facet.name]]
            for facet in self.facets
        }
        chosen = {name: values for name, values in chosen.items() if values}
        offered = [sort for sort in self.sorts if sort.by is not None or text]
        default = next((sort for sort in offered if (sort.by is None) == bool(text)), offered[0])
        sort = next((one for one in offered if one.name == arguments.get("sort")), default)
        kept: Arguments = {"q": [text]} if text else {}
        kept.update({name: list(values) for name, values in chosen.items()})
        if sort is not default:
            kept["sort"] = [sort.name]
        number = page_number(arguments)
        results = self._results(text, chosen, sort, number, engine)
        last = max(1, -(-results.total // self.size))
        if number > last:
            number = last
            results = self._results(text, chosen, sort, number, engine)
        return Answer(
            text=text,
            results=results,
            number=number,
            size=self.size,
            sort=sort.name,
            facets=[self._choices(facet, labels[facet.name], chosen, kept, results) for facet in self.facets],
            sorts=[
                Choice(one.name, one.label, results.total, one is sort, _with(kept, "sort", one, default))
                for one in offered
            ],
            chips=[
                Choice(value, labels[name][value], results.total, True, _toggled(kept, name, value))
                for name, values in chosen.items()
                for value in values
            ],
            arguments=kept,
        )

    def _results(
        self, text: str, chosen: Mapping[str, Sequence[str]], sort: Sort, number: int, engine: Engine
    ) -> Results:
        query = Query(
            text=text,
            facets=chosen,
            sort=sort.by,
            descending=sort.descending,
            offset=(number - 1) * self.size,
            limit=self.size,
            counted=[facet.name for facet in self.facets],
        )
        try:
            return engine.search(self.kind, query)
        except IndexUnavailable:
            return self.fallback(query)

    def _choices(
        self,
        facet: Facet,
        labels: Mapping[str, str],
        chosen: Mapping[str, Sequence[str]],
        kept: Arguments,
        results: Results,
    ) -> FacetChoices:
        counts, selected = results.facets.get(facet.name, {}), chosen.get(facet.name, ())
        return FacetChoices(
            facet.name,
            facet.label,
            [
                Choice(value, label, counts.get(value, 0), value in selected, _toggled(kept, facet.name, value))
                for value, label in labels.items()
                if counts.get(value) or value in selected
            ],
        )


def _toggled(arguments: Arguments, name: str, value: str) -> Arguments:
    """The arguments with one value of a facet added or, when it is there, taken away; always on the first page."""
    values = arguments.get(name, [])
    values = [one for one in values if one != value] if value in values else [*values, value]
    toggled = {key: kept for key, kept in arguments.items() if key != name}
    return {**toggled, name: values} if values else toggled


def _with(arguments: Arguments, name: str, sort: Sort, default: Sort) -> Arguments:
    """The arguments with another order; the default order is left out of the address."""
    others = {key: kept for key, kept in arguments.items() if key != name}
    return others if sort is default else {**others, name: [sort.name]}
