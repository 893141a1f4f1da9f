"""The form of a record in steps: what each one holds, how far it is, and whether somebody else has changed it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from matchmaking.core.records import DRAFT
from matchmaking.listings.forms import ListingForm
from matchmaking.listings.rules import Problem, filled
from matchmaking.listings.services import contradictions_in, gaps_in
from matchmaking.listings.side import Side

NEW, BEGUN, DONE, WRONG = "new", "begun", "done", "wrong"


@dataclass(frozen=True)
class Step:
    """One page of the form: its word in the address, its heading, the names of its fields, the fragment with them.

    Other rooms hang panels around the form of a step by the name "demand_terms_step" (see `core.panels`).
    """

    code: str
    title: Any
    fields: tuple[str, ...]
    template: str
    lead: Any = ""


@dataclass(frozen=True)
class OfferedRow:
    """A row that the record's own text states already: its values as the form has them, and where they stand."""

    key: str
    values: Mapping[str, Any]
    clause: str


RowSource = Callable[[Any, Sequence[Mapping[str, Any]]], Sequence[OfferedRow]]
_row_sources: dict[tuple[str, str], RowSource] = {}


def register_row_source(kind: str, rows: str, source: RowSource) -> None:
    """Have `source(record, rows in the form)` offer further rows ("criteria") of a kind ("demand") to a writer."""
    _row_sources[kind, rows] = source


def offered_rows(kind: str, record: Any, form: ListingForm) -> list[tuple[str, OfferedRow]]:
    """(name of the list, row) of what a writer may take over into the lists that the form has."""
    found = []
    for field in form.row_fields:
        source = _row_sources.get((kind, field.name))
        if source is not None:
            found += [(field.name, one) for one in source(record, field.filled())]
    return found


@dataclass(frozen=True)
class Progress:
    """How far a step is: `state`, and what is still to do there."""

    step: Step
    state: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, eq=False)
class Writing:
    """How records of a side are written: the whole form, its steps, the page of good examples, and the page's words."""

    side: Side
    form: Callable[..., ListingForm]
    steps: tuple[Step, ...]
    help: str
    answers: str
    new_title: Any
    edit_title: Any
    list_title: Any

    def step(self, code: str) -> Step | None:
        """The step of this word in the address."""
        return next((one for one in self.steps if one.code == code), None)

    def step_of(self, field: str) -> Step | None:
        """The step that holds a field, also one of a row ("criteria-2-unit")."""
        name = field.partition("-")[0]
        return next((one for one in self.steps if name in one.fields), None)

    def in_order(self, problems: Sequence[Problem]) -> list[Problem]:
        """Problems in the order of the steps; within a step as they come."""
        places = {step.code: place for place, step in enumerate(self.steps)}

        def place(problem: Problem) -> int:
            step = self.step_of(problem.field)
            return len(places) if step is None else places[step.code]

        return sorted(problems, key=place)

    def beside(self, step: Step, distance: int) -> Step | None:
        """The step so many places further on, or back; None where there is none."""
        place = self.steps.index(step) + distance
        return self.steps[place] if 0 <= place < len(self.steps) else None

    def form_of(self, step: Step, record: Any | None, **options: Any) -> ListingForm:
        """The form of one step: only its fields are there, so that nothing else can be read or written."""
        form = self.form(obj=record, **options)
        kept = {"csrf_token", "form_key", "seen", *step.fields}
        for name in [field.name for field in form if field.name not in kept]:
            del form[name]
        return form

    def stored_form(self, step: Step, record: Any) -> ListingForm:
        """The form of a step as the database has it, whatever was sent."""
        return self.form_of(step, record, formdata=None)

    def progress(self, record: Any) -> list[Progress]:
        """Every step with its state: not begun, begun, complete, or in contradiction with itself."""
        values, organisation = self.side.values_of(record), record.organisation
        wrong = contradictions_in(self.side, values, organisation, record.id)
        missing = [*gaps_in(self.side, values), *self.side.further_gaps(record)]
        found = []
        for step in self.steps:
            bad = [one for one in wrong if self.step_of(one.field) is step]
            gaps = [one for one in missing if self.step_of(one.field) is step]
            touched = record.state != DRAFT or step.code in record.written_steps or self._holds_something(step, values)
            if bad:
                state = WRONG
            elif not touched:
                state = NEW
            else:
                state = BEGUN if gaps else DONE
            found.append(Progress(step, state, tuple(dict.fromkeys([*bad, *gaps]))))
        return found

    def _holds_something(self, step: Step, values: Mapping[str, Any]) -> bool:
        """Whether a field of the step says anything but what every new record says."""
        columns = self.side.model.__table__.c
        for name in step.fields:
            value = values.get(name)
            default = columns[name].default if name in columns else None
            preset = default.arg if default is not None and default.is_scalar else None
            if value not in (None, "", [], {}, False) and value != preset:
                return True
        return False


def digest(form: ListingForm) -> str:
    """A short name for what a form holds: equal for the same content, however it came into the form."""
    content = {}
    for name, value in form.values().items():
        rows = isinstance(value, list) and any(isinstance(row, dict) for row in value)
        content[name] = [_plain(row) for _place, row in filled(value)] if rows else _plain(value)
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:20]


def _plain(value: Any) -> Any:
    """Equal content as equal text: no text is no text, and 100 is 100.00."""
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items() if name != "csrf_token"}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if value in (None, "") or isinstance(value, bool):
        return value or ""
    return str(value)
