"""Writes a record through the steps of its form, as a browser without scripts would."""

import re
from collections.abc import Mapping
from typing import Any

from matchmaking.achievements import steps as achievement_steps
from matchmaking.demands import steps as demand_steps
from tests.visitor import Seen, Visitor, fields_of

# The buttons: save and go on, keep the draft, save and go back, add a row.
NEXT, SAVE, BACK, ADD = "next", "save", "back", "add"
WRITINGS = {"demands": demand_steps.WRITING, "achievements": achievement_steps.WRITING}
STEPS = {room: tuple(step.code for step in writing.steps) for room, writing in WRITINGS.items()}


def step_of(room: str, field: str) -> str:
    """The step in which a field is filled in."""
    step = WRITINGS[room].step_of(field)
    assert step is not None, field
    return step.code


def write_step(visitor: Visitor, page: Seen, values: Mapping[str, Any], action: str = NEXT) -> Seen:
    """Fill in the step on the screen, with as many rows as the values name, and press a button."""
    code = page.path.rsplit("/", 1)[1]
    room = next(one for one in STEPS if f"/{one}/" in page.path)
    step = STEPS[room][0] if code == "new" else code
    here = {name: value for name, value in values.items() if step_of(room, name) == step}
    typed = fields_of(page.form(action=page.path))
    for name in sorted({name.partition("-")[0] for name in here if re.match(r"\w+-\d+-", name)}):
        wanted, shown = _row_count(name, here), _row_count(name, typed)
        for _row in range(shown, wanted):
            page = visitor.submit(page, {**here, ADD: name}, action=page.path)
        if shown < wanted:
            typed = fields_of(page.form(action=page.path))
    sent = {**typed, **here, "action": action}
    response = visitor.send("post", page.path, data=sent, follow_redirects=True)
    return Seen(response.status_code, response.request.path, response)


def _row_count(name: str, values: Mapping[str, Any]) -> int:
    """How many rows of a list the values speak of."""
    return 1 + max((int(one.split("-")[1]) for one in values if one.startswith(f"{name}-")), default=-1)


def write_record(visitor: Visitor, room: str, values: Mapping[str, Any], *, prefix: str = "") -> Seen:
    """Go through all steps of a new record; the page to check, or the first step that was refused."""
    page = visitor.open(f"{prefix}/{room}/new")
    for _step in STEPS[room]:
        page = write_step(visitor, page, values)
        if page.status != 200:
            break
    return page


def change_record(visitor: Visitor, path: str, values: Mapping[str, Any], action: str = SAVE) -> Seen:
    """Change fields of a record that is there, in their steps; the answer to the last one, or the first refusal."""
    room = path.rsplit("/", 2)[-2]
    for step in STEPS[room]:
        if any(step_of(room, name) == step for name in values):
            page = write_step(visitor, visitor.open(f"{path}/edit/{step}"), values, action)
            if page.status != 200:
                break
    return page
