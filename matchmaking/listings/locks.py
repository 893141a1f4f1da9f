"""What a reader is told of the parts of a record that are locked: what is there, why, and what to do."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.audiences import AUDIENCE_NAMES
from matchmaking.listings.disclosure import as_shown, audience_of, has_content
from matchmaking.listings.side import side_of


@dataclass(frozen=True)
class Lock:
    """One locked group: its name, what stands in it, why it is locked, and the way to it."""

    group: str
    label: str
    about: str
    why: str
    act: str = ""
    url: str = ""


def locks_for(viewer: Viewer, record: Any) -> list[Lock]:
    """The locked groups in which anything stands."""
    side = side_of(record)
    return [
        Lock(group, str(one.label), str(one.about), str(AUDIENCE_NAMES[audience_of(record, group)]))
        for group, one in side.groups.items()
        if group in as_shown(viewer, record).locked and has_content(record, group)
    ]


def audience_lines(record: Any) -> list[tuple[str, dict[str, str]]]:
    """(group, its name and who may read it) for the page on which a record is checked."""
    return [
        (
            group,
            {
                "label": _("%(part)s：谁能看", part=one.label),
                "audience": str(AUDIENCE_NAMES[audience_of(record, group)]),
            },
        )
        for group, one in side_of(record).groups.items()
    ]
